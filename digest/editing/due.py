"""Which slots have come due since the clock was last looked at, for whom, and whether there is still time.

Readers with own hours or an own zone have slots of their own; who shares a slot shares an issue. Nothing here
remembers: that a slot is over is asked of the store, so that a clock that jumps back brings nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.editing.slots import slots
from digest.model import Digest, Slot, Subscription

__all__ = ["DueSlot", "Schedule", "due_slots", "schedule_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a reader gets a digest: their own hours and zone where they chose some (None, empty: the digest's)."""

    timezone: ZoneInfo | None = None
    at: tuple[time, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSlot:
    """A slot that has come due for these subscriptions. `missed` ones are past catching up."""

    digest: Digest
    slot: Slot
    subscription_ids: tuple[int, ...]
    missed: bool


def schedule_of(subscription: Subscription) -> Schedule:
    """Read a subscription's own schedule off its choices."""
    hours = tuple(sorted(time.fromisoformat(hour) for hour in subscription.at))
    return Schedule(timezone=subscription.timezone, at=hours)


def due_slots(
    digest: Digest, subscriptions: Sequence[Subscription], *, after: datetime, now: datetime, catch_up: timedelta
) -> tuple[DueSlot, ...]:
    """List the slots with an instant in (after, now], in order; those older than `catch_up` are missed.

    A schedule that nobody has makes no slot.
    """
    followers: defaultdict[Schedule, list[int]] = defaultdict(list)
    for subscription in subscriptions:
        followers[schedule_of(subscription)].append(subscription.id)
    found: dict[tuple[str, str], Slot] = {}
    readers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for schedule, ids in followers.items():
        for slot in slots(digest, after=after, until=now, timezone=schedule.timezone, at=schedule.at or None):
            key = (slot.label, slot.timezone.key)
            found[key] = slot
            readers[key] += ids
    due = [
        DueSlot(
            digest=digest,
            slot=slot,
            subscription_ids=tuple(sorted(readers[key])),
            missed=now - slot.instant > catch_up,
        )
        for key, slot in found.items()
    ]
    return tuple(sorted(due, key=lambda one: (one.slot.instant, one.slot.timezone.key, one.slot.label)))
