"""What the bot works with, handed to it by `app`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from digest.model import Digest, OnDemand, Settings
from digest.store import Store

__all__ = ["Needs"]


def _clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The site, its store, and how an issue is sent to a subscription that asks for one."""

    settings: Settings
    store: Store
    on_demand: Callable[[Digest, int], Awaitable[OnDemand]]
    now: Callable[[], datetime] = _clock
