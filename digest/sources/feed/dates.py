"""Times of strangers, as aware UTC datetimes that every zone can show."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

__all__ = ["from_fields", "from_text"]

# Before the web no feed told the time: "1970-01-01" is a missing date. The last years of the
# calendar cannot be shown in every zone.
_YEARS: Final = range(1990, 9990)


def from_fields(fields: object) -> datetime | None:
    """Take the nine UTC fields of a `time.struct_time`; None where they are no time."""
    if not isinstance(fields, Sequence) or len(fields) < 6 or fields[0] not in _YEARS:
        return None
    try:
        return datetime.fromtimestamp(timegm(tuple(fields)), UTC)
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def from_text(text: object) -> datetime | None:
    """Read RFC 3339 or RFC 5322; a time without a zone is UTC."""
    if not isinstance(text, str) or len(text) > 100:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text.strip())
            aware = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        return aware if aware.year in _YEARS else None
    return None
