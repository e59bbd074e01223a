"""The members of the window as arrays, a row a member, found by serial: the number in order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["KEPT", "Block", "Numbers", "Rows"]

Numbers = NDArray[np.int32]

KEPT: Final = 32
"""How many terms of a member are kept, the heaviest."""
_FIRST_ROWS: Final = 256
_Number = TypeVar("_Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Block:
    """Some members' terms: their numbers and weights, a row a member, filled up with zeros."""

    numbers: Numbers
    unit: NDArray[np.int16]


class Rows:
    """Hold the terms, the language and the story of every member; serials only grow.

    A row has room for `width` terms. `first` is the serial of the first row there is, `gone` the highest serial
    that was forgotten: whoever came later is remembered.
    """

    def __init__(self, width: int = KEPT, first: int = 0) -> None:
        self.width = width
        self.gone = first - 1
        self.first = first
        self._living = 0
        self._count = 0
        self._numbers: Numbers = np.zeros((_FIRST_ROWS, width), np.int32)
        self._unit: NDArray[np.int16] = np.zeros((_FIRST_ROWS, width), np.int16)
        self._named: NDArray[np.uint32] = np.zeros(_FIRST_ROWS, np.uint32)
        self._languages: NDArray[np.int32] = np.zeros(_FIRST_ROWS, np.int32)
        self._stories: NDArray[np.int64] = np.zeros(_FIRST_ROWS, np.int64)
        self._alive: NDArray[np.bool_] = np.zeros(_FIRST_ROWS, np.bool_)

    def add(self, numbers: Sequence[int], units: Sequence[int], named: int, language: int, story_id: int) -> int:
        """Fill the next row; give its serial."""
        if self._count == len(self._alive):
            self._make_room()
        place = self._count
        self._numbers[place, : len(numbers)] = numbers
        self._unit[place, : len(units)] = units
        self._named[place] = named
        self._languages[place] = language
        self._stories[place] = story_id
        self._alive[place] = True
        self._count += 1
        self._living += 1
        return self.first + place

    def forget(self, serial: int) -> None:
        """Strike a member out."""
        self._alive[serial - self.first] = False
        self._living -= 1
        self.gone = max(self.gone, serial)

    @property
    def end(self) -> int:
        """Give the serial that comes next."""
        return self.first + self._count

    def __len__(self) -> int:
        return self._living

    @property
    def in_order(self) -> bool:
        """Tell whether everybody up to `gone` was forgotten, as it is while clocks keep their order."""
        return self._living == self.first + self._count - 1 - self.gone

    def move(self, serials: Sequence[int], story_id: int) -> None:
        """Put members into another story."""
        self._stories[np.array(serials) - self.first] = story_id

    def remembers(self, serials: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell for each of these whether it is remembered."""
        if self.in_order:
            return serials > self.gone
        places = serials - self.first
        found: NDArray[np.bool_] = self._alive.take(np.maximum(places, 0)) & (places >= 0)
        return found

    def speaks(self, serials: NDArray[np.int64], language: int) -> NDArray[np.bool_]:
        """Tell for each of these whether its language is this one, or unknown."""
        spoken = self._languages.take(serials - self.first)
        found: NDArray[np.bool_] = (spoken == language) | (spoken == 0)
        return found

    def story(self, serial: int) -> int:
        """Give the story of a member."""
        return int(self._stories[serial - self.first])

    def stories(self, serials: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the story of each of these."""
        return self._stories.take(serials - self.first)

    def block(self, serials: NDArray[np.int64] | Sequence[int]) -> Block:
        """Give the terms of these members."""
        places = np.asarray(serials, np.int64) - self.first
        return Block(self._numbers.take(places, axis=0), self._unit.take(places, axis=0))

    def terms(self, serial: int) -> list[int]:
        """List the numbers of a member's terms, heaviest first."""
        found: list[int] = self._numbers[serial - self.first].tolist()
        return found[: found.index(0)] if not found[-1] else found

    def size(self, serial: int) -> int:
        """Tell how many terms are kept of a member."""
        return int(np.count_nonzero(self._numbers[serial - self.first]))

    def units(self, serial: int) -> list[int]:
        """List the weights of a member's terms, and zeros behind them."""
        found: list[int] = self._unit[serial - self.first].tolist()
        return found

    def flags(self, serial: int) -> int:
        """Give a number whose bits say at which places a member has a term that is written like a name or a number."""
        return int(self._named[serial - self.first])

    def named(self, serial: int) -> list[int]:
        """List those of a member's terms that are written like a name or a number."""
        flags = self.flags(serial)
        return [number for place, number in enumerate(self.terms(serial)) if flags >> place & 1]

    def mark(self, terms: NDArray[np.bool_]) -> None:
        """Mark every term that somebody who is remembered has."""
        terms[self._numbers[: self._count][self._alive[: self._count]]] = True

    def renumber(self, new: Numbers) -> None:
        """Give terms new numbers, by their old ones."""
        self._numbers[: self._count] = new[self._numbers[: self._count]]

    def _make_room(self) -> None:
        """Drop the rows before the first that is remembered, if they are many; grow otherwise."""
        living = np.flatnonzero(self._alive)
        start = int(living[0]) if len(living) else self._count
        columns = (self._numbers, self._unit, self._named, self._languages, self._stories, self._alive)
        if start > len(self._alive) // 16:
            for column in columns:
                _shift(column, start)
            self.first += start
            self._count -= start
        else:
            for column in columns:
                column.resize((len(column) * 9 // 8, *column.shape[1:]), refcheck=False)


def _shift(column: NDArray[_Number], start: int) -> None:
    """Move what is behind a place to the front, without a copy of it all, and clear the rest."""
    for place in range(0, len(column) - start, start):
        part = column[place + start : place + 2 * start]
        column[place : place + len(part)] = part
    column[-start:] = 0
