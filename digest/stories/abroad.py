"""Alike across languages: which remembered entries of other languages tell what an entry tells.

Entries of different languages share few words, so they are compared on concepts alone (see
`digest.stories.concepts`), weighed by their own document frequencies, and with a rule of evidence of its
own: a wrong join is worse than a story told in two places. Larkey et al. 2004 (Language-specific models
in multilingual topic tracking) is why the entries of one language are never compared this way.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from digest.stories.concepts import Concepts, share_of, skeleton_share
from digest.stories.vocabulary import OPPOSITES, is_name, label

__all__ = ["Abroad", "Likeness", "Telling", "agreement", "listen"]

_Key = TypeVar("_Key")

_BACKGROUND: Final = 2000
_EVIDENCE: Final = 14.0
_LEAST_CONCEPTS: Final = 3
_LEAST_BITS: Final = 11.0
_TELLING_BITS: Final = 4.0
_LOOKED_AT: Final = 48
_COMPARED: Final = 16
_COMMON_NUMBER: Final = 1 / 50
_CONFLICT: Final = 0.7


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


class Abroad:
    """An index of tellings by serial, in order of arrival; what is forgotten leaves no trace."""

    def __init__(self) -> None:
        self._tellings: dict[int, Telling] = {}
        self._stories = Counter[int]()
        self._languages = Counter[str]()
        self._by_story: dict[int, Counter[str]] = {}
        self._frequency = Counter[str]()
        self._postings: dict[str, dict[str, dict[int, None]]] = defaultdict(lambda: defaultdict(dict))

    def insert(self, serial: int, story_id: int, telling: Telling) -> None:
        """Remember a telling."""
        self._tellings[serial] = telling
        self._languages[telling.language] += 1
        for key in self._count(story_id, telling):
            self._postings[key][telling.language][serial] = None

    def forget(self, serial: int, story_id: int) -> None:
        """Forget a telling."""
        telling = self._tellings.pop(serial)
        _decrease(self._languages, telling.language)
        for key in self._discount(story_id, telling):
            by_language = self._postings[key]
            del by_language[telling.language][serial]
            if not by_language[telling.language]:
                del by_language[telling.language]
                if not by_language:
                    del self._postings[key]

    def move(self, serial: int, old_id: int, story_id: int) -> None:
        """Put a telling into another story."""
        self._discount(old_id, self._tellings[serial])
        self._count(story_id, self._tellings[serial])

    def _count(self, story_id: int, telling: Telling) -> Iterable[str]:
        """Count the keys of a story's telling; list them."""
        self._stories[story_id] += 1
        counts = self._by_story.setdefault(story_id, Counter())
        keys = _keys(telling)
        for key in keys:
            if not counts[key]:
                self._frequency[key] += 1
            counts[key] += 1
        return keys

    def _discount(self, story_id: int, telling: Telling) -> Iterable[str]:
        counts = self._by_story[story_id]
        keys = _keys(telling)
        for key in keys:
            if _decrease(counts, key):
                _decrease(self._frequency, key)
        if _decrease(self._stories, story_id):
            del self._by_story[story_id]
        return keys

    def alike(self, telling: Telling) -> Iterator[tuple[int, Likeness]]:
        """Give the serials of the most alike tellings of other languages, those with enough in common."""
        if not telling.language or not self._languages.keys() - {telling.language, ""}:
            return
        evidence: dict[int, float] = defaultdict(float)
        for key in _keys(telling):
            bits = self._bits(key)
            if bits < _TELLING_BITS and not key.startswith("@"):
                continue
            for language, serials in self._postings.get(key, {}).items():
                if language and language != telling.language:
                    for serial in islice(reversed(serials), _LOOKED_AT):
                        evidence[serial] += bits
        top = heapq.nlargest(_COMPARED, ((bits, -serial) for serial, bits in evidence.items()))
        for _, negative in top:
            likeness = self._compare(telling, self._tellings[-negative])
            if likeness is not None:
                yield -negative, likeness

    def _compare(self, one: Telling, other: Telling) -> Likeness | None:
        """Compare by cosine, where what may be no name counts only when it is shared, discounted by chance."""
        shared = dict(self._shared(one, other))
        bits = sum(shared.values())
        distinct = _distinct(shared)
        if len(distinct) < _LEAST_CONCEPTS or bits < _LEAST_BITS or not any(map(_specific, distinct)):
            return None
        ours, theirs = self._weights(one), self._weights(other)
        worth: dict[str, float] = {}
        for (first, second), value in shared.items():
            ours[first] = value * (_TITLE if first in one.title else 1.0)
            theirs[second] = value * (_TITLE if second in other.title else 1.0)
            worth[first] = ours[first] * theirs[second]
        length = math.sqrt(sum(w * w for w in ours.values()) * sum(w * w for w in theirs.values())) or 1.0
        score = sum(worth.values()) / length * -math.expm1(-bits / _EVIDENCE) * agreement(one, other)
        order = sorted(worth, key=lambda concept: (-worth[concept], concept))
        return Likeness(score, tuple((label(concept), round(worth[concept] / length, 4)) for concept in order))

    def _weights(self, telling: Telling) -> dict[str, float]:
        """Weigh what is no guess by how few stories of the window, and of any news, have it."""
        return {
            concept: count * self._bits(concept)
            for concept, count in telling.counts.items()
            if concept not in telling.guesses
        }

    def _shared(self, one: Telling, other: Telling) -> Iterator[tuple[tuple[str, str], float]]:
        """Give the concepts both have, and the names that sound alike, with what sharing them is worth."""
        met: set[str] = set()
        for concept in one.counts:
            if concept in other.counts:
                met.add(concept)
                yield (concept, concept), self._bits(concept)
        heard = {skeleton: name for name, keys in other.spoken.items() if name not in met for skeleton in keys}
        for name, keys in one.spoken.items():
            if name in met:
                continue
            for skeleton in sorted(keys, key=lambda key: (-len(key), key)):
                namesake = heard.get(skeleton)
                if namesake is None or namesake in met or (name in one.guesses and namesake in other.guesses):
                    continue
                met |= {name, namesake}
                yield (name, namesake), self._bits("~" + skeleton)
                break

    def _bits(self, key: str) -> float:
        share = skeleton_share(key[1:]) if key[0] == "~" else share_of(key)
        known = self._frequency.get(key, 0)
        return max(0.0, math.log((len(self._stories) + _BACKGROUND) / (known + _BACKGROUND * share)))


_TITLE: Final = 1.6931


def agreement(one: Telling, other: Telling) -> float:
    """Give one, less for each thing that one title says and the other contradicts.

    That is numbers, weekdays or cities with none in common; countries that only one names, on both sides;
    and opposite directions.
    """
    ours, theirs = _said(one), _said(other)
    conflicts = sum(
        bool(ours[kind] and theirs[kind])
        and ours[kind].isdisjoint(other.counts)
        and theirs[kind].isdisjoint(one.counts)
        for kind in ("number", "day", "city")
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


def _keys(telling: Telling) -> dict[str, None]:
    """List what a telling is found by: its concepts and the skeletons of its names."""
    keys = dict.fromkeys(telling.counts)
    for skeletons in telling.spoken.values():
        for skeleton in skeletons:
            keys["~" + skeleton] = None
    return keys


def _decrease(counts: Counter[_Key], key: _Key) -> bool:
    """Take one away, and tell whether none is left."""
    counts[key] -= 1
    if counts[key]:
        return False
    del counts[key]
    return True
