"""Two at once: two services on one store, two `digest send` of one slot. One issue, one delivery each, never two."""

from __future__ import annotations

import asyncio
import random
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from torture.desk import chat, mailbox
from torture.ledger import read_ledger
from torture.nursery import Running
from torture.stage import Stage, open_stage, slots_between
from torture.verdict import Tally, judge

__all__ = ["run_twice", "send_twice"]

START = datetime(2027, 4, 1, 9, 3, tzinfo=UTC)
STEP = timedelta(minutes=10)
READERS = (chat(31), chat(32), mailbox("eva"), mailbox("fay"))
STANDING_BY = "standing by"


async def send_twice(folder: Path, pairs: int, seed: int) -> Tally:
    """Send each of so many slots by two commands at the same time."""
    dice = random.Random(seed)
    async with open_stage(folder, START, READERS, site='timezone = "UTC"') as stage:
        slots = []
        for number in range(pairs):
            label = (START + number * STEP).strftime("%Y-%m-%dT%H:%M")
            slots.append(("news", label, "UTC"))
            one = await stage.start("send", "news", "--slot", label)
            await asyncio.sleep(dice.choice((0, 0, 0.05, 0.2)))
            other = await stage.beside("send", "news", "--slot", label)
            await asyncio.gather(one.ended(), other.ended())
            if number == 0:
                await _delivered(stage)
        await _delivered(stage)
        tally = judge(stage.witness.arrivals, stage.pieces(slots), read_ledger(stage.desk.store))
        tally.counts["pairs of sends"] = pairs
        return tally


async def _delivered(stage: Stage) -> None:
    """What a command gave back to the outbox for later goes out with the next."""
    stage.clock.move(STEP)
    running = await stage.start("deliver")
    await running.ended()


async def run_twice(folder: Path, pairs: int, seed: int) -> Tally:
    """Start so many pairs of services; one works, the other says that it stands by, and takes over when that is killed."""
    dice = random.Random(seed)
    async with open_stage(folder, START, READERS, site='timezone = "UTC"') as stage:
        alone = await stage.start()
        await stage.idle(alone)
        await _stopped(alone)
        begun, tally = stage.clock.now(), Tally()
        for number in range(pairs):
            stage.clock.move(STEP)
            tally.add(await _pair(stage, dice, ("kill", "", "jump", "")[number % 4]))
        slots = slots_between(begun, stage.clock.now(), STEP)
        stage.note_ambiguous()
        ledger = read_ledger(stage.desk.store)
        tally.add(judge(stage.witness.arrivals, stage.pieces(slots), ledger, ambiguous=stage.ambiguous))
        return tally


async def _pair(stage: Stage, dice: random.Random, then: str) -> Tally:
    """Start two; then kill who works, let the clock jump under both, or neither."""
    tally = Tally()
    stage.desk.out.unlink(missing_ok=True)
    one = await stage.start()
    await asyncio.sleep(dice.choice((0, 0, 0.1)))
    other = await stage.beside()
    await stage.idle(one)
    await stage.until(lambda: STANDING_BY in one.out.read_text(encoding="utf-8"))
    tally.counts["pairs of services"] += 1
    if then == "kill":
        tally.add(await _taken_over(stage, one, other))
    if then == "jump":
        stage.clock.move(STEP)  # to both it looks as if the other's lease had run out
        await stage.idle(one)
        tally.counts["jumps over both"] += 1
    await _stopped(one)
    await _stopped(other)
    return tally


async def _taken_over(stage: Stage, one: Running, other: Running) -> Tally:
    """Kill who works, and see the next slot go out by the other."""
    tally = Tally()
    said = one.out.read_text(encoding="utf-8")
    holder, heir = (one, other) if f":{one.pid}:" in said else (other, one)
    await holder.gone()
    stage.clock.move(STEP)
    await stage.idle(heir)
    tally.counts["takeovers"] += 1
    return tally


async def _stopped(running: Running) -> None:
    running.signal(signal.SIGTERM)
    await running.ended()
