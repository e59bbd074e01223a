"""Who tells in other languages what an entry tells: an index of the concepts of the members of a window.

A member is posted under each of its keys and its own language, so that whoever asks looks through the other
languages only. What counts as alike is in `digest.stories.telling`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from digest.stories.concepts import share_of, skeleton_share
from digest.stories.groups import Counted
from digest.stories.index import BITS, Index
from digest.stories.rows import Rows
from digest.stories.telling import LEAST_BITS, LEAST_CONCEPTS, Likeness, Telling, keys, likeness

__all__ = ["Abroad"]

_BACKGROUND: Final = 2000
_TELLING_BITS: Final = 4.0
_ENOUGH: Final = 7 * BITS
_LOOKED_AT: Final = 48
_COMPARED: Final = 16
_KEPT: Final = 48


class Abroad:
    """An index of tellings by serial, in order of arrival; what is forgotten leaves no trace.

    `heard` gives what a member tells. `counted` is for the groups, which keep count of the stories.
    """

    def __init__(self, first: int, heard: Callable[[int], Telling]) -> None:
        self._heard = heard
        self._index = Index(first)
        self._rows = Rows(_KEPT, first)
        self._places: dict[str, tuple[int, ...]] = {}
        self._spoken: list[str] = [""]
        self._languages = Counter[str]()
        self.counted = Counted(self._index, self._rows)

    def insert(self, telling: Telling | None) -> None:
        """Remember what the next member tells, if it stands for anything."""
        if self._index.is_wasteful():
            self._renumber()
        written = keys(telling)[:_KEPT] if telling is not None else []
        language = telling.language if telling is not None else ""
        numbers = [self._number(key, language) for key in written]
        serial = self._rows.add(numbers, (), 0, 0, 0)
        if telling is not None:
            self._languages[language] += 1
            self._index.post(serial, numbers, [1] * len(numbers), self._rows)

    def forget(self, serial: int, language: str | None) -> None:
        """Forget a member; None where it told nothing."""
        self._rows.forget(serial)
        self._index.forgot(self._rows.size(serial), self._rows)
        if language is not None:
            self._languages[language] -= 1
            if not self._languages[language]:
                del self._languages[language]

    def alike(self, telling: Telling, stories: int) -> Iterator[tuple[int, Likeness]]:
        """Give the serials of the most alike tellings of other languages, those with enough in common."""
        if not telling.language or not self._languages.keys() - {telling.language, ""}:
            return
        worth = _Worth(self._index, self._places, stories)
        for serial in self._candidates(telling, worth):
            found = likeness(telling, self._heard(serial), worth.__getitem__)
            if found is not None:
                yield serial, found

    def _candidates(self, telling: Telling, worth: _Worth) -> Sequence[int]:
        """List those who share most, if that could be enough."""
        home, spoken = (telling.language, ""), self._spoken
        asked = {
            number: key for key in keys(telling) for number in self._places.get(key, ()) if spoken[number] not in home
        }
        heavy = {
            number: round(worth[key] * BITS)
            for number, key in asked.items()
            if key[0] == "@" or worth[key] >= _TELLING_BITS
        }
        if sum(heavy.values()) < _ENOUGH:
            return ()
        found = self._index.sharing([*heavy], [*heavy.values()], self._rows, _LOOKED_AT)
        found = found.those(found.alike >= _ENOUGH)
        serials: list[int] = found.serials[np.lexsort((-found.serials, -found.alike))[:_COMPARED]].tolist()
        return self._promising(serials, asked, worth) if serials else ()

    def _promising(self, serials: Sequence[int], asked: Mapping[int, str], worth: _Worth) -> Sequence[int]:
        """Leave out whoever has too little of what is asked by its keys alone, unless it may have more than are kept."""
        bits = [round(worth[key] * BITS) + 1 for key in asked.values()]
        members = self._rows.block(serials).numbers
        shared = self._index.spread([*asked], bits, members)
        enough = (shared.sum(axis=1) >= LEAST_BITS * BITS) & (np.count_nonzero(shared, axis=1) >= LEAST_CONCEPTS)
        return [serial for serial, kept in zip(serials, enough | (members[:, -1] > 0), strict=True) if kept]

    def _number(self, key: str, language: str) -> int:
        """Give the number of a key in a language."""
        known = self._places.get(key, ())
        for number in known:
            if self._spoken[number] == language:
                return number
        number = self._index.new(key)
        self._places[key] = (*known, number)
        self._spoken.append(language)
        return number

    def _renumber(self) -> None:
        new = self._index.renumber(self._rows)
        self._rows.renumber(new)
        self._spoken = [spoken for number, spoken in enumerate(self._spoken) if new[number] or not number]
        moved = (
            (key, tuple([int(new[number]) for number in known if new[number]])) for key, known in self._places.items()
        )
        self._places = {key: known for key, known in moved if known}


class _Worth(dict[str, float]):
    """What it is worth to share a key, by how few stories of the window, and of any news, have it."""

    def __init__(self, index: Index, places: Mapping[str, Sequence[int]], stories: int) -> None:
        super().__init__()
        self._index = index
        self._places = places
        self._stories = stories

    def __missing__(self, key: str) -> float:
        known = sum([self._index.stories(number) for number in self._places.get(key, ())])
        share = skeleton_share(key[1:]) if key[0] == "~" else share_of(key)
        found = self[key] = max(0.0, math.log((self._stories + _BACKGROUND) / (known + _BACKGROUND * share)))
        return found
