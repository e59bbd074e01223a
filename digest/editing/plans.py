"""What the schedules of a config come to: every future send, and each schedule in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cron_descriptor import Options, get_description

from digest.editing.slots import slots
from digest.model import Digest, Slot

__all__ = ["PlannedSend", "plan_slots", "schedule_in_words"]

DAY_NAMES = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSend:
    """One future send. `local` is the wall time at its instant; `note` speaks of clock changes."""

    digest_id: str
    slot: Slot
    local: datetime
    note: str = ""


def plan_slots(digests: Sequence[Digest], now: datetime, days: int) -> tuple[PlannedSend, ...]:
    """List every send of the next days, in order."""
    planned = [
        PlannedSend(digest_id=digest.id, slot=slot, local=slot.instant.astimezone(slot.timezone), note=_note(slot))
        for digest in digests
        for slot in slots(digest, after=now, until=now + timedelta(days=days))
    ]
    return tuple(sorted(planned, key=lambda one: (one.slot.instant, one.digest_id)))


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
