"""The clock on the wall, for processes that cannot tell it from the real one (libfaketime).

The steady clock, by which event loops and timeouts go, stays the real one: on a machine that is asleep or whose
clock is set, it does not jump either.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

__all__ = ["MISSING", "WallClock", "faketime_library"]

MISSING = "system package libfaketime is not installed"


def faketime_library() -> Path | None:
    """Find the library, for a process with threads."""
    places = [Path("/usr/lib"), *Path("/usr/lib").glob("*-linux-gnu*")]
    return next((file for place in places if (file := place / "faketime/libfaketimeMT.so.1").exists()), None)


@dataclass(kw_only=True)
class WallClock:
    """A clock that runs as fast as the real one, and is put where a test wants it; `file` tells the processes."""

    file: Path
    _offset: float = 0.0

    @classmethod
    def at(cls, file: Path, moment: datetime) -> WallClock:
        """Make one that shows this moment."""
        clock = cls(file=file)
        clock.put(moment)
        return clock

    def put(self, moment: datetime) -> None:
        """Let it show this moment now."""
        self._offset = moment.timestamp() - time.time()
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{self._offset:+.3f}\n", encoding="ascii")
        fresh.replace(self.file)

    def move(self, span: timedelta) -> None:
        """Put it on, or back."""
        self.put(self.now() + span)

    def now(self) -> datetime:
        """Tell what it shows."""
        return datetime.fromtimestamp(time.time() + self._offset, UTC)

    def environment(self) -> Mapping[str, str]:
        """Say what makes a process believe in it."""
        return {
            "LD_PRELOAD": str(faketime_library()),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": "1",  # seconds until a process looks at the file again
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "FAKETIME_DISABLE_SHM": "1",
        }
