"""When members leave the window: by their clocks, ties in order of arrival.

A heap of all would take fifty bytes a member. So only those of one hour, the earliest, are a heap; the others wait in
an array an hour.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections.abc import Callable, Iterator
from typing import Final

__all__ = ["Expiry"]

_HOUR: Final = 3600
_MICROSECONDS: Final = 1_000_000
_SHIFT: Final = 40
_SERIAL: Final = (1 << _SHIFT) - 1


class Expiry:
    """Hold serials by their clocks (seconds), which `clock` can tell again."""

    def __init__(self, clock: Callable[[int], float]) -> None:
        self._clock = clock
        self._count = 0
        self._soonest: list[int] = []
        self._hour = 0
        self._hours: list[int] = []
        self._later: dict[int, array[int]] = {}

    def __len__(self) -> int:
        return self._count

    @property
    def oldest(self) -> float:
        """Give the earliest clock there is; infinity where there is none."""
        return (self._soonest[0] >> _SHIFT) / _MICROSECONDS if self._soonest else math.inf

    def push(self, serial: int, clock: float) -> None:
        """Hold one more."""
        hour = int(clock // _HOUR)
        if not self._count:
            self._hour = hour
        if hour > self._hour:
            if hour not in self._later:
                self._later[hour] = array("q")
                heapq.heappush(self._hours, hour)
            self._later[hour].append(serial)
        else:
            heapq.heappush(self._soonest, _packed(clock, serial))
        self._count += 1

    def before(self, clock: float) -> Iterator[int]:
        """Give up the serials of all whose clock is before this one, the earliest first."""
        if not self._soonest:
            return
        limit = _packed(clock, 0)
        while self._soonest and self._soonest[0] < limit:
            serial = heapq.heappop(self._soonest) & _SERIAL
            self._count -= 1
            if not self._soonest and self._hours:
                self._hour = heapq.heappop(self._hours)
                self._soonest = [_packed(self._clock(each), each) for each in self._later.pop(self._hour)]
                heapq.heapify(self._soonest)
            yield serial


def _packed(clock: float, serial: int) -> int:
    """Make one number of a clock and a serial that sorts as both do."""
    return round(clock * _MICROSECONDS) << _SHIFT | serial
