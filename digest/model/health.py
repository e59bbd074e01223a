"""How the site is: what `digest doctor`, `/metrics` and notices to admins are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

__all__ = ["ChannelHealth", "FeedHealth", "Finding", "Health", "SkippedSlot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One followed feed. `entries` and `copies` count what it brought within the span that was asked for;
    `failures` how often it failed since it worked last.
    """

    id: int
    name: str
    url: str
    status: str
    error: str
    followed_since: datetime
    succeeded_at: datetime | None
    last_entry_at: datetime | None
    moved_to: str
    entries: int
    copies: int
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """One channel's deliveries: what waits now, and what was sent and failed within the span.

    `oldest_due` is since when the oldest of what is due has been so, `most_attempts` how often the most
    tried of what waits was tried, `reason` why the newest of it waits.
    """

    channel: str
    waiting: int
    held: int
    uncertain: int
    sent: int
    failed: int
    oldest_due: datetime | None
    most_attempts: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedSlot:
    """A slot that nobody got, because it was missed."""

    digest_id: str
    label: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The site at one moment, looking back over `span`. `readers` counts subscriptions by status."""

    at: datetime
    span: timedelta
    seen_to: datetime | None = None
    feeds: tuple[FeedHealth, ...] = ()
    channels: tuple[ChannelHealth, ...] = ()
    skipped: tuple[SkippedSlot, ...] = ()
    issues: int = 0
    ungrouped: int = 0
    oldest_ungrouped: datetime | None = None
    readers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    suppressed: int = 0
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that an admin should know, in a sentence. The same trouble has the same `key` while it lasts."""

    key: str
    severity: Literal["trouble", "notice"]
    sentence: str
