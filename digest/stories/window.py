"""The open window: what the grouper remembers of the entries that may still get company.

`Member` is one remembered entry; `Window` holds them with the counts and indexes made from them. Its
state is a function of the members whose clock is within the window of the latest clock, in the order
they came, and of their stories: nothing else outlives a member, so that a restart, which brings back
exactly these, changes nothing. Members are numbered as they come: their `serial`.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from digest.model import Entry
from digest.stories.abroad import Abroad, Telling, listen
from digest.stories.groups import Groups
from digest.stories.index import BITS, Index, Weights
from digest.stories.rows import Block, Numbers, Rows
from digest.stories.terms import Reading, features

__all__ = ["Member", "Texts", "Window", "reread"]

_LOOKED_AT: Final = 64
_HEAVIEST: Final = 16
_TELLINGS: Final = 2000


@dataclass(frozen=True, slots=True)
class Texts:
    """What is kept of an entry's words: enough to read it again as it was."""

    title: str
    summary: str
    text: str


@dataclass(slots=True, kw_only=True)
class Member:
    """One entry as grouping remembers it.

    `clock` is in seconds since 1970; `url`, `title` and `pattern` are keys that equal ones share, 0 where there
    is nothing. A copy does not stand for its story in comparisons; who was only remembered has told nothing.
    """

    entry_id: int
    story_id: int
    clock: float
    outlet: str
    language: str
    script: str
    url: int
    title: int
    pattern: int
    copy: bool
    remembered: bool
    texts: Texts


