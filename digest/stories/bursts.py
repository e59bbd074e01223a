"""How far in time an entry is from the event that a topic means, and how much more is asked of it for that.

An event is a burst: nearly all of it is told within a day or two, and its look-alikes whenever (Kleinberg 2002).
How far is far, the stories at hand say: by how many of them are nearer. Within a few days it counts for less,
because a slot may hold no more than the day of the event itself.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

__all__ = ["ALWAYS", "Burst", "Span", "burst_of"]

_APART: Final = timedelta(days=3).total_seconds()
_AT_MOST: Final = 3.0


class Span(NamedTuple):
    """The first and the last time of something, in seconds."""

    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Burst:
    """When an event was told, in spans that do not meet, and when each of the stories at hand began; both in order.

    So many `stories` of these told it.
    """

    spans: tuple[Span, ...] = ()
    openings: Sequence[float] = ()
    stories: int = 0

    def asks(self, at: float) -> float:
        """Tell how many times more is asked of an entry of this time: 1 beside the event, 3 where all else is nearer."""
        if not self.spans:
            return 1.0
        place = bisect_right(self.spans, Span(at, math.inf))
        far = min(self._far(at, span) for span in self.spans[max(0, place - 1) : place + 1])
        return 1 / (1 - far * (1 - 1 / _AT_MOST))

    def _far(self, at: float, span: Span) -> float:
        """Take the share of the other stories that began nearer, counted in full from a few days on."""
        gap = max(span.first - at, at - span.last)
        others = len(self.openings) - self.stories
        if gap <= 0 or others <= 0:
            return 0.0
        nearer = bisect_left(self.openings, span.last + gap) - bisect_right(self.openings, span.first - gap)
        return max(0, nearer - self.stories) / others * min(1.0, gap / _APART)


ALWAYS: Final = Burst()
"""No event: time says nothing."""


def burst_of(told: Iterable[Span], openings: Sequence[float]) -> Burst:
    """Join those spans that meet, of the stories that told an event."""
    spans = sorted(told)
    apart: list[Span] = []
    for span in spans:
        if apart and span.first <= apart[-1].last:
            apart[-1] = Span(apart[-1].first, max(apart[-1].last, span.last))
        else:
            apart.append(span)
    return Burst(tuple(apart), openings, len(spans))
