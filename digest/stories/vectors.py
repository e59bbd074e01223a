"""What an encoder says of the members of the window: a vector each, found by serial.

A vector is a row of whole numbers from -127 to 127 whose length is about 127, so that products and sums are
exact in any order. The vectors nearest to one are looked for by how many signs agree with its own (Charikar
2002, *Similarity estimation techniques from rounding algorithms*), and then compared by their cosines, once
the mean of their languages is taken away: what all texts of a language have in common says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Serials", "Vector", "Vectors", "vector_of"]

Vector: TypeAlias = NDArray[np.int8]
Serials: TypeAlias = NDArray[np.int64]

_FOUND: Final = 48
_UNHEARD: Final = 30
_FIRST_ROWS: Final = 256
_WORD: Final = 64
_SHIFT: Final = 40


def vector_of(content: bytes) -> Vector | None:
    """Read a vector, a byte a number; None where there is none, or one of zeros, which says nothing."""
    if not content:
        return None
    vector = np.frombuffer(content, np.int8)
    return vector if vector.any() else None


@dataclass(slots=True)
class _Language:
    """How many vectors there are in a language, and their sum."""

    total: NDArray[np.int64]
    count: int = 0

    def mean(self) -> NDArray[np.float64]:
        """Give the mean, as if some vectors that point nowhere were there as well: a few tell little of a language."""
        return self.total / (self.count + _UNHEARD)


@dataclass(slots=True)
class Vectors:
    """Hold the vectors of members, one row a serial from `first` on; what is forgotten leaves no trace.

    All have `size` numbers.
    """

    size: int
    first: int = 0
    _end: int = 0
    _languages: dict[int, _Language] = field(default_factory=dict)
    _rows: NDArray[np.int8] = field(init=False)
    _signs: NDArray[np.uint64] = field(init=False)
    _spoken: NDArray[np.int32] = field(init=False)

    def __post_init__(self) -> None:
        self._end = self.first
        self._rows = np.zeros((_FIRST_ROWS, self.size), np.int8)
        self._signs = np.zeros((-(-self.size // _WORD), _FIRST_ROWS), np.uint64)
        self._spoken = np.full(_FIRST_ROWS, _NONE, np.int32)

    def __len__(self) -> int:
        return sum(known.count for known in self._languages.values())

    def add(self, serial: int, language: int, vector: Vector) -> None:
        """Hold the vector of a member; serials only grow."""
        if serial - self.first >= len(self._rows):
            self._make_room(serial)
        place = serial - self.first
        self._rows[place], self._signs[:, place], self._spoken[place] = vector, _signs(vector), language
        self._end = serial + 1
        known = self._languages.setdefault(language, _Language(np.zeros(self.size, np.int64)))
        known.total += vector
        known.count += 1

    def forget(self, serial: int) -> None:
        """Forget a member, if it has a vector."""
        vector = self.vector(serial)
        if vector is None:
            return
        place = serial - self.first
        known = self._languages[int(self._spoken[place])]
        known.total -= vector
        known.count -= 1
        self._spoken[place] = _NONE

    def vector(self, serial: int) -> Vector | None:
        """Give the vector of a member, if it has one here."""
        place = serial - self.first
        held = place >= 0 and serial < self._end and self._spoken[place] != _NONE
        return self._rows[place].copy() if held else None

    def at_home(self, vector: Vector, language: int) -> Serials:
        """Find the nearest members of a language; what is in no language is in any."""
        spoken = self._spoken[: self._end - self.first]
        return self._nearest(vector, (spoken == language) | (spoken == 0) if language else spoken != _NONE)

    def abroad(self, vector: Vector, language: int) -> Serials:
        """Find the nearest members of other languages."""
        spoken = self._spoken[: self._end - self.first]
        return self._nearest(vector, (spoken > 0) & (spoken != language))

    def likeness(self, vector: Vector, language: int, serials: Serials) -> NDArray[np.float64]:
        """Give the cosine of a vector with those of members, without what their languages share; NaN for none."""
        found = np.full(len(serials), np.nan)
        places = serials - self.first
        held = (places >= 0) & (serials < self._end)
        held[held] = self._spoken[places[held]] != _NONE
        ours = vector - self._mean(language)
        for spoken in np.unique(self._spoken[places[held]]).tolist():
            some = np.flatnonzero(held)[self._spoken[places[held]] == spoken]
            found[some] = _cosines(ours, self._rows[places[some]], self._mean(spoken))
        return found

    def _nearest(self, vector: Vector, those: NDArray[np.bool_]) -> Serials:
        """Find those whose signs differ least; of equals the newest."""
        places = np.flatnonzero(those)
        if len(places) > _FOUND:
            signs = self._signs[:, : self._end - self.first]
            differ = np.bitwise_count(signs ^ _signs(vector)[:, None]).sum(axis=0, dtype=np.int64)[places]
            nearest = np.argpartition((differ << _SHIFT) - places, _FOUND)[:_FOUND]
            places = np.sort(places[nearest])
        return places + self.first

    def _mean(self, language: int) -> NDArray[np.float64]:
        known = self._languages.get(language)
        return np.zeros(self.size) if known is None else known.mean()

    def _make_room(self, serial: int) -> None:
        """Drop the rows before the first that is held; make room for as many again as are left."""
        held = np.flatnonzero(self._spoken != _NONE)
        start = int(held[0]) if len(held) else len(self._spoken)
        self.first = self.first + start if len(held) else serial
        room = max(_FIRST_ROWS, 3 * (serial + 1 - self.first) // 2)
        kept = len(self._spoken) - start
        rows, signs = np.zeros((room, self.size), np.int8), np.zeros((len(self._signs), room), np.uint64)
        spoken = np.full(room, _NONE, np.int32)
        rows[:kept], signs[:, :kept], spoken[:kept] = self._rows[start:], self._signs[:, start:], self._spoken[start:]
        self._rows, self._signs, self._spoken = rows, signs, spoken


_NONE: Final = -2
"""The language of a member without a vector; -1 is one that nobody else speaks."""


def _cosines(ours: NDArray[np.float64], rows: NDArray[np.int8], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply row by row, each sum in the same order whoever stands beside it."""
    theirs = rows - mean
    products = np.einsum("ij,j->i", theirs, ours)
    lengths = np.einsum("ij,ij->i", theirs, theirs) * np.einsum("j,j->", ours, ours)
    found: NDArray[np.float64] = products / np.sqrt(np.maximum(lengths, 1e-9))
    return found


def _signs(vector: Vector) -> NDArray[np.uint64]:
    bits = np.zeros(-(-len(vector) // _WORD) * _WORD, np.bool_)
    bits[: len(vector)] = vector > 0
    return np.packbits(bits).view(np.uint64)
