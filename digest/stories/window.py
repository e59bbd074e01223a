"""The open window: what the grouper remembers of the entries that may still get company.

`Window` holds the members with the counts and indexes made from them. Its state is a function of the members
whose clock is within the window of the latest clock, in the order they came, and of their stories: nothing else
outlives a member, so that a restart, which brings back exactly these, changes nothing. Members are numbered as
they come: their `serial`. A few outlast the window (`digest.stories.witnesses`): these are put in anew, under another
serial, whenever they would have left.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from digest.stories.expiry import Expiry
from digest.stories.groups import Groups
from digest.stories.index import BITS, UNIT, Found, Index, Weights
from digest.stories.members import Member, Members
from digest.stories.reading import Reader, Reading
from digest.stories.rows import Block, Rows
from digest.stories.telling import Likeness, Telling
from digest.stories.tellings import Tellings
from digest.stories.terms import Features
from digest.stories.vectors import Vector, Vectors
from digest.stories.witnesses import TERMS, Witnesses

__all__ = ["Window"]

_LOOKED_AT: Final = 64
_HEAVIEST: Final = 16
_POSTED: Final = 128
_SHORTEST_SPAN: Final = 3600.0
_LASTING: Final = 0.5


class Window:
    """Keep members for `length` seconds behind the latest clock; every look-up is in order of arrival."""

    def __init__(self, length: float) -> None:
        self._length = length
        self._latest = -math.inf
        self._members = Members()
        self._witnesses = Witnesses()
        self._expiry = Expiry(self._members.clock)
        self._renewed = Expiry(self._ends)
        self._languages: Counter[str] = Counter()
        self._codes: dict[str, int] = {"": 0}
        self._apart: dict[int, set[int]] = {}
        self._vectors: dict[int, Vectors] = {}
        self.index = Index()
        self._reader = Reader(self.index.number, self.index.names)
        self.rows = Rows()
        self.groups = Groups(self.index, self.rows)
        self._tellings = Tellings(self.rows, self.groups, self.member, self._is_hidden)

    def advance(self, clock: float) -> None:
        """Forget what is more than the window behind this clock, or behind a later one that was seen."""
        if clock > self._latest:
            self._latest = clock
        for serial in self._leaving(self._latest - self._length):
            if self._outlasts(serial):
                self._renew(serial)
            self._forget(serial)

    def _leaving(self, clock: float) -> Iterator[int]:
        """Give up whose end is before this clock, the earliest first; whoever is renewed in the meantime, too."""
        while True:
            soonest = self._expiry if self._expiry.oldest <= self._renewed.oldest else self._renewed
            if soonest.oldest >= clock:
                return
            yield from islice(soonest.before(clock), 1)

    def insert(
        self,
        member: Member,
        weights: Weights,
        vector: Vector | None = None,
        *,
        telling: Callable[[], Telling] | None = None,
        witness: bool = False,
    ) -> None:
        """Remember a member, unless its clock is already outside the window.

        What it tells is read of its words again unless `telling` knows; of a `witness` it is known that it lasts.
        """
        if member.clock > self._latest:
            self.advance(member.clock)
        elif member.clock < self._latest - self._length:
            return
        serial = self._append(member, weights, vector, telling=telling)
        if witness:
            self._witnesses.promise(serial)

    def witnesses(self) -> tuple[int, ...]:
        """Name the entries that outlast the window from now on, those that were not named before."""
        return self._witnesses.called()

    def _append(
        self,
        member: Member,
        weights: Weights,
        vector: Vector | None,
        *,
        terms: int = 0,
        telling: Callable[[], Telling] | None = None,
    ) -> int:
        """Put a member behind all others, for the first time or for another of its terms; give its serial."""
        language = self._codes.setdefault(member.language, len(self._codes))
        serial = self.rows.add(weights.numbers, weights.units, weights.named, language, member.story_id)
        self._members.append(member)
        if self.rows.first != self._members.first:
            self._members.trim(self.rows.first)
        if terms:
            self._witnesses.add(serial, member.story_id, terms)
            self._renewed.push(serial, self._ends(serial))
        else:
            self._expiry.push(serial, member.clock)
        self._tellings.insert(serial, telling)
        self.groups.join(serial, member.story_id, copy=member.copy)
        if not member.copy:
            self.index.post(serial, weights.numbers, weights.coarse(), self.rows)
            self._languages[member.language] += 1
            self._hold(serial, language, vector)
        return serial

    def merge(self, old_id: int, story_id: int) -> None:
        """Move a story's members into another story; what was apart from one is apart from both."""
        self.groups.merge(old_id, story_id)
        self._witnesses.merge(old_id, story_id)
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

    def crowd(self) -> float:
        """Tell how many members a full window would hold if they came as they came in what there is of it."""
        if not self._expiry:
            return 0.0
        span = min(max(self._latest - self._expiry.oldest, _SHORTEST_SPAN), self._length)
        return len(self._expiry) * self._length / span

    def read(self, found: Features) -> Reading:
        """Read an entry's words; what is read is good until the next is."""
        if self.index.is_wasteful():
            self.rows.renumber(self.index.renumber(self.rows))
            self._reader.forget()
        return self._reader.read(found)

    def weigh(self, read: Reading) -> Weights:
        """Weigh an entry's terms by how few stories of the window, and of any news, have them."""
        return self.index.weigh(read, len(self.groups))

    def worth(self, number: int) -> float:
        """Tell what sharing a term is worth now."""
        return self.index.worth(number, len(self.groups)) / BITS

    def each(self, weights: Weights, serial: int) -> list[tuple[str, float]]:
        """List the terms an entry shares with a member, by what each adds to their cosine, the heaviest first."""
        theirs = dict(zip(self.rows.terms(serial), self.rows.units(serial), strict=False))
        ours = zip(weights.numbers, weights.units, strict=True)
        both = [(-unit * theirs[number], self.index.name(number)) for number, unit in ours if number in theirs]
        return [(term, round(-product / (UNIT * UNIT), 4)) for product, term in sorted(both)]

    def sharing(self, weights: Weights, language: str, titled: int) -> Found:
        """Find the members of a language that share two heavy terms; what is in no language is in any.

        Heavy are as many as there are in the title, where those are many: pairs of characters, of which those that nobody
        has would hide the others. How alike members are is in parts of `UNIT` times `UNIT / COARSE`.
        """
        heavy = max(_HEAVIEST, titled)
        found = self.index.sharing(weights.numbers[:heavy], weights.units[:heavy], self.rows, _POSTED)
        if len(found.serials) and language and not self._languages.keys() <= {"", language}:
            found = found.those(self.rows.speaks(found.serials, self._codes.get(language, -1)))
        return found

    def freshness(self, clock: float, serials: Sequence[int]) -> list[float]:
        """Fall with the time to each member: from one to nothing over the window, or at last from half of it, and over
        four windows, where its story was told twice.
        """
        gaps = [abs(clock - other) / self._length for other in self._members.clocks(serials)]
        return [
            1 - gap if gap <= _LASTING else self._lasting(gap, serial)
            for gap, serial in zip(gaps, serials, strict=True)
        ]

    def member(self, serial: int) -> Member:
        """Find a member by its serial."""
        return self._members.member(serial, self.rows.story(serial))

    def outlets(self, serials: Sequence[int]) -> list[str]:
        """Give the outlet of each member."""
        return self._members.outlets(serials)

    def story(self, story_id: int) -> Sequence[int]:
        """List the serials of a story's members in the window, as they came."""
        return self.groups.members(story_id)

    def opened(self, story_id: int) -> int:
        """Give the serial of the entry that opened a story, which tells the older of two; -1 where it left the window."""
        first = next(iter(self.groups.members(story_id)), -1)
        left = first < 0 or first in self._witnesses or self.member(first).entry_id != story_id
        return -1 if left else first

    def exemplars(self, story_id: int) -> Block:
        """Give the terms of those that stand for a story."""
        return self.rows.block(self.groups.exemplars(story_id))

    def with_url(self, url: int) -> Iterator[int]:
        """Give the serials of the newest members with this canonical URL, the newest first."""
        return islice(self._members.urls.having(url), _LOOKED_AT)

    def with_pattern(self, pattern: int) -> Iterator[int]:
        """Give the serials of the newest members whose title has this pattern, the newest first."""
        return islice(self._members.patterns.having(pattern), _LOOKED_AT)

    def vectors(self, vector: Vector | None) -> Vectors | None:
        """Give the vectors that this one can be compared with, if there are any."""
        return None if vector is None else self._vectors.get(len(vector))

    def code(self, language: str) -> int:
        """Give the number of a language in the rows; -1 for one that nobody speaks."""
        return self._codes.get(language, -1)

    def telling(self, serial: int) -> Telling:
        """Say what a member tells, in no language."""
        return self._tellings[serial]

    def abroad(self, telling: Callable[[], Telling], language: str) -> Iterator[tuple[int, Likeness]]:
        """Give the serials of members that tell the same in other languages, where there are any."""
        spoken = self._languages.keys() - {""}
        if len(spoken) > 1 or (language and spoken - {language}):
            yield from self._tellings.alike(telling)
        else:
            self._tellings.rest()

    def _hold(self, serial: int, language: int, vector: Vector | None) -> None:
        """Hold a vector beside those of its length: another length is another encoder's, and like none of these."""
        if vector is not None:
            if len(vector) not in self._vectors:
                self._vectors[len(vector)] = Vectors(len(vector), serial)
            self._vectors[len(vector)].add(serial, language, vector)

    def _is_hidden(self, serial: int) -> bool:
        """Tell whether nobody in another language is compared with a member."""
        return self._members.is_copy(serial) or serial in self._witnesses

    def _ends(self, serial: int) -> float:
        """Give the clock of a member, later by a window for each term that it had before."""
        return self._members.clock(serial) + self._witnesses.terms(serial) * self._length

    def _outlasts(self, serial: int) -> bool:
        """Tell whether a member that is about to leave the window stays for another term."""
        if self._members.is_copy(serial):
            return False
        story_id = self.rows.story(serial)
        return self._witnesses.outlasts(serial, story_id, len(self.groups.members(story_id)))

    def _renew(self, serial: int) -> None:
        """Put a member in again, behind those who came in the meantime."""
        member = self.member(serial)
        self._witnesses.call(serial, member.entry_id)
        numbers = self.rows.terms(serial)
        weights = Weights(numbers, self.rows.units(serial)[: len(numbers)], [], self.rows.flags(serial), 0.0)
        vectors = (held.vector(serial) for held in self._vectors.values())
        vector = next((vector for vector in vectors if vector is not None), None)
        self._append(member, weights, vector, terms=self._witnesses.terms(serial) + 1)

    def _lasting(self, gap: float, serial: int) -> float:
        """Give the freshness of a member so many windows away."""
        told_twice = serial in self._witnesses or len(self.groups.members(self.rows.story(serial))) > 1
        return max(0.0, 1 - gap, _LASTING * (1 - gap / TERMS) if told_twice else 0.0)

    def _forget(self, serial: int) -> None:
        story_id = self.rows.story(serial)
        language = self._members.language(serial)
        self._tellings.forget(serial, language)
        self.groups.leave(serial, story_id)
        self.rows.forget(serial)
        for size, held in tuple(self._vectors.items()):
            held.forget(serial)
            if not held:
                del self._vectors[size]
        self.index.forgot(self.rows.size(serial), self.rows)
        self._witnesses.forget(serial, story_id)
        if story_id not in self.groups:
            for other in self._apart.pop(story_id, ()):
                self._apart[other].discard(story_id)
        if not self._members.is_copy(serial):
            self._languages[language] -= 1
            if not self._languages[language]:
                del self._languages[language]
        self._members.forget(serial)
