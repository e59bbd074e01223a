"""When two stories become one: late, on strict evidence, one pair at a time.

An entry that joins one story and would have joined another as well is a bridge between them. The two are one
event if, besides, their members are nearly as alike across as within (average links, which do not chain), their
sums are alike, and neither tells a name or number all the while that the other never does: both together are two
events, and a bridge that says the name of one side belongs to that side.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from digest.stories.products import across, squares
from digest.stories.window import Window

__all__ = ["TELLING", "Bridge", "bridged"]

_ACROSS_SHARE: Final = 0.4
_LEAST_COSINE: Final = 0.2
_COSINE_BY_SIZE: Final = 0.05
_DISTINCT_SHARE: Final = 0.25
TELLING: Final = 4.0
"""What sharing a name or number must be worth for it to tell one event from another."""
_BRIDGES: Final = 4


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two stories that are one: how alike their sums are, and what that had to reach."""

    story_id: int
    old_id: int
    score: float
    threshold: float


def bridged(joined: int, also: Sequence[int], says: Collection[int], window: Window) -> Bridge | None:
    """Find the story that is one with the one an entry joined, among those it would `also` have joined, best first.

    `says` are the entry's own terms.
    """
    for other in also[:_BRIDGES]:
        if not window.are_apart(joined, other):
            bridge = _bridge(min(joined, other), max(joined, other), says, window)
            if bridge is not None:
                return bridge
    return None


def _bridge(story_id: int, old_id: int, says: Collection[int], window: Window) -> Bridge | None:
    one, other = window.exemplars(story_id), window.exemplars(old_id)
    sizes = len(one.numbers), len(other.numbers)
    if not all(sizes):
        return None
    between = across(window.index, one, other)
    norms = across(window.index, one, one), across(window.index, other, other)
    within = [norm - squares(block) for norm, block in zip(norms, (one, other), strict=True)]
    coherence = sum(total / (size - 1) for total, size in zip(within, sizes, strict=True) if size > 1) / sum(sizes)
    cosine = between / math.sqrt(norms[0] * norms[1]) if all(norms) else 0.0
    needed = _LEAST_COSINE + _COSINE_BY_SIZE * math.log(min(sizes))
    if cosine < needed or between / (sizes[0] * sizes[1]) < _ACROSS_SHARE * coherence:
        return None
    if _distinct(story_id, old_id, 1, window) and _distinct(old_id, story_id, 1, window):
        return None
    habits = _distinct(story_id, old_id, 2, window) | _distinct(old_id, story_id, 2, window)
    if not habits.isdisjoint(says):
        return None
    return Bridge(story_id, old_id, round(cosine, 4), round(needed, 4))


def _distinct(story_id: int, other_id: int, least: int, window: Window) -> frozenset[int]:
    """List the telling names and numbers that a good part of a story, `least` times, tells and the other never does."""
    exemplars = window.groups.exemplars(story_id)
    told = Counter(number for serial in exemplars for number in window.rows.named(serial))
    return frozenset(
        number
        for number, count in told.items()
        if count >= max(least, _DISTINCT_SHARE * len(exemplars))
        and window.worth(number) > TELLING
        and not window.groups.has_term(other_id, number)
    )
