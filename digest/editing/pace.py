"""How often a feed whose `every` is "auto" is polled: as often as it really tells something.

Pure. Twice as often as it publishes, by the dates of its newest entries, is soon enough to be early and seldom
enough to be polite. Where it gives no dates, each poll that found something makes the next come sooner, and
each that did not makes it come later (additive rules as TCP's converge too slowly for a poll every half hour).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

__all__ = ["LONGEST_PACE", "SHORTEST_PACE", "USUAL_PACE", "next_pace"]

USUAL_PACE: Final = timedelta(minutes=30)
SHORTEST_PACE: Final = timedelta(minutes=5)
LONGEST_PACE: Final = timedelta(hours=4)
_NEWEST: Final = 10
_SOONER: Final = 0.7
_LATER: Final = 1.25


def next_pace(before: timedelta, published: Iterable[datetime] | None, now: datetime) -> timedelta:
    """Give the interval after a poll. `published` are the entries' dates, None where nothing had changed.

    `before` is the interval until now (zero: none is known yet).
    """
    known = before or USUAL_PACE
    if published is None:
        return _bounded(known * _LATER)
    newest = sorted((moment for moment in published if moment <= now), reverse=True)[:_NEWEST]
    if not newest:
        return _bounded(known * _SOONER)
    return _bounded((now - newest[-1]) / len(newest) / 2)


def _bounded(pace: timedelta) -> timedelta:
    return min(max(pace, SHORTEST_PACE), LONGEST_PACE)
