"""Entries as grouping compares them: the terms by their numbers, how often each occurs and how it is written.

`Reader` knows what a word is once it was read: one look-up a word, which gives one whole number, that of its term above
the signs of `digest.stories.lexicon`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import reduce
from operator import or_
from typing import Final, NamedTuple

from digest.stories.lexicon import (
    CARDINAL,
    COMMON,
    COUNTER,
    FIRM,
    NUMBER,
    PART,
    SIGNS,
    UPPER,
    are_few,
    lexicon,
    whole_names,
)
from digest.stories.remembered import Remembered
from digest.stories.terms import TITLE_COUNT, Features

__all__ = ["Reader", "Reading"]

_REMEMBERED: Final = 120_000
_LANGUAGES: Final = 64
_KEY: Final = (1 << 64) - 1
_NONE: Final[frozenset[int]] = frozenset()


class Reading(NamedTuple):
    """What grouping compares of a title and a lead.

    `times` tells how often each term occurs, those of the title first and twice. `common` are those that news uses of
    any event, `named` those that are written like names or numbers. `plain` are the places in `times` of the title's
    terms that do not count a series. Equal titles share `title_key`, those that differ only in what counts a series
    `pattern_key`; both differ from process to process, and are 0 where there is no word. A `firm` title says what
    another could contradict.
    """

    times: Mapping[int, int]
    common: Set[int]
    named: Set[int]
    plain: Sequence[int]
    title_key: int
    pattern_key: int
    firm: bool


class Reader:
    """Read entries; `number` gives the number of a term, which is never 0, and `names` the terms of numbers."""

    def __init__(self, number: Callable[[str], int], names: Callable[[Sequence[int]], list[str]]) -> None:
        self._number = number
        self._names = names
        self._known: dict[tuple[str, bool], Remembered[int]] = {}

    def read(self, found: Features) -> Reading:
        """Read the words of an entry."""
        title, lead = self._read(found.title_words, found.language), self._read(found.lead_words, found.language)
        said, told = reduce(or_, title, 0), reduce(or_, lead, 0)
        if said & CARDINAL and said & PART:
            title = _counted(title)
            said = reduce(or_, title)
        heads = [word >> SIGNS for word in title]
        times: dict[int, int] = {}
        known = times.get
        for number in heads:
            times[number] = known(number, 0) + TITLE_COUNT
        plain: Sequence[int] = range(len(times))
        for word in lead:
            number = word >> SIGNS
            times[number] = known(number, 0) + 1
        terms = self._names(heads)
        title_key = pattern_key = _key(terms)
        if said & COUNTER:
            others = {word >> SIGNS for word in title if not word & COUNTER}
            plain = [place for place, number in enumerate(times) if number in others]
            pattern_key = _key(["#" if word & COUNTER else term for word, term in zip(title, terms, strict=True)])
        return Reading(
            times=times,
            common={word >> SIGNS for word in (*title, *lead) if word & COMMON} if (said | told) & COMMON else _NONE,
            named={*_names(title, said), *_names(lead, told)},
            plain=plain,
            title_key=title_key,
            pattern_key=pattern_key,
            firm=bool(said & FIRM),
        )

    def forget(self) -> None:
        """Read every word anew: numbers are others now."""
        self._known.clear()

    def _read(self, written: Sequence[str], language: str) -> list[int]:
        """Read words, but for those that only serve grammar."""
        known = self._words(language)
        read = [*filter(None, map(known.__getitem__, written))]
        names = whole_names(read, language)
        if not names:
            return read
        named, kept = self._words(language, whole=True), [word for word in written if known[word]]
        return [named[word] if place in names else known[word] for place, word in enumerate(kept)]

    def _words(self, language: str, *, whole: bool = False) -> Remembered[int]:
        """Give the words of a language, or its names, by numbers and signs; 0 where a word says nothing."""
        known = self._known.get((language, whole))
        if known is None:
            if len(self._known) >= _LANGUAGES:
                self._known.clear()
            words = lexicon(language)

            def packed(written: str) -> int:
                word = words[written]
                if word is None:
                    return 0
                term = word.name if whole else word.term
                return self._number(term) << SIGNS | word.signs if term else 0

            known = self._known[language, whole] = Remembered(packed, _REMEMBERED)
        return known


def _counted(words: list[int]) -> list[int]:
    """Let spelled numbers count a series where they stand behind what comes in one."""
    return [
        word | COUNTER if word & CARDINAL and before & PART else word
        for before, word in zip([0, *words], words, strict=False)
    ]


def _names(words: Sequence[int], signs: int) -> Iterator[int]:
    """Give the terms of numbers, and of words with capitals where these are few; `signs` are those of all."""
    if signs & NUMBER:
        yield from [word >> SIGNS for word in words if word & NUMBER]
    if signs & UPPER:
        capitals = [word >> SIGNS for word in words if word & UPPER]
        if are_few(len(capitals), len(words)):
            yield from capitals


def _key(terms: Sequence[str]) -> int:
    """Give a key of terms for this process; 0 where there is none."""
    return hash(tuple(terms)) & _KEY if terms else 0
