"""What is enough among the stories at hand: where they part, and within bounds that the best of them sets.

How close is close enough cannot be said once for every topic. Where a story tells all that was asked, it is
what was meant, and others have to come near it: the more so where there is a crowd, more stories that only just miss
the topic than reach it, because it is one event among hundreds of its kind. Of a standing topic no story
ever tells half; where some are close without a crowd, what only just misses belongs, too. Between what is usual and
what the best story allows, `asked` puts the threshold into the widest gap between a story and the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from digest.stories.closeness import Closeness, Wanted

__all__ = ["A_WORD", "NEAR", "Crowd", "Standing", "asked", "borne_out"]

NEAR = 0.6
"""From here to one a story only just misses a topic."""
A_WORD = 4 / 3
"""Words come one by one: where one story has four of them and the next has three, that is no gap yet."""
_ALONE, _EITHER = 0.5, 1.0
_LIKENESS = 1.0
_BORNE_OUT = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How close a story is: in parts of what is usually enough, and in parts of all that could be told (0 to 1)."""

    score: float
    whole: float


@dataclass(slots=True)
class Crowd:
    """The stories that come near the words of a topic, and those that come near its examples."""

    words: list[Standing] = field(default_factory=list)
    examples: list[Standing] = field(default_factory=list)

    def join(self, entries: Sequence[Closeness]) -> None:
        """Take a story of these entries in where it comes near, by what is usually enough."""
        if not any(each.score for each in entries):
            return
        words = borne_out([each.coverage for each in entries])
        if words >= NEAR:
            self.words.append(Standing(words, borne_out([each.told for each in entries])))
        threshold = max(each.threshold for each in entries)
        examples = borne_out([each.likeness for each in entries])
        if threshold and examples >= NEAR * threshold:
            self.examples.append(Standing(examples / threshold, borne_out([each.like_all for each in entries])))

    def ask(self, topic: Wanted) -> Wanted:
        """Ask of an entry what is enough among these stories."""
        way = _EITHER if topic.about and topic.examples else _ALONE
        return replace(
            topic,
            words_asked=asked(self.words, way=way, step=A_WORD),
            examples_asked=asked(self.examples, way=way, step=_LIKENESS),
        )


def borne_out(scores: Sequence[float]) -> float:
    """Tell how close a story of entries this close is: as the closest, while they are half as close on average."""
    return min(max(scores), _BORNE_OUT * sum(scores) / len(scores)) if scores else 0.0


def asked(stories: Iterable[Standing], *, way: float = _ALONE, step: float = _LIKENESS) -> float:
    """Tell how many times what is usually enough a story has to reach among these, `NEAR` or more.

    Without a crowd it is raised with care: the bound by the power `way` (wholly, where there are two ways to
    be close and twice as many strangers), and only for a gap of more than `step`. Where no story is close, what is usual is
    asked: nothing says that one has to be.
    """
    near = sorted((story for story in stories if story.score >= NEAR), key=lambda story: (-story.score, -story.whole))
    scores = [story.score for story in near]
    close = sum(score >= 1 for score in scores)
    if not close:
        return 1.0
    crowded = len(near) > 2 * close
    most = near[0].score * near[0].whole
    if most >= 1:
        return _widest_gap(scores, 1.0, most) if crowded else _widest_gap(scores, 1.0, most**way, step)
    return 1.0 if crowded else _widest_gap(scores, max(most, NEAR), 1.0)


def _widest_gap(scores: Sequence[float], low: float, high: float, step: float = _LIKENESS) -> float:
    """Find the middle of the widest gap, as a ratio, between neighbours within bounds; one where that changes nothing."""
    best, gap = 1.0, step
    for upper, lower in pairwise((*scores, 0.0)):
        top, bottom = min(upper, high), max(lower, low)
        if top > gap * bottom:
            gap = top / bottom
            best = 1.0 if lower < 1 <= upper else math.sqrt(top * bottom)
    return best
