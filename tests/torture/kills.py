"""SIGKILL, at random and at exact points; the clock goes on ten minutes each time, and one more slot comes due.

A piece that was accepted and that the store does not know of after the kill is an ambiguous fault: it may come once
more. Nothing else may, and nothing may be lost.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from torture.desk import chat, mailbox
from torture.ledger import read_ledger
from torture.nursery import Running
from torture.stage import Stage, open_stage, slots_between
from torture.strace import killed_by_strace
from torture.verdict import Tally, judge
from torture.witness import Moment

__all__ = ["KINDS", "TRACED", "begin", "kill"]

START = datetime(2027, 3, 1, 12, 3, tzinfo=UTC)
STEP = timedelta(minutes=10)
READERS = (chat(11), chat(12), chat(13), mailbox("ada"), mailbox("bea"), mailbox("cid"))
LONGEST_LIFE = 8.0

Kill = Callable[[Stage, random.Random], Awaitable[bool]]
"""Kill a service that it starts; tell whether that was at the point that was meant."""


async def kill(folder: Path, kinds: Sequence[str], seed: int) -> Tally:
    """Kill the service once in each of these ways, let it end its work, and judge."""
    dice = random.Random(seed)
    async with open_stage(folder, START, READERS, parts=2, site='timezone = "UTC"') as stage:
        await _work_in_peace(stage)
        begun = stage.clock.now()
        tally = Tally()
        for kind in kinds:
            stage.clock.move(STEP)
            reached = await KINDS[kind](stage, dice)
            await asyncio.sleep(0.05)  # what is still in a socket arrives
            tally.counts[f"killed {kind}" if reached else "killed at no certain point"] += 1
        stage.clock.move(STEP)
        await _work_in_peace(stage)
        slots = slots_between(begun, stage.clock.now(), STEP)
        ledger = read_ledger(stage.desk.store)
        tally.add(judge(stage.witness.arrivals, stage.pieces(slots), ledger, ambiguous=stage.ambiguous))
        tally.violations += _tracebacks(stage)
    return tally


async def begin(folder: Path, times: int, seed: int) -> Tally:
    """Kill the very first start so many times, as it makes its store; the next start has to make do with what is there."""
    dice, tally = random.Random(seed), Tally()
    async with open_stage(folder, START, READERS, site='timezone = "UTC"') as stage:
        for _ in range(times):
            for file in stage.desk.folder.glob("digest.db*"):
                file.unlink()
            running = await stage.beside(stopped=True)
            async with killed_by_strace(running, "pwrite64", dice.randint(1, 90)):
                reached = await _ended(running)
            tally.counts["killed at the first start" if reached else "killed at no certain point"] += 1
            tally.add(await _next_slot(stage))
        tally.violations += _tracebacks(stage)
    return tally


async def _next_slot(stage: Stage) -> Tally:
    """Start again, and see one slot go out."""
    before = len(stage.witness.arrivals)
    running = await stage.beside()
    await stage.idle(running)
    begun = stage.clock.now()
    stage.clock.move(STEP)
    await stage.idle(running)
    running.signal(signal.SIGTERM)
    await running.ended()
    slots = slots_between(begun, stage.clock.now(), STEP)
    return judge(stage.witness.arrivals[before:], stage.pieces(slots), read_ledger(stage.desk.store))


async def _work_in_peace(stage: Stage) -> None:
    running = await stage.start()
    await stage.idle(running)
    running.signal(signal.SIGTERM)
    await running.ended()
    stage.note_ambiguous()


async def _at_random(stage: Stage, dice: random.Random) -> bool:
    running = await stage.start()
    await asyncio.sleep(dice.uniform(0.1, 3.5))
    await running.gone()
    return True


def _at(moment: Moment) -> Kill:
    async def work(stage: Stage, dice: random.Random) -> bool:
        running = await stage.start()
        stage.witness.moments.at(moment, dice.randint(1, 9), running.kill)
        reached = await _ended(running)
        stage.witness.moments.clear()
        return reached

    return work


def _at_system_call(*calls: str, most: int) -> Kill:
    async def work(stage: Stage, dice: random.Random) -> bool:
        running = await stage.start(stopped=True)
        async with killed_by_strace(running, dice.choice(calls), dice.randint(1, most)):
            return await _ended(running)

    return work


async def _ended(running: Running) -> bool:
    """Wait for the kill; where that point was never reached, kill at last, and tell so."""
    try:
        await running.ended(LONGEST_LIFE)
    except TimeoutError:
        await running.gone()
        return False
    return True


def _tracebacks(stage: Stage) -> list[str]:
    log = stage.desk.log.read_text(encoding="utf-8")
    return [f"a traceback: {line[:1_000]}" for line in log.splitlines() if "Traceback" in line]


TRACED: Mapping[str, Kill] = MappingProxyType(
    {
        "before a write to the store": _at_system_call("pwrite64", most=12),
        "before a call": _at_system_call("sendto", most=14),
    }
)
"""These need strace."""
KINDS: Mapping[str, Kill] = MappingProxyType(
    {
        "at random": _at_random,
        "as the request arrived": _at("arrived"),
        "after it was accepted": _at("accepted"),
        "after the reply": _at("answered"),
        **TRACED,
    }
)
