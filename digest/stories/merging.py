"""When two stories become one: late, on strict evidence, one pair at a time.

An entry that joins one story and would have joined another as well is a bridge between them. The two are one
event if, besides, their members are nearly as alike across as within (average links, which do not chain), their
sums are alike, and not both tell names and numbers most of the time that the other never does: such are two events,
and a bridge that says a name that only one side is used to belongs to that side.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from digest.stories.products import across, squares
from digest.stories.similarity import TELLING
from digest.stories.window import Window

__all__ = ["Bridge", "bridged"]

_ACROSS_SHARE: Final = 0.4
_LEAST_COSINE: Final = 0.2
_COSINE_BY_SIZE: Final = 0.05
_OWN_SHARE: Final = 0.5
_HABIT_SHARE: Final = 0.25
_LEAST_TOLD: Final = 2
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
            story_id, old_id = sorted((joined, other), key=lambda one: (window.opened(one), one))
            bridge = _bridge(story_id, old_id, says, window)
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
    if _speaks_for_itself(story_id, old_id, window) and _speaks_for_itself(old_id, story_id, window):
        return None
    if not (_habits(story_id, old_id, window) | _habits(old_id, story_id, window)).isdisjoint(says):
        return None
    return Bridge(story_id, old_id, round(cosine, 4), round(needed, 4))


def _speaks_for_itself(story_id: int, other_id: int, window: Window) -> bool:
    """Tell whether half of a story's exemplars tell a telling name or number that the other never does.

    What only one of them tells is not the story's, unless there are but two.
    """
    exemplars = window.groups.exemplars(story_id)
    least = _LEAST_TOLD if len(exemplars) > _LEAST_TOLD else 1
    own = _own(story_id, other_id, least, window)
    telling = sum(not own.isdisjoint(window.rows.named(serial)) for serial in exemplars)
    return telling >= _OWN_SHARE * len(exemplars)


def _habits(story_id: int, other_id: int, window: Window) -> frozenset[int]:
    """List the telling names and numbers that a good part of a story, twice at least, tells and the other never does."""
    exemplars = window.groups.exemplars(story_id)
    return _own(story_id, other_id, max(_LEAST_TOLD, _HABIT_SHARE * len(exemplars)), window)


def _own(story_id: int, other_id: int, least: float, window: Window) -> frozenset[int]:
    """List the telling names and numbers that `least` of a story's exemplars tell and the other story never does."""
    named = Counter(number for serial in window.groups.exemplars(story_id) for number in window.rows.named(serial))
    often = {number for number, count in named.items() if count >= least and window.worth(number) > TELLING}
    return frozenset(often - window.groups.terms(other_id)) if often else frozenset()
