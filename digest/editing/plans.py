"""What the schedules of a config come to: every future send, and each schedule in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cron_descriptor import Options, get_description

from digest.editing.due import Schedule, schedule_of
from digest.editing.quiet import quiet_hours, quiet_until
from digest.editing.slots import slots
from digest.model import Digest, Slot, Subscription

__all__ = ["PlannedSend", "plan_sends", "plan_slots", "schedule_in_words"]

DAY_NAMES = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSend:
    """One future send. `at` is its instant, which is the slot's or the end of quiet hours, `local` the wall time then.

    `readers` get it at that time; `note` speaks of clock changes and of quiet hours.
    """

    digest_id: str
    slot: Slot
    at: datetime
    local: datetime
    readers: int = 0
    note: str = ""


def plan_slots(digests: Sequence[Digest], now: datetime, days: int) -> tuple[PlannedSend, ...]:
    """List every slot of the digests' own hours in the next days, in order."""
    until = now + timedelta(days=days)
    return _in_order(one for digest in digests for one in _sends(digest, Schedule(), "", 0, now, until))


def plan_sends(
    digests: Sequence[Digest], subscriptions: Sequence[Subscription], now: datetime, days: int
) -> tuple[PlannedSend, ...]:
    """List every send to these subscriptions in the next days, in order: own hours, zones and quiet hours are kept."""
    until = now + timedelta(days=days)
    readers = Counter((one.digest_id, schedule_of(one), one.quiet) for one in subscriptions)
    return _in_order(
        planned
        for digest in digests
        for (digest_id, schedule, quiet), count in readers.items()
        if digest_id == digest.id
        for planned in _sends(digest, schedule, quiet, count, now, until)
    )


def _in_order(planned: Iterator[PlannedSend]) -> tuple[PlannedSend, ...]:
    return tuple(sorted(planned, key=lambda one: (one.at, one.digest_id, one.slot.instant, one.slot.timezone.key)))


def _sends(
    digest: Digest, schedule: Schedule, quiet: str, readers: int, now: datetime, until: datetime
) -> Iterator[PlannedSend]:
    for slot in slots(digest, after=now, until=until, timezone=schedule.timezone, at=schedule.at or None):
        waits = quiet_until(quiet_hours(quiet), slot.timezone, slot.instant)
        at = (waits or slot.instant).astimezone(UTC)
        notes = filter(None, (_note(slot), f"{slot.label[11:]} lies in quiet hours" if waits else ""))
        yield PlannedSend(
            digest_id=digest.id,
            slot=slot,
            at=at,
            local=at.astimezone(slot.timezone),
            readers=readers,
            note="; ".join(notes),
        )


def _note(slot: Slot) -> str:
    """Say where the clock on the wall makes a slot special."""
    local = slot.instant.astimezone(slot.timezone)
    if f"{local:%Y-%m-%dT%H:%M}" != slot.label:
        return f"{slot.label[11:]} does not exist that day"
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return "comes twice that day; the first is taken"
    return ""


def schedule_in_words(digest: Digest) -> str:
    """Say when a digest goes out, as an admin would: "Mondays to Fridays at 07:30, Europe/Istanbul"."""
    if digest.cron:
        words = get_description(digest.cron, Options(use_24hour_time_format=True, verbose=True))
        return f"{words}, {digest.timezone.key}"
    if not digest.at:
        return "only by hand"
    times = " and ".join(f"{at:%H:%M}" for at in digest.at)
    return f"{_days_in_words(digest.days)} at {times}, {digest.timezone.key}"


def _days_in_words(days: Sequence[int]) -> str:
    if len(days) == len(DAY_NAMES):
        return "every day"
    first, last = days[0], days[-1]
    if len(days) > 2 and list(days) == list(range(first, last + 1)):
        return f"{DAY_NAMES[first]} to {DAY_NAMES[last]}"
    return ", ".join(DAY_NAMES[day] for day in days)
