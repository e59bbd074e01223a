"""The terms of the open window: their numbers, how many stories have each, and which members have it.

`Index.weigh` makes an entry's weights, `Index.sharing` finds who shares heavy terms with it. Weights and
likenesses are whole numbers, so that the order of adding them up makes no difference: a weight of `UNIT`
is one, and `bits` are thousandths of a natural logarithm.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import mul
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digest.stories.background import COMMON_SHARE, OTHER_SHARE
from digest.stories.reading import Reading
from digest.stories.rows import KEPT, Numbers, Rows

__all__ = ["BITS", "COARSE", "UNIT", "Found", "Index", "Weights"]

UNIT: Final = 4096
BITS: Final = 1000
COARSE: Final = 16
_BACKGROUND_STORIES: Final = 3000
_SPARE: Final = 50_000
# How postings are packed, in 32 bits: the serial, counted from a base, above the weight.
_SHIFT: Final = 8
_WEIGHT: Final = (1 << _SHIFT) - 1
_SERIALS: Final = 1 << 32 - _SHIFT
# How products are, in 64: the serial above the product.
_UPPER: Final = 32
_LOW: Final = (1 << _UPPER) - 1


class Weights(NamedTuple):
    """An entry's terms by their numbers, heaviest first, at most `KEPT`.

    `units` are weights whose vector has the length `UNIT`; `bits` what sharing a term is worth by itself. In
    `named` the bit of a place says that its term is written like a name or a number. `telling` is what the
    title's terms are worth, without those that count a series.
    """

    numbers: list[int]
    units: list[int]
    bits: list[int]
    named: int
    telling: float

    def coarse(self) -> list[int]:
        """Give the weights as they are posted: in steps of `COARSE`, at most 255."""
        found = [(unit + COARSE // 2) // COARSE for unit in self.units]
        found[:1] = [min(each, _WEIGHT) for each in found[:1]]  # the others cannot be more
        return found

    def names(self) -> list[int]:
        """List the terms that are written like a name or a number."""
        return [number for place, number in enumerate(self.numbers) if self.named >> place & 1]


class Found(NamedTuple):
    """Members that share terms with an entry, in order of arrival, and the sums of the products."""

    serials: NDArray[np.int64]
    alike: NDArray[np.int64]

    def those(self, kept: NDArray[np.bool_]) -> Found:
        """Keep only some of them."""
        return Found(self.serials[kept], self.alike[kept])


class Index:
    """Number terms; count the stories and list the members that have each. Number 0 is no term.

    A member is posted as its serial and the term's weight, at most 255. `first` is about the first serial there is.
    """

    def __init__(self, first: int = 0) -> None:
        self._base = first
        self._numbers = _Numbers(self.new)
        self._names: list[str] = [""]
        self._posted = [_NOWHERE]
        self._stories: list[int] = [0]
        self._living = 0
        self._postings = 0
        self._forgotten = 0
        self.scratch: NDArray[np.int64] = np.zeros(1024, np.int64)

    def weigh(self, read: Reading, stories: int) -> Weights:
        """Weigh an entry's terms by how few stories of the window, and of any news, have them."""
        total, counted, numbers = _total(stories), self._stories, [*read.times]
        logs = [*map(_RARE.__getitem__, map(counted.__getitem__, numbers))]
        if read.common:
            for place, number in enumerate(numbers):
                if number in read.common:
                    logs[place] = _COMMON[counted[number]]
        bits = [total - log for log in logs]
        raw = [*map(mul, bits, map(_DAMPING.__getitem__, read.times.values()))]
        order = sorted(range(len(raw)), key=raw.__getitem__, reverse=True)[:KEPT]
        while order and raw[order[-1]] <= 0:
            order.pop()
        kept = [raw[place] for place in order]
        scale = UNIT / (math.sqrt(sum(map(mul, kept, kept))) or 1.0)
        return Weights(
            numbers=[numbers[place] for place in order],
            units=[int(weight * scale + 0.5) for weight in kept],
            bits=[bits[place] for place in order],
            named=sum([1 << at for at, place in enumerate(order) if numbers[place] in read.named]),
            telling=sum([bits[place] for place in read.plain]) / BITS,
        )

    def numbers(self, terms: Iterable[str]) -> list[int]:
        """Give the numbers of terms, new ones where a term has none."""
        return [*map(self._numbers.__getitem__, terms)]

    def names(self, numbers: Iterable[int]) -> list[str]:
        """Give the terms of some numbers."""
        return [*map(self._names.__getitem__, numbers)]

    def number(self, term: str) -> int:
        """Give the number of a term, a new one where it has none."""
        return self._numbers[term]

    def name(self, number: int) -> str:
        """Give the term of a number."""
        return self._names[number]

    def worth(self, number: int, stories: int) -> int:
        """Tell what sharing a term is worth now, if it is not common in news."""
        return _total(stories) - _RARE[self._stories[number]]

    def stories(self, number: int) -> int:
        """Tell how many stories have a term."""
        return self._stories[number]

    def count(self, numbers: Iterable[int], by: int) -> None:
        """Count the stories that have some terms up or down."""
        counted = self._stories
        for number in numbers:
            counted[number] += by

    def post(self, serial: int, numbers: Sequence[int], weights: Sequence[int], rows: Rows) -> None:
        """List a member under its terms; serials only grow."""
        if serial - self._base >= _SERIALS:
            self._rebase(rows)
        posted, packed = self._posted, serial - self._base << _SHIFT
        self._postings += len(numbers)
        for number, weight in zip(numbers, weights, strict=True):
            listed = posted[number]
            if listed:
                listed.append(packed | weight)
            else:
                posted[number] = array("I", (packed | weight,))

    def sharing(self, numbers: Sequence[int], weights: Sequence[int], rows: Rows, newest: int) -> Found:
        """Find who is remembered and shares two of these terms at least, among the `newest` that have each.

        Who was forgotten may still be listed: a list is only struck through where others would be overlooked. A
        product is that of the weight given here with the one that was posted.
        """
        tails = [listed[-newest:] for listed in map(self._posted.__getitem__, numbers)]
        gone = rows.gone + 1 - self._base << _SHIFT
        for place, tail in enumerate(tails):
            if len(tail) == newest and tail[0] < gone:
                tails[place] = self._pruned(numbers[place], rows)[-newest:]
        found = _together(tails, weights, self._base) if any(tails) else _NOBODY
        return found.those(rows.remembers(found.serials)) if len(found.serials) else _NOBODY

    def spread(self, numbers: Sequence[int], values: Sequence[int], members: Numbers) -> NDArray[np.int64]:
        """Give for every term of some members the value that its number has here, 0 where it has none."""
        places = np.array(numbers, np.int64)
        self.scratch[places] = values
        found: NDArray[np.int64] = self.scratch.take(members)
        self.scratch[places] = 0
        return found

    def is_wasteful(self) -> bool:
        """Tell whether most numbers may belong to terms that nobody has any more."""
        return len(self._names) > 2 * self._living + _SPARE

    def forgot(self, terms: int, rows: Rows) -> None:
        """Note that a member with so many terms was forgotten; strike out such members when they are many."""
        self._forgotten += terms
        if self._forgotten > self._postings // 8 + _SPARE:
            self._sweep(rows)

    def _sweep(self, rows: Rows) -> None:
        self._postings = self._forgotten = 0
        for number, listed in enumerate(self._posted):
            if listed:
                self._postings += len(self._pruned(number, rows))

    def renumber(self, rows: Rows) -> Numbers:
        """Forget the terms that no story has; give the new number of each old one."""
        kept = np.array(self._stories) > 0
        kept[0] = True
        rows.mark(kept)
        old = np.flatnonzero(kept).tolist()
        new = np.zeros(len(kept), np.int32)
        new[old] = np.arange(len(old), dtype=np.int32)
        self._names = [self._names[number] for number in old]
        self._numbers.clear()
        self._numbers.update((name, number) for number, name in enumerate(self._names) if number)
        self._posted = [self._posted[number] for number in old]
        self._stories = [self._stories[number] for number in old]
        self._sweep(rows)
        self._living = len(old)
        return new

    def _pruned(self, number: int, rows: Rows) -> array[int]:
        """Strike out who was forgotten."""
        listed = self._posted[number]
        if rows.in_order:
            del listed[: bisect_left(listed, rows.gone + 1 - self._base << _SHIFT)]
            return listed
        packed = np.frombuffer(listed, np.uint32)
        left = self._posted[number] = array(
            "I", packed[rows.remembers((packed >> _SHIFT) + np.int64(self._base))].tobytes()
        )
        return left

    def _rebase(self, rows: Rows) -> None:
        """Count serials from the first row there is; whoever came before was forgotten."""
        self._sweep(rows)
        behind = rows.first - self._base << _SHIFT
        for number, listed in enumerate(self._posted):
            if listed:
                self._posted[number] = array("I", (np.frombuffer(listed, np.uint32) - np.uint32(behind)).tobytes())
        self._base = rows.first

    def new(self, term: str) -> int:
        """Give a term a number that nothing has; `numbers` does so where it is needed."""
        number = len(self._names)
        self._names.append(term)
        self._posted.append(_NOWHERE)
        self._stories.append(0)
        if number >= len(self.scratch):
            self.scratch = np.zeros(2 * len(self.scratch), np.int64)
        return number


