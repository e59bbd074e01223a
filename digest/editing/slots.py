"""Slots: the local labels an issue belongs to, and the instants at which they come due.

A label is wall time as the admin wrote it. Each label has exactly one instant, the first moment at
which the clock on the wall has reached it: so a time that the spring change skips comes due when
the gap ends, and a time that the autumn change repeats comes due at its first occurrence.
`slots` lists what a schedule makes due, `parse_slot` reads what a person typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from cronsim import CronSim

from digest.model import Digest, Slot

__all__ = ["first_instant", "parse_slot", "slots"]

# The widest gap on record: Samoa went without 30 December 2011. A label may come due that much later.
_WIDEST_GAP = timedelta(days=1)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_TYPED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?", re.ASCII | re.IGNORECASE)
_LONGEST_TYPED = 40


def slots(
    schedule: Digest,
    *,
    after: datetime,
    until: datetime,
    timezone: ZoneInfo | None = None,
    at: tuple[time, ...] | None = None,
) -> tuple[Slot, ...]:
    """List the slots whose instant lies in (after, until], in order.

    `timezone` and `at` are a reader's own zone and hours, where they chose some; own hours are kept
    on the digest's own days. Labels that come due at one instant (two hours inside one gap) make
    one slot, under the label that the wall really shows, or else the earliest.
    """
    zone = timezone or schedule.timezone
    start = after.astimezone(zone).replace(tzinfo=None) - _WIDEST_GAP
    found: dict[datetime, Slot] = {}
    for label in _labels(schedule, at or (), start):
        slot = _slot(label, zone)
        if slot.instant > until:
            break
        if slot.instant > after and (slot.instant not in found or _exists(label, zone)):
            found[slot.instant] = slot
    return tuple(found.values())


def parse_slot(text: str, digest: Digest, now: datetime) -> Slot:
    """Read a local label in the digest's zone, an instant with `Z` or an offset, or "" for this minute.

    Seconds are dropped, and whatever was typed is named by its label: two spellings of one instant
    give the same slot. Raise ValueError, with a sentence for a person, where it is neither.
    """
    text = (text or "").strip()
    try:
        typed = _typed(text) if text else now
        label = typed if typed.tzinfo is None else typed.astimezone(digest.timezone)
        return _slot(label.replace(tzinfo=None, fold=0), digest.timezone)
    except OverflowError as error:
        raise ValueError(f'"{text}" lies outside the calendar') from error


def _typed(text: str) -> datetime:
    if len(text) > _LONGEST_TYPED or not _TYPED.fullmatch(text):
        raise ValueError(
            f'"{text[:_LONGEST_TYPED]}" is not a slot: write 2026-06-14T07:30 for the digest\'s own clock,'
            " or an instant such as 2026-06-14T04:30Z"
        )
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise ValueError(f'"{text}" is not a date and time on the calendar: {error}') from error


def _labels(schedule: Digest, at: tuple[time, ...], start: datetime) -> Iterator[datetime]:
    """Yield naive wall times from `start` on, in order, without end (but where a cron never fires again)."""
    if not schedule.cron:
        yield from _times(_days(schedule, start), at or schedule.at)
    elif at:
        yield from _times(_dates(CronSim(schedule.cron, _midnight(start) - _MINUTE)), at)
    else:
        yield from (label.replace(second=0) for label in CronSim(schedule.cron, start - _MINUTE))


def _times(days: Iterator[datetime], at: tuple[time, ...]) -> Iterator[datetime]:
    hours = sorted({(clock.hour, clock.minute) for clock in at})
    if not hours:
        return
    for day in days:
        for hour, minute in hours:
            yield day.replace(hour=hour, minute=minute)


def _days(schedule: Digest, start: datetime) -> Iterator[datetime]:
    if not schedule.days:
        return
    day = _midnight(start)
    while True:
        if day.weekday() in schedule.days:
            yield day
        day += _DAY


def _dates(labels: Iterator[datetime]) -> Iterator[datetime]:
    """Yield the midnight of each date once; labels are in order."""
    return (day for day, _ in groupby(map(_midnight, labels)))


def _midnight(label: datetime) -> datetime:
    return label.replace(hour=0, minute=0, second=0, microsecond=0)


def _slot(label: datetime, zone: ZoneInfo) -> Slot:
    label = label.replace(second=0, microsecond=0)
    return Slot(label=label.isoformat(timespec="minutes"), timezone=zone, instant=first_instant(label, zone))


def _exists(label: datetime, zone: ZoneInfo) -> bool:
    return label.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == label


def first_instant(label: datetime, zone: ZoneInfo) -> datetime:
    """Give the first instant at which the wall clock has reached the label.

    In a gap, PEP 495 reads `fold=0` with the offset before it and `fold=1` with the one after, which
    gives an instant on either side of the change: the change itself is found between them.
    """
    late = label.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _exists(label, zone):
        return late
    early = label.replace(tzinfo=zone, fold=1).astimezone(UTC)
    before = early.astimezone(zone).utcoffset()
    seconds = int((late - early).total_seconds())
    low, high = 0, seconds
    while high - low > 1:
        middle = (low + high) // 2
        if (early + timedelta(seconds=middle)).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return early + timedelta(seconds=high)
