"""The open window: what the grouper remembers of the entries that may still get company.

`Member` is one remembered entry; `Window` holds them with the counts and indexes made from them. Its
state is a function of the members whose clock is within the window of the latest clock, in the order
they came: nothing outlives them, so that a restart, which brings back exactly these, changes nothing.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from digest.stories.abroad import Abroad, Telling
from digest.stories.background import COMMON_SHARE, OTHER_SHARE
from digest.stories.forms import is_common
from digest.stories.terms import Features
from digest.stories.vocabulary import is_country

__all__ = ["Centroid", "Member", "Weights", "Window", "pattern"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_BACKGROUND_STORIES = 1000
_LONGEST_POSTING = 256
_LOOKED_AT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One entry as grouping remembers it.

    `weights` are its terms at the time it came, of length one; `clock` seconds since 1970; `title` and
    `skeletons` as in `Features`. `exemplar` members stand for their story in comparisons. `told` are the
    facts it told, None if it was only remembered.
    """

    entry_id: int
    story_id: int
    clock: float
    outlet: str
    language: str
    script: str
    url: str
    title: tuple[str, ...]
    weights: dict[str, float]
    telling: Telling
    exemplar: bool
    told: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Weights:
    """An entry's terms, heaviest first: `unit` of length one, `bits` what sharing the term is worth alone."""

    unit: dict[str, float]
    bits: dict[str, float]


@dataclass(slots=True)
class Centroid:
    """The sum of a story's exemplars: its weight by term, and its length."""

    weights: dict[str, float]
    length: float


