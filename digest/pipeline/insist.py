"""Write down what has happened already, however long the store refuses: a full disk must not make it happen twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from digest.errors import ClaimLostError, StoreError

__all__ = ["insist"]

Written = TypeVar("Written")

_FIRST_WAIT: Final = 0.25
_LONGEST_WAIT: Final = 2.0


async def insist(write: Callable[[], Written], *, patience: float) -> Written:
    """Try a write again and again until the store takes it; raise its error after so many seconds of waiting.

    A claim that was lost is nobody's to write about: that is raised at once.
    """
    wait, waited = _FIRST_WAIT, 0.0
    while True:
        try:
            return await asyncio.to_thread(write)
        except ClaimLostError:
            raise
        except StoreError:
            if waited >= patience:
                raise
        await asyncio.sleep(wait)
        waited += wait
        wait = min(wait * 2, _LONGEST_WAIT)
