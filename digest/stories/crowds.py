"""What is enough among the stories at hand: where they part, and within bounds that the best of them sets.

How close is close enough cannot be said once for every topic. Where a story tells all that was asked, it is
what was meant, and others have to come near it: the more so where there is a crowd, more stories that only just miss
the topic than reach it, because it is one event among hundreds of its kind. Of a standing topic no story
ever tells half; where some are close without a crowd, what only just misses belongs, too. Between what is usual and
what the best story allows, `asked` puts the threshold into the widest gap between a story and the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from digest.stories.closeness import Closeness, Wanted

__all__ = ["A_WORD", "NEAR", "Crowd", "Crowds", "Standing", "asked", "borne_out"]

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
    """The stories that come near the words of a topic, or near its examples; each as it is told in each language."""

    languages: dict[str, list[Standing]] = field(default_factory=dict)
    nearest: list[Standing] = field(default_factory=list)

    def join(self, told: Mapping[str, Standing]) -> None:
        """Take a story in where it comes near, by what is usually enough."""
        near = {language: standing for language, standing in told.items() if standing.score >= NEAR}
        for language, standing in near.items():
            self.languages.setdefault(language, []).append(standing)
        if near:
            best = max(standing.score for standing in near.values())
            self.nearest.append(Standing(best, _most(near.values()) / best))

    def asks(self, language: str, *, way: float = _ALONE, step: float = _LIKENESS) -> float:
        """Tell how many times what is usually enough a story in a language has to reach.

        What is an event in one language is one in all: more is asked among the stories of all. What only just
        misses is compared with stories that are told in the same language.
        """
        raised = asked(self.nearest, way=way, step=step)
        return raised if raised > 1 or _most(self.nearest) >= 1 else asked(self.languages.get(language, ()))


@dataclass(slots=True)
class Crowds:
    """Those around the words and around the examples of one topic."""

    words: Crowd = field(default_factory=Crowd)
    examples: Crowd = field(default_factory=Crowd)

    def join(self, languages: Mapping[str, Sequence[Closeness]]) -> None:
        """Take a story in, given how close its entries in each language are."""
        near = {name: entries for name, entries in languages.items() if any(each.score for each in entries)}
        if near:
            self.words.join({name: _by_words(entries) for name, entries in near.items()})
            self.examples.join({name: _by_examples(entries) for name, entries in near.items()})

    def ask(self, topic: Wanted, language: str) -> Wanted:
        """Ask of entries in a language what is enough among these stories."""
        way = _EITHER if topic.about and topic.examples else _ALONE
        return replace(
            topic,
            words_asked=self.words.asks(language, way=way, step=A_WORD),
            examples_asked=self.examples.asks(language, way=way),
        )


def borne_out(scores: Sequence[float]) -> float:
    """Tell how close a story of entries this close is: as the closest, while they are half as close on average."""
    return min(max(scores), _BORNE_OUT * sum(scores) / len(scores)) if scores else 0.0


def _by_words(entries: Sequence[Closeness]) -> Standing:
    return Standing(borne_out([each.coverage for each in entries]), borne_out([each.told for each in entries]))


def _by_examples(entries: Sequence[Closeness]) -> Standing:
    threshold = max(each.threshold for each in entries) or 1.0
    likeness = borne_out([each.likeness for each in entries])
    return Standing(likeness / threshold, borne_out([each.like_all for each in entries]))


def asked(stories: Iterable[Standing], *, way: float = _ALONE, step: float = _LIKENESS) -> float:
    """Tell how many times what is usually enough a story has to reach among these, `NEAR` or more.

    Without a crowd it is raised with care: the bound by the power `way` (wholly, where there are two ways to
    be close and twice as many strangers), and only for a gap of more than `step`. Where no story is close, what is usual is
    asked: nothing says that one has to be.
    """
    near = sorted((story for story in stories if story.score >= NEAR), key=lambda story: -story.score)
    scores = [story.score for story in near]
    close = sum(score >= 1 for score in scores)
    if not close:
        return 1.0
    crowded = len(near) > 2 * close
    most = _most(near)
    if most >= 1:
        return _widest_gap(scores, 1.0, most) if crowded else _widest_gap(scores, 1.0, most**way, step)
    return 1.0 if crowded else _widest_gap(scores, max(most, NEAR), 1.0)


def _most(stories: Iterable[Standing]) -> float:
    return max((story.score * story.whole for story in stories), default=0.0)


def _widest_gap(scores: Sequence[float], low: float, high: float, step: float = _LIKENESS) -> float:
    """Find the middle of the widest gap, as a ratio, between neighbours within bounds; one where that changes nothing."""
    best, gap = 1.0, step
    for upper, lower in pairwise((*scores, 0.0)):
        top, bottom = min(upper, high), max(lower, low)
        if top > gap * bottom:
            gap = top / bottom
            best = 1.0 if lower < 1 <= upper else math.sqrt(top * bottom)
    return best