class _Numbers(dict[str, int]):
    """The numbers of terms; a term that has none is given one."""

    def __init__(self, new: Callable[[str], int]) -> None:
        super().__init__()
        self._new = new

    def __missing__(self, term: str) -> int:
        number = self[term] = self._new(term)
        return number


def _together(tails: Sequence[array[int]], weights: Sequence[int], base: int) -> Found:
    """Multiply what is posted with what is asked, and add it up by member, where there are two terms or more."""
    packed = np.frombuffer(b"".join(tails), np.uint32).astype(np.int64)
    products = packed & _WEIGHT
    packed -= products
    packed <<= _UPPER - _SHIFT
    products *= np.array(weights, np.int64).repeat([*map(len, tails)])
    packed += products
    packed.sort()
    serials = packed >> _UPPER
    again = (serials[1:] == serials[:-1]).nonzero()[0]
    if not len(again):
        return _NOBODY
    groups = np.concatenate((_EDGE, again[1:] - again[:-1] > 1)).nonzero()[0]
    first = again[groups]
    sums = np.add.reduceat(packed[again + 1] & _LOW, groups) + (packed[first] & _LOW)
    return Found(serials[first] + base, sums)


_NOWHERE: Final = array("I")
_EDGE: Final = np.ones(1, np.bool_)
_NOBODY: Final = Found(np.zeros(0, np.int64), np.zeros(0, np.int64))


class _Logarithms(dict[int, int]):
    """The logarithm of how many stories have a term, those of a background included, by how many of the window do."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._background = _BACKGROUND_STORIES * share

    def __missing__(self, stories: int) -> int:
        found = self[stories] = round(math.log(stories + self._background) * BITS)
        return found


_RARE: Final = _Logarithms(OTHER_SHARE)
_COMMON: Final = _Logarithms(COMMON_SHARE)


@lru_cache(maxsize=1024)
def _total(stories: int) -> int:
    return round(math.log(stories + _BACKGROUND_STORIES) * BITS)


class _Damping(dict[int, int]):
    """What a term counts that occurs so many times; a text of one letter repeats a pair of it hundreds of times."""

    def __missing__(self, times: int) -> int:
        found = self[times] = round((1 + math.log(times)) * BITS)
        return found


_DAMPING: Final = _Damping()
