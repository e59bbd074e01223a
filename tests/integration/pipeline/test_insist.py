"""What has happened is written down, however long the store refuses."""

from __future__ import annotations

import math

import pytest

from digest.errors import ClaimLostError, StoreError
from digest.pipeline.insist import insist


def refusing(times: int, error: StoreError) -> tuple[list[int], object]:
    """Make a write that the store refuses so many times; also give the list of its tries."""
    tries: list[int] = []

    def write() -> str:
        tries.append(len(tries))
        if len(tries) <= times:
            raise error
        return "written"

    return tries, write


async def test_a_write_that_is_refused_is_tried_until_the_store_takes_it() -> None:
    """A disk that was full for a while costs nothing but time."""
    tries, write = refusing(2, StoreError("the disk of the database is full"))
    assert await insist(write, patience=math.inf) == "written"
    assert len(tries) == 3


async def test_a_command_gives_up_at_last() -> None:
    """Somebody waits for it, and reads the reason."""
    tries, write = refusing(9, StoreError("the disk of the database is full"))
    with pytest.raises(StoreError, match="full"):
        await insist(write, patience=0.2)
    assert len(tries) == 2


async def test_a_claim_that_was_lost_is_not_insisted_on() -> None:
    """Somebody else has it now."""
    tries, write = refusing(9, ClaimLostError("delivery 1 is no longer held"))
    with pytest.raises(ClaimLostError):
        await insist(write, patience=math.inf)
    assert len(tries) == 1
