"""Find out that the clock on the wall was put on or back, by a clock that only goes forward."""

from __future__ import annotations

import time
from typing import Final

__all__ = ["WallWatch"]

_STEP: Final = 1.5
"""Seconds by which two clocks may drift apart between two looks before it is a step."""


class WallWatch:
    """Compare the two clocks from one look to the next; a sleep of the machine is a step, too."""

    def __init__(self) -> None:
        self._wall, self._steady = time.time(), time.monotonic()

    def step(self) -> float:
        """Tell by how many seconds the wall was put on (or back: negative) since the last look; 0 where it was not."""
        wall, steady = time.time(), time.monotonic()
        off = (wall - self._wall) - (steady - self._steady)
        self._wall, self._steady = wall, steady
        return off if abs(off) > _STEP else 0.0
