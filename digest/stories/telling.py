"""What entries tell, whatever their languages, and how alike that is.

Entries of different languages share few words, so they are compared on concepts alone (see
`digest.stories.concepts`), with a rule of evidence of its own: a wrong join is worse than a story told in two
places. Larkey et al. 2004 (Language-specific models in multilingual topic tracking) is why the entries of one
language are never compared this way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from digest.stories.concepts import Concepts, share_of
from digest.stories.vocabulary import OPPOSITES, is_name, label

__all__ = ["LEAST_BITS", "LEAST_CONCEPTS", "Bits", "Likeness", "Telling", "agreement", "keys", "likeness", "listen"]

Bits = Callable[[str], float]
"""What it is worth to share a concept or, behind a `~`, the skeleton of a name; in nats."""

LEAST_CONCEPTS: Final = 3
"""How many concepts two tellings must share at least."""
LEAST_BITS: Final = 11.0
"""What they must be worth together, in nats."""

_EVIDENCE: Final = 14.0
_COMMON_NUMBER: Final = 1 / 50
_CONFLICT: Final = 0.7
_TITLE: Final = 1.6931
_LAST_DAY: Final = 31
_YEARS: Final = range(1900, 2101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What an entry tells: how often it has each concept, damped.

    `title` are the concepts of the title; `guesses` and `spoken` as in `Concepts`.
    """

    language: str
    counts: dict[str, float]
    title: frozenset[str]
    guesses: frozenset[str]
    spoken: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two tellings are (0 to 1), and the concepts both have, by what each added."""

    score: float
    shared: tuple[tuple[str, float], ...]


def listen(found: Concepts, language: str) -> Telling:
    """Make a telling of the concepts of an entry."""
    return Telling(
        language=language, counts=found.counts, title=found.title, guesses=found.guesses, spoken=found.spoken
    )


def likeness(one: Telling, other: Telling, bits_of: Bits) -> Likeness | None:
    """Compare by cosine, where what may be no name counts only when it is shared, discounted by chance."""
    shared = dict(_shared(one, other, bits_of))
    bits = sum(shared.values())
    distinct = _distinct(shared)
    if len(distinct) < LEAST_CONCEPTS or bits < LEAST_BITS or not any(map(_specific, distinct)):
        return None
    ours, theirs = _weights(one, bits_of), _weights(other, bits_of)
    worth: dict[str, float] = {}
    for (first, second), value in shared.items():
        ours[first] = value * (_TITLE if first in one.title else 1.0)
        theirs[second] = value * (_TITLE if second in other.title else 1.0)
        worth[first] = ours[first] * theirs[second]
    length = math.sqrt(sum(w * w for w in ours.values()) * sum(w * w for w in theirs.values())) or 1.0
    score = sum(worth.values()) / length * -math.expm1(-bits / _EVIDENCE) * agreement(one, other)
    order = sorted(worth, key=lambda concept: (-worth[concept], concept))
    return Likeness(score, tuple((label(concept), round(worth[concept] / length, 4)) for concept in order))


def _weights(telling: Telling, bits_of: Bits) -> dict[str, float]:
    """Weigh what is no guess by how few stories of the window, and of any news, have it."""
    return {
        concept: count * bits_of(concept) for concept, count in telling.counts.items() if concept not in telling.guesses
    }


def _shared(one: Telling, other: Telling, bits_of: Bits) -> Iterator[tuple[tuple[str, str], float]]:
    """Give the concepts both have, and the names that sound alike, with what sharing them is worth."""
    met: set[str] = set()
    for concept in one.counts:
        if concept in other.counts:
            met.add(concept)
            yield (concept, concept), bits_of(concept)
    heard = {skeleton: name for name, keys in other.spoken.items() if name not in met for skeleton in keys}
    for name, keys in one.spoken.items():
        if name in met:
            continue
        for skeleton in sorted(keys, key=lambda key: (-len(key), key)):
            namesake = heard.get(skeleton)
            if namesake is None or namesake in met or (name in one.guesses and namesake in other.guesses):
                continue
            met |= {name, namesake}
            yield (name, namesake), bits_of("~" + skeleton)
            break


def agreement(one: Telling, other: Telling) -> float:
    """Give one, less for each thing that one title says and the other contradicts.

    That is numbers of one kind, weekdays or cities with none in common; countries that only one names, on both
    sides; and opposite directions.
    """
    ours, theirs = _said(one), _said(other)
    conflicts = sum(
        bool(ours[kind] and theirs[kind])
        and ours[kind].isdisjoint(other.counts)
        and theirs[kind].isdisjoint(one.counts)
        for kind in ("day", "city", *(["number"] if _numbered(one) & _numbered(other) else ()))
    )
    conflicts += bool(ours["country"] - other.counts.keys() and theirs["country"] - one.counts.keys())
    conflicts += sum(
        _contradict(one, other, first, second) or _contradict(other, one, first, second) for first, second in OPPOSITES
    )
    return float(_CONFLICT**conflicts)


def _said(telling: Telling) -> dict[str, set[str]]:
    """Sort out what a title says that another could contradict."""
    said: dict[str, set[str]] = {"number": set(), "day": set(), "city": set(), "country": set()}
    for concept in telling.title:
        if concept[0] == "#":
            said["number"].add(concept)
        elif concept[0] == "@":
            said["country" if concept[1:].isupper() else "city"].add(concept)
        elif concept.startswith("day/"):
            said["day"].add(concept)
    return said


def _numbered(telling: Telling) -> set[str]:
    """Tell what the numbers of a title are of; an hour is none of them, as every place has its own."""
    dated = any(concept.startswith("month/") for concept in telling.title)
    return {_kind(concept[1:], dated=dated) for concept in telling.title if concept[0] == "#"} - {"hour"}


def _kind(number: str, *, dated: bool) -> str:
    """Tell what a number is of; one that a month has so many days may be is one of its days, where one is named."""
    if not number.isdecimal():
        return "hour" if ":" in number else "score" if "-" in number else "quantity"
    if dated and int(number) <= _LAST_DAY:
        return "date"
    return "year" if int(number) in _YEARS else "quantity"


def _contradict(one: Telling, other: Telling, first: str, second: str) -> bool:
    said = first in one.title and second in other.title
    return said and second not in one.counts and first not in other.counts


def _distinct(shared: dict[tuple[str, str], float]) -> set[str]:
    """Count a city and its country once."""
    concepts = {first for first, _ in shared}
    cities = {concept for concept in concepts if concept[0] == "@" and not concept[1:].isupper()}
    countries = sorted(concept for concept in concepts if concept[0] == "@" and concept[1:].isupper())
    return concepts - set(countries[: len(cities)])


def _specific(concept: str) -> bool:
    """Tell whether a concept is a name, a place or a number that not every event has."""
    return concept[0] == "=" or is_name(concept) or (concept[0] == "#" and share_of(concept) < _COMMON_NUMBER)


def keys(telling: Telling) -> list[str]:
    """List what a telling is found by: its concepts, those of the title first, and the skeletons of its names."""
    found = dict.fromkeys(telling.counts)
    for skeletons in telling.spoken.values():
        for skeleton in skeletons:
            found["~" + skeleton] = None
    return list(found)
