"""The open window: what the grouper remembers of the entries that may still get company.

`Member` is one remembered entry; `Window` holds them with the counts and indexes made from them. Its
state is a function of the members whose clock is within the window of the latest clock, in the order
they came: nothing outlives them, so that a restart, which brings back exactly these, changes nothing.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from digest.stories.background import COMMON_SHARE, OTHER_SHARE
from digest.stories.forms import is_common
from digest.stories.terms import Features

__all__ = ["Member", "Weights", "Window"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

BACKGROUND_ENTRIES = 2000
LONGEST_POSTING = 400
EXEMPLARS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One entry as grouping remembers it.

    `weights` are its terms at the time it came, of length one; `clock` seconds since 1970. `exemplar`
    members stand for their story in comparisons. `told` are the facts it told, None if remembered.
    """

    entry_id: int
    story_id: int
    clock: float
    outlet: str
    url: str
    title: tuple[str, ...]
    weights: dict[str, float]
    exemplar: bool
    told: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Weights:
    """An entry's terms, heaviest first: `unit` of length one, `bits` what sharing the term is worth alone."""

    unit: dict[str, float]
    bits: dict[str, float]


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
        self._frequency: Counter[str] = Counter()
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        self._by_url: dict[str, dict[int, Member]] = defaultdict(dict)
        self._by_title: dict[tuple[str, ...], dict[int, Member]] = defaultdict(dict)

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
        heapq.heappush(self._expiry, (member.clock, serial))
        self._stories.setdefault(member.story_id, {})[serial] = member
        terms = self._story_terms.setdefault(member.story_id, Counter())
        for term, weight in member.weights.items():
            if not terms[term]:
                self._frequency[term] += 1
            terms[term] += 1
            if member.exemplar:
                self._postings[term][serial] = weight
        if member.url:
            self._by_url[member.url][serial] = member
        self._by_title[member.title][serial] = member

    def weigh(self, features: Features) -> Weights:
        """Weigh an entry's terms by how few stories of the window, and of any news, have them."""
        total = len(self._stories) + BACKGROUND_ENTRIES
        bits = {}
        for term in features.counts:
            share = COMMON_SHARE if is_common(term, features.language) else OTHER_SHARE
            bits[term] = max(0.0, math.log(total / (self._frequency[term] + BACKGROUND_ENTRIES * share)))
        raw = {term: count * bits[term] for term, count in features.counts.items()}
        norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        unit = {term: round(value / norm, 4) for term, value in raw.items()}
        order = sorted((term for term in unit if unit[term] > 0), key=lambda term: (-unit[term], term))
        return Weights({term: unit[term] for term in order}, bits)

    def sharing(self, term: str) -> Iterator[tuple[int, float]]:
        """List the newest exemplars that have a term: their serials and the term's weight there."""
        postings = self._postings.get(term)
        return islice(reversed(postings.items()), LONGEST_POSTING) if postings else iter(())

    def member(self, serial: int) -> Member:
        """Find a member by its serial."""
        return self._members[serial]

    def story(self, story_id: int) -> tuple[Member, ...]:
        """List the members of a story that are in the window, in the order they joined."""
        return tuple(self._stories.get(story_id, {}).values())

    def exemplars(self, story_id: int) -> int:
        """Count the members that stand for a story."""
        return sum(member.exemplar for member in self._stories.get(story_id, {}).values())

    def with_url(self, url: str) -> tuple[Member, ...]:
        """List the members with this canonical URL."""
        return tuple(self._by_url.get(url, {}).values())

    def with_title(self, title: tuple[str, ...]) -> tuple[Member, ...]:
        """List the members with these title terms."""
        return tuple(self._by_title.get(title, {}).values())

    def _forget(self, serial: int) -> None:
        member = self._members.pop(serial)
        terms = self._story_terms[member.story_id]
        for term in member.weights:
            terms[term] -= 1
            if not terms[term]:
                del terms[term]
                self._frequency[term] -= 1
                if not self._frequency[term]:
                    del self._frequency[term]
            if member.exemplar:
                _drop(self._postings, term, serial)
        _drop(self._stories, member.story_id, serial)
        if member.story_id not in self._stories:
            del self._story_terms[member.story_id]
        if member.url:
            _drop(self._by_url, member.url, serial)
        _drop(self._by_title, member.title, serial)


def _drop(index: dict[_Key, dict[int, _Value]], key: _Key, serial: int) -> None:
    del index[key][serial]
    if not index[key]:
        del index[key]
