"""Lengths of time, in words for an admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

__all__ = ["span_in_words"]

_MINUTES: Final = timedelta(hours=2)
"""Anything shorter is told in minutes."""
_HOURS: Final = timedelta(days=2)
"""Anything shorter, but for those, is told in hours."""


def span_in_words(span: timedelta) -> str:
    """Write a length of time as people say it, to the nearest unit: "12 min", "8 h", "3 days"."""
    minutes = round(span / timedelta(minutes=1))
    if span < _MINUTES:
        return f"{minutes} min"
    return f"{round(minutes / 60)} h" if span < _HOURS else f"{round(minutes / (24 * 60))} days"