class Window:
    """Keep members for `length` seconds behind the latest clock; every look-up is in order of arrival."""

    def __init__(self, length: float) -> None:
        self._length = length
        self._latest = -math.inf
        self._expiry: list[tuple[float, int]] = []
        self._members: dict[int, Member] = {}
        self._by_url: dict[int, list[int]] = {}
        self._by_pattern: dict[int, list[int]] = {}
        self._languages: Counter[str] = Counter()
        self._codes: dict[str, int] = {"": 0}
        self._tellings: dict[int, Telling] = {}
        self._abroad: Abroad | None = None
        self._apart: dict[int, set[int]] = {}
        self.index = Index()
        self.rows = Rows()
        self.groups = Groups(self.index, self.rows)

    def advance(self, clock: float) -> None:
        """Forget what is more than the window behind this clock, or behind a later one that was seen."""
        self._latest = max(self._latest, clock)
        while self._expiry and self._expiry[0][0] < self._latest - self._length:
            self._forget(heapq.heappop(self._expiry)[1])

    def insert(self, member: Member, weights: Weights) -> None:
        """Remember a member, unless its clock is already outside the window."""
        self.advance(member.clock)
        if member.clock < self._latest - self._length:
            return
        numbers = weights.numbers.tolist()
        language = self._codes.setdefault(member.language, len(self._codes))
        serial = self.rows.add(weights.numbers, weights.unit, weights.named, language, member.story_id)
        self._members[serial] = member
        heapq.heappush(self._expiry, (member.clock, serial))
        self.groups.join(serial, member.story_id, numbers, copy=member.copy)
        for index, key in ((self._by_url, member.url), (self._by_pattern, member.pattern)):
            if key:
                index.setdefault(key, []).append(serial)
        if not member.copy:
            self._show(serial, member, numbers)

    def merge(self, old_id: int, story_id: int) -> None:
        """Move a story's members into another story; what was apart from one is apart from both."""
        for serial in self.groups.merge(old_id, story_id):
            member = self._members[serial]
            if self._abroad is not None and not member.copy:
                self._abroad.move(serial, old_id, story_id)
            member.story_id = story_id
        for other in self._apart.pop(old_id, set()):
            self._apart[other].discard(old_id)
            self.part(story_id, other)

    def part(self, story_id: int, other_id: int) -> None:
        """Never let these two stories become one."""
        self._apart.setdefault(story_id, set()).add(other_id)
        self._apart.setdefault(other_id, set()).add(story_id)

    def are_apart(self, story_id: int, other_id: int) -> bool:
        """Tell whether two stories must not become one."""
        return other_id in self._apart.get(story_id, ())

    def weigh(self, read: Reading) -> Weights:
        """Weigh an entry's terms by how few stories of the window, and of any news, have them."""
        if self.index.is_wasteful():
            new = self.index.renumber(self.rows)
            self.rows.renumber(new)
            self.groups.renumber(new.tolist())
        return self.index.weigh(read, len(self.groups))

    def worth(self, number: int) -> float:
        """Tell what sharing a term is worth now."""
        return self.index.worth(number, len(self.groups)) / BITS

    def sharing(self, weights: Weights, language: str) -> Numbers:
        """List the newest members of a language that share two heavy terms; what is in no language is in any."""
        serials = self.index.sharing(weights.numbers[:_HEAVIEST].tolist(), self.rows)
        if len(serials) and not self.rows.in_order:
            serials = serials[self.rows.remembers(serials)]
        if language and len(self._codes) > 2 and len(serials):
            serials = serials[self.rows.speaks(serials, self._codes.get(language, -1))]
        return serials

    def freshness(self, clock: float, other: float, decay: float) -> float:
        """Fall from one, by `decay` over the length of the window, with the time between two clocks."""
        return max(0.0, 1 - decay * abs(clock - other) / self._length)

    def member(self, serial: int) -> Member:
        """Find a member by its serial."""
        return self._members[serial]

    def story(self, story_id: int) -> Sequence[int]:
        """List the serials of a story's members in the window, as they came."""
        return self.groups.members(story_id)

    def exemplars(self, story_id: int) -> Block:
        """Give the terms of those that stand for a story."""
        return self.rows.block(self.groups.exemplars(story_id))

    def with_url(self, url: int) -> Iterable[int]:
        """List the serials of the newest members with this canonical URL, the newest first."""
        return self._by_url.get(url, ())[: -_LOOKED_AT - 1 : -1]

    def with_pattern(self, pattern: int) -> Iterable[int]:
        """List the serials of the newest members whose title has this pattern, the newest first."""
        return self._by_pattern.get(pattern, ())[: -_LOOKED_AT - 1 : -1]

    def telling(self, serial: int) -> Telling:
        """Say what a member tells, in no language."""
        known = self._tellings.get(serial)
        if known is None:
            if len(self._tellings) >= _TELLINGS:
                self._tellings.clear()
            found = features(reread(self._members[serial]))
            known = self._tellings[serial] = listen(found.concepts, found.language)
        return known

    def abroad(self, language: str) -> Abroad | None:
        """Give the index of what is told in any language, where there are members of another one.

        It is only made while it is needed: most windows speak one language, and it costs as much as all the rest.
        """
        spoken = self._languages.keys() - {""}
        if len(spoken) < 2 and (not language or not spoken - {language}):
            self._abroad = None
        elif self._abroad is None:
            self._abroad = Abroad()
            for serial, member in self._members.items():
                if not member.copy:
                    self._abroad.insert(serial, member.story_id, self.telling(serial))
        return self._abroad

    def _show(self, serial: int, member: Member, numbers: Iterable[int]) -> None:
        self.index.post(serial, numbers)
        self._languages[member.language] += 1
        if self._abroad is not None:
            self._abroad.insert(serial, member.story_id, self.telling(serial))

    def _forget(self, serial: int) -> None:
        member = self._members.pop(serial)
        self._tellings.pop(serial, None)
        self.groups.leave(serial, member.story_id, self.rows.terms(serial))
        self.rows.forget(serial)
        for index, key in ((self._by_url, member.url), (self._by_pattern, member.pattern)):
            if key:
                index[key].remove(serial)
                if not index[key]:
                    del index[key]
        if member.story_id not in self.groups:
            for other in self._apart.pop(member.story_id, ()):
                self._apart[other].discard(member.story_id)
        if member.copy:
            return
        self._languages[member.language] -= 1
        if not self._languages[member.language]:
            del self._languages[member.language]
        if self._abroad is not None:
            self._abroad.forget(serial, member.story_id)


def reread(member: Member) -> Entry:
    """Make an entry of what is remembered of one."""
    return Entry(
        id=member.entry_id,
        feed_id=0,
        outlet=member.outlet,
        title=member.texts.title,
        summary=member.texts.summary,
        text=member.texts.text,
        seen_at=_EPOCH + timedelta(seconds=member.clock),
        language=member.language,
    )


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
