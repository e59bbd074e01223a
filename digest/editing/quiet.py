"""Quiet hours: until when a reader must not be disturbed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.editing.slots import first_instant
from digest.model import QuietHours

__all__ = ["quiet_hours", "quiet_until"]


def quiet_hours(text: str) -> QuietHours | None:
    """Read quiet hours as they are kept ("22:00-07:00"); None for none."""
    start, _, end = text.partition("-")
    return QuietHours(start=time.fromisoformat(start), end=time.fromisoformat(end)) if text else None


def quiet_until(quiet: QuietHours | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Tell when the quiet hours that `now` lies in end; None outside of them. `end` before `start` runs over midnight.

    The clock on the wall decides: in a night on which it changes the hours end when it shows their end.
    """
    if quiet is None or quiet.start == quiet.end:
        return None
    local = now.astimezone(zone)
    clock = local.time().replace(fold=0)
    over_midnight = quiet.end < quiet.start
    inside = clock >= quiet.start or clock < quiet.end if over_midnight else quiet.start <= clock < quiet.end
    if not inside:
        return None
    day = local.date() + timedelta(days=over_midnight and clock >= quiet.start)
    return max(first_instant(datetime.combine(day, quiet.end), zone), now.astimezone(UTC))
