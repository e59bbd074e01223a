"""A clock that jumps, and a machine that sleeps: nothing doubled, and what was missed is sent late or said.

The witness knows what arrived; what was skipped has to stand in the store as skipped and in the log, for the admin.
"""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from torture.desk import DigestLine, chat, mailbox
from torture.ledger import read_ledger
from torture.nursery import Running
from torture.stage import Stage, open_stage, slots_between
from torture.verdict import Tally, judge

__all__ = ["JOURNEYS", "Leap", "travel"]

START = datetime(2026, 10, 23, 11, 58, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
CATCH_UP = timedelta(hours=6)
LATE = timedelta(minutes=15)
CLOSE = timedelta(minutes=2)
"""Whether a slot so near to the end of catching up was caught up may depend on the second."""
SKIPPED = re.compile(r'slot\.skipped digest=news slot="(\S+) UTC"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Leap:
    """The clock moves by `span` at once; `asleep` while the machine sleeps."""

    span: timedelta
    asleep: bool = False


def _leaps(*hours: float, asleep: bool = False) -> tuple[Leap, ...]:
    return tuple(Leap(span=timedelta(hours=one), asleep=asleep) for one in hours)


JOURNEYS: dict[str, Sequence[Leap]] = {
    "an hour on": _leaps(1, 0.5, 0.5),
    "an hour back": _leaps(0.5, -1, 0.5, 0.5, 0.5, 0.5),
    "a day on": _leaps(24, 0.5, 0.5),
    "a day back": _leaps(1, -24, 0.5, 0.5, 1),
    "a day on by mistake and back": _leaps(24, -24, 0.5, 0.5, 0.5),
    "three hours asleep": _leaps(3, asleep=True) + _leaps(0.5, 0.5),
    "three days asleep": _leaps(72, asleep=True) + _leaps(0.5, 0.5),
}


async def travel(folder: Path, leaps: Sequence[Leap]) -> Tally:
    """Let hourly issues go out while the clock leaps, and judge."""
    digests = (DigestLine(schedule='cron = "0 * * * *"'),)
    readers = (chat(21), mailbox("dee"))
    async with open_stage(folder, START, readers, digests, site='timezone = "UTC"') as stage:
        running = await stage.start()
        await stage.idle(running)
        shown = [stage.clock.now()]
        for leap in leaps:
            await _leap(stage, running, leap)
            shown.append(stage.clock.now())
        running.signal(signal.SIGTERM)
        await running.ended()
        return _judged(stage, shown)


async def _leap(stage: Stage, running: Running, leap: Leap) -> None:
    if leap.asleep:
        running.signal(signal.SIGSTOP)
        await asyncio.sleep(0.5)
    stage.clock.move(leap.span)
    if leap.asleep:
        running.signal(signal.SIGCONT)
    await stage.idle(running)
    await asyncio.sleep(3)  # a clock that went back is found by comparing, once a second
    await stage.idle(running)


def _judged(stage: Stage, shown: Sequence[datetime]) -> Tally:
    """Every slot that the clock passed was sent once, late where it was, or skipped and said."""
    log = stage.desk.log.read_text(encoding="utf-8")
    ledger = read_ledger(stage.desk.store)
    said = {("news", label, "UTC") for label in SKIPPED.findall(log)}
    passed = sorted({slot for before, after in pairwise(shown) for slot in slots_between(before, after, HOUR)})
    arrived = {arrival.slot for arrival in stage.witness.arrivals}
    tally = judge(stage.witness.arrivals, stage.pieces([one for one in passed if one in arrived]), ledger)
    tally.counts["late"] = sum(arrival.late for arrival in stage.witness.arrivals)
    tally.counts["skipped and said"] = len(said)
    tally.violations += [f"skipped and never said: {slot}" for slot in sorted(ledger.skipped - said)]
    tally.violations += [f"silently missed: {slot}" for slot in passed if slot not in arrived | said]
    tally.violations += [f"sent, and skipped: {slot}" for slot in sorted(arrived & ledger.skipped)]
    tally.violations += [f"skipped although there was time: {slot}" for slot in _in_time(shown) if slot not in arrived]
    tally.violations += _untimely(stage)
    return tally


def _in_time(shown: Sequence[datetime]) -> set[tuple[str, str, str]]:
    """List the slots that the clock passed in a leap that was shorter than what is caught up."""
    leaps = ((before, after) for before, after in pairwise(shown) if after - before < CATCH_UP)
    return {slot for before, after in leaps for slot in slots_between(before, after, HOUR)}


def _untimely(stage: Stage) -> list[str]:
    """Say what came too early, too late to be caught up, or late without a word."""
    found = []
    for arrival in stage.witness.arrivals:
        delay = arrival.shown - datetime.fromisoformat(arrival.label).replace(tzinfo=UTC)
        if not timedelta(0) <= delay <= CATCH_UP + CLOSE:
            found.append(f"{arrival.slot} came after {delay}")
        if abs(delay - LATE) > CLOSE and arrival.late != (delay > LATE):
            found.append(f"{arrival.slot} came after {delay}, said to be late: {arrival.late}")
    return found
