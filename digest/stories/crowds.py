"""What is enough among the stories at hand: where they part, and within bounds that the best of them sets.

How close is close enough cannot be said once for every topic. Where a story tells all that was asked, it is
what was meant, and others have to come near it: the more so where there is a crowd, more stories that only just miss
the topic than reach it, because it is one event among hundreds of its kind, and the further they are from it in
time (`digest.stories.bursts`). Of a standing topic no story
ever tells half; where some are close without a crowd, what only just misses belongs, too. Between what is usual and
what the best story allows, `asked` puts the threshold into the widest gap between a story and the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

from digest.stories.bursts import ALWAYS, Burst, Span, burst_of
from digest.stories.closeness import Closeness, Wanted, one_word

__all__ = ["A_WORD", "NEAR", "Crowd", "Crowds", "Heard", "Standing", "asked", "borne_out"]

NEAR = 0.6
"""From here to one a story only just misses a topic."""
A_WORD = 4 / 3
"""Words come one by one: where one story has four of them and the next has three, that is no gap yet."""
_ALL_BUT_A_WORD = 1 / A_WORD
_TWO_FIFTHS = 0.4
_ALONE, _EITHER = 0.5, 1.0
_LIKENESS = 1.0
_BORNE_OUT = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How close a story is: in parts of what is usually enough, and in parts of all that could be told (0 to 1)."""

    score: float
    whole: float


@dataclass(frozen=True, slots=True)
class Heard:
    """The same of one entry, and its time in seconds."""

    at: float
    score: float
    whole: float


_Told: TypeAlias = Mapping[str, Sequence[Heard]]
"""What the entries of a story say, by language."""


@dataclass(slots=True)
class Crowd:
    """The stories that come near the words of a topic, or near its examples; each as it is told in each language.

    First all stories join; then it settles what event they tell of, if any, and how near they are.
    """

    told: list[_Told] = field(default_factory=list)
    languages: dict[str, list[Standing]] = field(default_factory=dict)
    nearest: list[Standing] = field(default_factory=list)
    burst: Burst = ALWAYS

    def join(self, told: _Told) -> None:
        """Take a story in where it comes near, by what is usually enough."""
        if any(_standing(heard).score >= NEAR for heard in told.values()):
            self.told.append(told)

    def settle(self, openings: Sequence[float], whole: float = 0.0) -> None:
        """Tell where the stories stand once their time counts; all stories at hand began at these times, in order.

        Only a story that tells this part of the whole is the event.
        """
        self.burst = _event(self.told, openings, whole)
        for told in self.told:
            standings = {language: _standing(heard, self.burst) for language, heard in told.items()}
            near = {language: standing for language, standing in standings.items() if standing.score >= NEAR}
            for language, standing in near.items():
                self.languages.setdefault(language, []).append(standing)
            if near:
                best = max(standing.score for standing in near.values())
                self.nearest.append(Standing(best, _most(near.values()) / best))

    def asks(self, language: str, *, way: float = _ALONE, step: float = _LIKENESS, least: float = NEAR) -> float:
        """Tell how many times what is usually enough a story in a language has to reach.

        What is an event in one language is one in all: more is asked among the stories of all. What only just
        misses is compared with stories that are told in the same language.
        """
        raised = asked(self.nearest, way=way, step=step)
        return (
            raised if raised > 1 or _most(self.nearest) >= 1 else asked(self.languages.get(language, ()), least=least)
        )


@dataclass(slots=True)
class Crowds:
    """Those around the words and around the examples of one topic."""

    words: Crowd = field(default_factory=Crowd)
    examples: Crowd = field(default_factory=Crowd)

    def join(self, languages: Mapping[str, Sequence[tuple[float, Closeness]]]) -> None:
        """Take a story in, given the time and the closeness of its entries in each language."""
        near = {name: entries for name, entries in languages.items() if any(each.score for _, each in entries)}
        if near:
            self.words.join({name: [_by_words(at, each) for at, each in told] for name, told in near.items()})
            self.examples.join({name: [_by_examples(at, each) for at, each in told] for name, told in near.items()})

    def settle(self, openings: Sequence[float]) -> None:
        """Tell where all stories stand, now that they are in."""
        self.words.settle(openings, _ALL_BUT_A_WORD)
        self.examples.settle(openings, _TWO_FIFTHS)

    def ask(self, topic: Wanted, language: str) -> Wanted:
        """Ask of entries in a language what is enough among these stories."""
        way = _EITHER if topic.about and topic.examples else _ALONE
        return replace(
            topic,
            words_asked=self.words.asks(language, way=way, step=A_WORD, least=max(NEAR, one_word(topic, language))),
            words_burst=self.words.burst,
            examples_asked=self.examples.asks(language, way=way),
            examples_burst=self.examples.burst,
        )


def borne_out(scores: Sequence[float]) -> float:
    """Tell how close a story of entries this close is: as the closest, while they are half as close on average."""
    return min(max(scores), _BORNE_OUT * sum(scores) / len(scores)) if scores else 0.0


def _by_words(at: float, close: Closeness) -> Heard:
    return Heard(at, close.coverage, close.told)


def _by_examples(at: float, close: Closeness) -> Heard:
    return Heard(at, close.likeness / (close.threshold or 1.0), close.like_all)


def _standing(heard: Sequence[Heard], burst: Burst = ALWAYS) -> Standing:
    return Standing(
        borne_out([each.score / burst.asks(each.at) for each in heard]), borne_out([each.whole for each in heard])
    )


def _event(stories: Sequence[_Told], openings: Sequence[float], whole: float) -> Burst:
    """Find when the stories were told that tell most of what was asked, if any tells all; else it is no event."""
    best = [(story, max(map(_standing, story.values()), key=_part)) for story in stories]
    most = max((_part(standing) for _, standing in best), default=0.0)
    those = [(story, standing) for story, standing in best if _part(standing) == most]
    if most < 1 or max(standing.whole for _, standing in those) < whole:
        return ALWAYS
    return burst_of([_span(story) for story, _ in those], openings)


def _span(story: _Told) -> Span:
    times = [each.at for heard in story.values() for each in heard]
    return Span(min(times), max(times))


def asked(stories: Iterable[Standing], *, way: float = _ALONE, step: float = _LIKENESS, least: float = NEAR) -> float:
    """Tell how many times what is usually enough a story has to reach among these, `NEAR` or more.

    Without a crowd it is raised with care: the bound by the power `way` (wholly, where there are two ways to
    be close and twice as many strangers), and only for a gap of more than `step`. It never falls below `least`. Where no
    story is close, what is usual is asked: nothing says that one has to be.
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
    return 1.0 if crowded else _widest_gap(scores, max(most, least), 1.0)


def _part(standing: Standing) -> float:
    """Give what a story has in parts of what is usually enough, times the part it has of all that was asked."""
    return standing.score * standing.whole


def _most(stories: Iterable[Standing]) -> float:
    return max(map(_part, stories), default=0.0)


def _widest_gap(scores: Sequence[float], low: float, high: float, step: float = _LIKENESS) -> float:
    """Find the middle of the widest gap, as a ratio, between neighbours within bounds; one where that changes nothing."""
    best, gap = 1.0, step
    for upper, lower in pairwise((*scores, 0.0)):
        top, bottom = min(upper, high), max(lower, low)
        if top > gap * bottom:
            gap = top / bottom
            best = 1.0 if lower < 1 <= upper else math.sqrt(top * bottom)
    return best