class Window:
    """Keep members for `length` seconds behind the latest clock; every look-up is in order of arrival."""

    def __init__(self, length: float) -> None:
        self._length = length
        self._latest = -math.inf
        self._serial = 0
        self._members: dict[int, Member] = {}
        self._expiry: list[tuple[float, int]] = []
        self._stories: dict[int, dict[int, Member]] = {}
        self._story_terms: dict[int, Counter[str]] = {}
        self._exemplars: Counter[int] = Counter()
        self._centroids: dict[tuple[int, str], Centroid] = {}
        self._frequency: Counter[str] = Counter()
        self._postings: dict[str, dict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        self.abroad = Abroad()
        self._story_of: dict[int, int] = {}
        self._by_url: dict[str, dict[int, Member]] = defaultdict(dict)
        self._by_pattern: dict[tuple[str, ...], dict[int, Member]] = defaultdict(dict)

    def advance(self, clock: float) -> None:
        """Forget what is more than the window behind this clock, or behind a later one that was seen."""
        self._latest = max(self._latest, clock)
        while self._expiry and self._expiry[0][0] < self._latest - self._length:
            self._forget(heapq.heappop(self._expiry)[1])

    def insert(self, member: Member) -> None:
        """Remember a member, unless its clock is already outside the window."""
        self.advance(member.clock)
        if member.clock < self._latest - self._length:
            return
        serial = self._serial = self._serial + 1
        self._members[serial] = member
        self._story_of[serial] = member.story_id
        heapq.heappush(self._expiry, (member.clock, serial))
        self._stories.setdefault(member.story_id, {})[serial] = member
        terms = self._story_terms.setdefault(member.story_id, Counter())
        for term in member.weights:
            if not terms[term]:
                self._frequency[term] += 1
            terms[term] += 1
        if member.url:
            self._by_url[member.url][serial] = member
        self._by_pattern[pattern(member.title)][serial] = member
        if member.exemplar:
            self._index(serial, member)

    def weigh(self, features: Features) -> Weights:
        """Weigh an entry's terms by how few stories of the window, and of any news, have them."""
        total = len(self._stories) + _BACKGROUND_STORIES
        bits = {}
        for term in features.counts:
            share = COMMON_SHARE if is_country(term) or is_common(term, features.language) else OTHER_SHARE
            bits[term] = max(0.0, math.log(total / (self._frequency[term] + _BACKGROUND_STORIES * share)))
        raw = {term: count * bits[term] for term, count in features.counts.items()}
        norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        unit = {term: round(value / norm, 4) for term, value in raw.items()}
        order = sorted((term for term in unit if unit[term] > 0), key=lambda term: (-unit[term], term))
        return Weights({term: unit[term] for term in order}, bits)

    def sharing(self, term: str, language: str, most: int) -> list[tuple[int, float]]:
        """List the newest exemplars of a language that have a term: their serials and the term's weight there.

        What is in no known language may be in any.
        """
        languages = (language, "") if language else tuple(sorted(self._postings))
        found: list[tuple[int, float]] = []
        for known in languages:
            postings = self._postings[known].get(term) if known in self._postings else None
            if postings:
                found += islice(reversed(postings.items()), max(0, min(most - len(found), _LONGEST_POSTING)))
        return found

    def stories_of(self) -> Mapping[int, int]:
        """Give the story of each member by its serial."""
        return self._story_of

    def freshness(self, clock: float, other: float, decay: float) -> float:
        """Fall from one, by `decay` over the length of the window, with the time between two clocks."""
        return max(0.0, 1 - decay * abs(clock - other) / self._length)

    def member(self, serial: int) -> Member:
        """Find a member by its serial."""
        return self._members[serial]

    def story(self, story_id: int) -> tuple[Member, ...]:
        """List the members of a story that are in the window, in the order they joined."""
        return tuple(self._stories.get(story_id, {}).values())

    def exemplars(self, story_id: int) -> int:
        """Count the members that stand for a story."""
        return self._exemplars[story_id]

    def centroid(self, story_id: int, language: str) -> Centroid:
        """Give the sum of a story's exemplars of a language, made anew after one was forgotten."""
        known = self._centroids.get((story_id, language))
        if known is None:
            known = self._centroids[story_id, language] = Centroid({}, 0.0)
            for member in self._stories[story_id].values():
                if member.exemplar and member.language == language:
                    _add(known.weights, member.weights)
        if not known.length:
            known.length = math.sqrt(sum(value * value for value in known.weights.values())) or 1.0
        return known

    def with_url(self, url: str) -> tuple[Member, ...]:
        """List the newest members with this canonical URL."""
        return _newest(self._by_url, url)

    def with_pattern(self, title: tuple[str, ...]) -> tuple[Member, ...]:
        """List the newest members whose titles are equal to this one but for what counts a series."""
        return _newest(self._by_pattern, pattern(title))

    def _index(self, serial: int, member: Member) -> None:
        self._exemplars[member.story_id] += 1
        postings = self._postings[member.language]
        for term, weight in member.weights.items():
            postings[term][serial] = weight
        self.abroad.insert(serial, member.story_id, member.telling)
        centroid = self._centroids.get((member.story_id, member.language))
        if centroid is not None:
            _add(centroid.weights, member.weights)
            centroid.length = 0.0

    def _forget(self, serial: int) -> None:
        member = self._members.pop(serial)
        del self._story_of[serial]
        terms = self._story_terms[member.story_id]
        for term in member.weights:
            terms[term] -= 1
            if not terms[term]:
                del terms[term]
                self._frequency[term] -= 1
                if not self._frequency[term]:
                    del self._frequency[term]
        _drop(self._stories, member.story_id, serial)
        if member.story_id not in self._stories:
            del self._story_terms[member.story_id]
        if member.url:
            _drop(self._by_url, member.url, serial)
        _drop(self._by_pattern, pattern(member.title), serial)
        if member.exemplar:
            self._unindex(serial, member)

    def _unindex(self, serial: int, member: Member) -> None:
        self._exemplars[member.story_id] -= 1
        if not self._exemplars[member.story_id]:
            del self._exemplars[member.story_id]
        postings = self._postings[member.language]
        for term in member.weights:
            _drop(postings, term, serial)
        if not postings:
            del self._postings[member.language]
        self.abroad.forget(serial, member.story_id)
        self._centroids.pop((member.story_id, member.language), None)


def pattern(title: tuple[str, ...]) -> tuple[str, ...]:
    """Give a title with what counts a series left blank."""
    return tuple("#" if term.startswith("#") else term for term in title)


def _add(total: dict[str, float], weights: dict[str, float]) -> None:
    for term, weight in weights.items():
        total[term] = total.get(term, 0.0) + weight


def _newest(index: dict[_Key, dict[int, Member]], key: _Key) -> tuple[Member, ...]:
    members = index.get(key)
    return tuple(islice(reversed(members.values()), _LOOKED_AT)) if members else ()


def _drop(index: dict[_Key, dict[int, _Value]], key: _Key, serial: int) -> None:
    index[key].pop(serial, None)
    if not index[key]:
        del index[key]
