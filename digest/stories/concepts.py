"""What an entry tells, whatever its language: places, names, numbers and ideas.

`concepts` reads an entry. A concept's first letter says its kind: `@` a place, `=` a name as written,
`#` a number; any other is an idea of `digest.stories.vocabulary`. Entries of different languages are compared on these alone.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from digest.stories.forms import is_common, is_function_word, stem
from digest.stories.numbers import clock_time, plain_number, score
from digest.stories.prefixes import without_prefixes
from digest.stories.remembered import Remembered
from digest.stories.skeletons import skeletons
from digest.stories.vocabulary import RARITY, spelling, vocabulary

__all__ = ["Concepts", "concepts", "share_of", "skeleton_share"]

_BEFORE_NUMBER: Final = re.compile(r"^[הובלמשכולبكف]{1,2}-?(?=\d)")
_NUMBER: Final = re.compile(r"\d{1,15}(?:\.\d+)?")
_NUMBER_WORDS: Final = {
    word: f"#{value}"
    for value, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=2
    )
}
_TITLE_COUNT: Final = 2
_MOST: Final = 64
_DAMPED: Final = tuple(round(1 + math.log(max(count, 1)), 4) for count in range(2000))
_REMEMBERED: Final = 30_000


@dataclass(frozen=True, slots=True)
class Concepts:
    """Damped counts of concepts; `guesses` are those that may be names or mere words.

    `title` are the concepts of the title, `spoken` the skeletons of names (`digest.stories.skeletons`).
    """

    counts: dict[str, float]
    title: frozenset[str]
    guesses: frozenset[str]
    spoken: dict[str, tuple[str, ...]]


def concepts(title: Sequence[str], lead: Sequence[str], language: str) -> Concepts:
    """Read the words of a title and of a lead."""
    told, more = _read(title, language), _read(lead, language)
    counts: dict[str, int] = {}
    for concept, _, _ in told:
        counts[concept] = counts.get(concept, 0) + _TITLE_COUNT
    for concept, _, _ in more:
        counts[concept] = counts.get(concept, 0) + 1
    if len(counts) > _MOST:
        counts = dict(Counter(counts).most_common(_MOST))
    named = {concept: (word, keys) for concept, word, keys in (*told, *more) if word and concept in counts}
    return Concepts(
        counts={concept: _DAMPED[count] for concept, count in counts.items()},
        title=frozenset([concept for concept, _, _ in told if concept in counts]),
        guesses=frozenset([concept for concept, (word, _) in named.items() if not word[0].isupper()]),
        spoken={concept: keys for concept, (_, keys) in named.items() if keys},
    )


class _Part(NamedTuple):
    """A concept that was read; where it is a name, the word and the skeletons of it, too."""

    concept: str
    word: str
    skeletons: tuple[str, ...]


def _read(written: Sequence[str], language: str) -> list[_Part]:
    """List the concepts of some words."""
    known, phrases = _readings(language), vocabulary(language)
    found: list[_Part] = []
    place = 0
    while place < len(written):
        parts, begins = known[written[place]]
        taken = 1
        if begins:
            meant, taken = phrases.longest(written, place)
            if taken > 1:
                parts = _ideas(meant)
        found += parts
        place += taken or 1
    return found


@lru_cache(maxsize=64)
def _readings(language: str) -> Remembered[tuple[tuple[_Part, ...], bool]]:
    """Give what each word of a language says by itself, and whether it may begin a phrase."""
    return Remembered(lambda word: (tuple(_alone(word, language)), vocabulary(language).begins(word)), _REMEMBERED)


def _alone(word: str, language: str) -> Iterator[_Part]:
    """Read one word by itself."""
    known, taken = vocabulary(language).longest((word,), 0)
    yield from _ideas(known)
    if taken or (not word.isupper() and is_function_word(word, language)):
        return
    digits = _BEFORE_NUMBER.sub("", word, count=1)
    if digits[0].isdigit():
        yield from (_Part(number, "", ()) for number in _number(digits))
    elif _nameable(word, language):
        yield _Part("=" + spelling(word), word, _spoken(word))


def _ideas(known: Sequence[str]) -> tuple[_Part, ...]:
    return tuple(_Part(_NUMBER_WORDS.get(concept, concept), "", ()) for concept in known)


def _number(word: str) -> list[str]:
    """Write a number so that languages agree: 1,600 and 1.600, 7.1 and 7,1, 3-1 and 1:3, 05:41 and 5h41."""
    if ":" in (time := clock_time(word)):
        return [f"#{time}"]
    if sides := score(word):
        return [f"#{sides}"]
    plain = plain_number(word)
    if _NUMBER.fullmatch(plain):
        whole, point, parts = plain.partition(".")
        return [f"#{int(whole)}{point}{parts}"]
    return ["=" + spelling(plain)] if len(plain) > 3 else []


def _nameable(word: str, language: str) -> bool:
    """Tell whether a word may be a name: a capital, or a script without capitals."""
    if len(word) < 3 or is_common(stem(word, language), language):
        return False
    return not word[0].islower()


def _spoken(word: str) -> tuple[str, ...]:
    """List the skeletons of a name as written, and without the prefixes of Hebrew and Arabic."""
    if word[0].islower():
        return ()
    readings = (word, *without_prefixes(spelling(word)))
    return tuple(dict.fromkeys(skeleton for reading in readings for skeleton in skeletons(reading)))


_SHARES: Final = {"1": 1 / 25, "2": 1 / 100, "3": 1 / 400, "name": 1 / 400}
_COUNTRY_SHARE: Final = 1 / 30
_CITY_SHARE: Final = 1 / 200
_RARE: Final = 1 / 4000


def share_of(concept: str) -> float:
    """Tell what share of the entries of any news has a concept, before any was counted."""
    kind = concept[0]
    if kind == "@":
        return _COUNTRY_SHARE if concept[1:].isupper() else _CITY_SHARE
    if kind == "#":
        return _number_share(concept[1:])
    if kind == "=":
        return _RARE
    return _SHARES[RARITY.get(concept, "1")]


def skeleton_share(skeleton: str) -> float:
    """Tell what share of entries has a skeleton: it is met by chance, too, and the sooner the shorter it is."""
    return _SKELETON_SHARES.get(len(skeleton), 1 / 2000)


_SKELETON_SHARES: Final = {3: 1 / 60, 4: 1 / 400}


def _number_share(digits: str) -> float:
    if not digits.isdecimal():
        return 1 / 500
    value = int(digits)
    if value <= 12:
        return 1 / 25
    if 1900 <= value <= 2100 or value % 1000 == 0:
        return 1 / 40
    return 1 / 150 if value <= 100 else 1 / 800
