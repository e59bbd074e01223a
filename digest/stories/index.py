"""The terms of the open window: their numbers, how many stories have each, and which members have it.

`Index.weigh` makes an entry's weights, `Index.sharing` finds who shares heavy terms with it. Weights and
likenesses are whole numbers, so that the order of adding them up makes no difference: a weight of `UNIT`
is one, and `bits` are thousandths of a natural logarithm.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digest.stories.background import COMMON_SHARE, OTHER_SHARE
from digest.stories.rows import KEPT, Numbers, Rows
from digest.stories.terms import Reading

__all__ = ["BITS", "UNIT", "Index", "Weights"]

UNIT: Final = 4096
BITS: Final = 1000
_BACKGROUND_STORIES: Final = 3000
_COUNTED: Final = 1 << 16
_MOST_TIMES: Final = 512
_POSTED: Final = 128
_SPARE: Final = 50_000
_PLACES: Final = 1 << np.arange(KEPT, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Weights:
    """An entry's terms by their numbers, heaviest first, at most `KEPT`.

    `unit` are weights whose vector has the length `UNIT`; `bits` what sharing a term is worth by itself. In
    `named` the bit of a place says that its term is written like a name or a number. `telling` is what the
    title's terms are worth, without those that count a series.
    """

    numbers: Numbers
    unit: NDArray[np.int16]
    bits: NDArray[np.int64]
    named: int
    telling: float

    def names(self) -> list[int]:
        """List the terms that are written like a name or a number."""
        return [number for place, number in enumerate(self.numbers.tolist()) if self.named >> place & 1]


class Index:
    """Number terms; count the stories and list the members that have each. Number 0 is no term."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = [""]
        self._posted: list[array[int] | None] = [None]
        self._living = 0
        self.stories: Numbers = np.zeros(1024, np.int32)
        self.scratch: NDArray[np.int64] = np.zeros(1024, np.int64)

    def weigh(self, read: Reading, stories: int) -> Weights:
        """Weigh an entry's terms by how few stories of the window, and of any news, have them."""
        numbers = self.numbers(read.terms)
        shares = np.array(read.common, np.int64)
        bits = np.maximum(_total(stories) - _logs()[shares, self._counted(numbers)], 0)
        raw = bits * _damping()[np.array(read.times, np.int64)]
        heaviest = np.argsort(-raw, kind="stable")[: min(KEPT, int(np.count_nonzero(raw)))]
        kept = raw[heaviest]
        length = math.sqrt(float(kept @ kept)) or 1.0
        return Weights(
            numbers=numbers[heaviest],
            unit=(kept * (UNIT / length) + 0.5).astype(np.int16),
            bits=bits[heaviest],
            named=int(np.array(read.named, np.int64)[heaviest] @ _PLACES[: len(kept)]),
            telling=int(bits[list(read.plain)].sum()) / BITS,
        )

    def numbers(self, terms: Iterable[str]) -> Numbers:
        """Give the numbers of terms, new ones where a term has none."""
        known = self._numbers
        return np.array([known[term] if term in known else self._new(term) for term in terms], np.int32)

    def name(self, number: int) -> str:
        """Give the term of a number."""
        return self._names[number]

    def worth(self, number: int, stories: int) -> int:
        """Tell what sharing a term is worth now, if it is not common in news."""
        return int(_total(stories) - _logs()[0, min(int(self.stories[number]), _COUNTED - 1)])

    def post(self, serial: int, numbers: Iterable[int]) -> None:
        """List a member under its terms; serials only grow."""
        posted = self._posted
        for number in numbers:
            listed = posted[number]
            if listed is None:
                posted[number] = array("i", (serial,))
            else:
                listed.append(serial)

    def sharing(self, numbers: Iterable[int], rows: Rows) -> Numbers:
        """List the members that share two of these terms at least, of the newest that have each."""
        tails: list[array[int]] = []
        for number in numbers:
            listed = self._posted[number]
            if listed:
                tail = listed[-_POSTED:]
                if tail[0] <= rows.gone:
                    tail = self._pruned(number, listed, rows)[-_POSTED:]
                if tail:
                    tails.append(tail)
        if len(tails) < 2:
            return _NOBODY
        joined = np.frombuffer(b"".join(tails), np.int32)
        joined = np.sort(joined)
        twice = joined[1:][joined[1:] == joined[:-1]]
        several: Numbers = twice[np.flatnonzero(np.diff(twice, prepend=-1))] if len(twice) > 1 else twice
        return several

    def is_wasteful(self) -> bool:
        """Tell whether most numbers may belong to terms that nobody has any more."""
        return len(self._names) > 2 * self._living + _SPARE

    def renumber(self, rows: Rows) -> Numbers:
        """Forget the terms that no story has; give the new number of each old one."""
        kept = self.stories[: len(self._names)] > 0
        kept[0] = True
        old = np.flatnonzero(kept).tolist()
        new = np.zeros(len(kept), np.int32)
        new[old] = np.arange(len(old), dtype=np.int32)
        self._names = [self._names[number] for number in old]
        self._numbers = {name: number for number, name in enumerate(self._names) if number}
        self._posted = [self._posted[number] for number in old]
        for number, listed in enumerate(self._posted):
            if listed:
                self._pruned(number, listed, rows)
        self.stories = np.concatenate([self.stories[old], np.zeros(len(old) + 1024, np.int32)])
        self.scratch = np.zeros(len(self.stories), np.int64)
        self._living = len(old)
        return new

    def _pruned(self, number: int, listed: array[int], rows: Rows) -> array[int]:
        """Strike out who was forgotten."""
        if rows.in_order:
            del listed[: bisect_right(listed, rows.gone)]
            return listed
        serials = np.frombuffer(listed, np.int32)
        left = array("i")
        left.frombytes(serials[rows.remembers(serials)].tobytes())
        self._posted[number] = left
        return left

    def _counted(self, numbers: Numbers) -> Numbers:
        counted: Numbers = np.minimum(self.stories[numbers], _COUNTED - 1)
        return counted

    def _new(self, term: str) -> int:
        number = self._numbers[term] = len(self._names)
        self._names.append(term)
        self._posted.append(None)
        if number >= len(self.stories):
            self.stories = np.concatenate([self.stories, np.zeros_like(self.stories)])
            self.scratch = np.zeros(len(self.stories), np.int64)
        return number


_NOBODY: Final[Numbers] = np.zeros(0, np.int32)


def _total(stories: int) -> int:
    return round(math.log(stories + _BACKGROUND_STORIES) * BITS)


@lru_cache(maxsize=1)
def _logs() -> NDArray[np.int64]:
    """Give the logarithm of how many stories have a term, background included, by its share there."""
    return np.array(
        [
            [round(math.log(count + _BACKGROUND_STORIES * share) * BITS) for count in range(_COUNTED)]
            for share in (OTHER_SHARE, COMMON_SHARE)
        ],
        np.int64,
    )


@lru_cache(maxsize=1)
def _damping() -> NDArray[np.int64]:
    return np.array([0, *(round((1 + math.log(times)) * BITS) for times in range(1, _MOST_TIMES))], np.int64)
