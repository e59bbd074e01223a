"""Where a torture happens: a clock, witnesses, a desk and a nursery, opened together and closed together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from torture.clock import WallClock
from torture.desk import Desk, DigestLine, Reader
from torture.ledger import idle, read_ledger
from torture.nursery import Nursery, Running
from torture.verdict import Piece, unrecorded
from torture.witness import Witness

__all__ = ["Stage", "open_stage"]

PATIENCE = 60.0


@dataclass(kw_only=True)
class Stage:
    """Everything one torture works with; `ambiguous` are the arrivals that a dead service had not recorded."""

    clock: WallClock
    witness: Witness
    nursery: Nursery
    desk: Desk
    ambiguous: set[int] = field(default_factory=set)
    _judged: int = 0

    async def start(self, *arguments: str, stopped: bool = False) -> Running:
        """Start a command at the desk, the service where none is named."""
        self.note_ambiguous()
        return await self.beside(*arguments, stopped=stopped)

    async def beside(self, *arguments: str, stopped: bool = False) -> Running:
        """Start one more command beside what runs."""
        return await self.nursery.start(
            self.desk.folder, *(arguments or ("run",)), stopped=stopped, out=self.desk.out, log=self.desk.log
        )

    def note_ambiguous(self) -> None:
        """Ask the store, now that nothing runs, which of the last arrivals it knows of."""
        if not self.desk.store.exists():
            return
        fresh = self.witness.arrivals[self._judged :]
        self._judged = len(self.witness.arrivals)
        if fresh:
            self.ambiguous |= unrecorded(fresh, read_ledger(self.desk.store))

    async def idle(self, running: Running, seconds: float = PATIENCE) -> None:
        """Wait until the service has seen to all that is due by the clock as it is now."""
        moment = self.clock.now()
        await self.until(lambda: idle(self.desk.store, moment, self.clock.now()), running, seconds)

    async def until(self, true: Callable[[], bool], running: Running | None = None, seconds: float = PATIENCE) -> None:
        """Wait for something; AssertionError when it takes too long or the command ends before."""
        async with asyncio.timeout(seconds):
            while not true():
                if running is not None and not running.alive:
                    code, said = await running.ended(), running.log.read_text(encoding="utf-8")[-3_000:]
                    raise AssertionError(f"ended with {code}, a signal where it is below zero, after:\n{said}")
                await asyncio.sleep(0.1)

    def pieces(self, slots: Sequence[tuple[str, str, str]]) -> set[Piece]:
        """Say what has to arrive when every reader gets these slots of their digests."""
        return {
            (reader.address, slot, part)
            for reader in self.desk.readers
            for slot in slots
            if slot[0] in reader.digests
            for part in range(1 if "@" in reader.address else self.desk.parts)
        }


@asynccontextmanager
async def open_stage(
    folder: Path,
    moment: datetime,
    readers: Sequence[Reader],
    digests: Sequence[DigestLine] = (DigestLine(),),
    *,
    clock_file: Path | None = None,
    **desk: object,
) -> AsyncIterator[Stage]:
    """Open a stage whose clock shows this moment; nothing runs yet."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = WallClock.at(clock_file or folder / "clock", moment)
    site = Desk(folder=folder / "desk", readers=readers, digests=digests, **desk)  # type: ignore[arg-type]
    async with Witness(now=clock.now) as witness:
        site.write(witness)
        async with Nursery(environment={**clock.environment(), **site.environment()}) as nursery:
            yield Stage(clock=clock, witness=witness, nursery=nursery, desk=site)


def slots_between(start: datetime, end: datetime, step: timedelta, digest: str = "news") -> list[tuple[str, str, str]]:
    """List the slots of a cron in UTC that fires whenever the time is a multiple of `step`, in (start, end]."""
    found = []
    moment = start.replace(minute=0, second=0, microsecond=0)
    while moment <= end:
        if moment > start:
            found.append((digest, moment.strftime("%Y-%m-%dT%H:%M"), "UTC"))
        moment += step
    return found


def workers() -> int:
    """How many tortures run beside each other; they mostly wait."""
    return 3 * (os.cpu_count() or 1)
