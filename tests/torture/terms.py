"""SIGTERM at random moments: the end within ten seconds, with everything recorded; a second one ends at once."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from torture.desk import chat, mailbox
from torture.ledger import read_ledger
from torture.stage import Stage, open_stage, slots_between
from torture.verdict import Tally, judge

__all__ = ["stop"]

START = datetime(2027, 5, 1, 9, 3, tzinfo=UTC)
STEP = timedelta(minutes=10)
READERS = (chat(41), chat(42), mailbox("gil"), mailbox("hal"))
LONGEST = 10.0
AT_ONCE = 2.0
SLOW = 0.4


async def stop(folder: Path, times: int, seed: int) -> Tally:
    """Stop the service so many times; every fifth time a mail server that does not answer holds it up."""
    dice = random.Random(seed)
    async with open_stage(folder, START, READERS, site='timezone = "UTC"') as stage:
        begun = await _settled(stage)
        tally = Tally()
        for number in range(times):
            stage.clock.move(STEP)
            stage.witness.post.delays["end"] = 60.0 if number % 5 == 4 else SLOW
            tally.add(await _stopped(stage, dice, twice=number % 5 == 3))
            stage.witness.post.hang_up()
        stage.witness.post.mend()
        stage.clock.move(STEP)
        await _settled(stage)
        slots = slots_between(begun, stage.clock.now(), STEP)
        ledger = read_ledger(stage.desk.store)
        tally.add(judge(stage.witness.arrivals, stage.pieces(slots), ledger, ambiguous=stage.ambiguous))
        log = stage.desk.log.read_text(encoding="utf-8")
        tally.violations += [f"a traceback: {line[:1_000]}" for line in log.splitlines() if "Traceback" in line]
        return tally


async def _stopped(stage: Stage, dice: random.Random, *, twice: bool) -> Tally:
    running = await stage.start()
    await asyncio.sleep(dice.uniform(0.8, 4.0))
    began = time.monotonic()
    running.signal(signal.SIGTERM)
    if twice:
        await asyncio.sleep(0.1)
        running.signal(signal.SIGTERM)
    code = await running.ended()
    took = time.monotonic() - began
    tally = Tally()
    tally.counts["second SIGTERMs" if twice else "SIGTERMs"] += 1
    if took > (AT_ONCE if twice else LONGEST):
        tally.violations.append(f"the end took {took:.1f} s")
    if code not in ({0, -signal.SIGTERM, 128 + signal.SIGTERM} if twice else {0, -signal.SIGTERM}):
        tally.violations.append(f"exit code {code}")
    tally.counts["stopped before they began"] += code == -signal.SIGTERM
    return tally


async def _settled(stage: Stage) -> datetime:
    """Let the service end its work; give the time by its clock."""
    running = await stage.start()
    await stage.idle(running)
    running.signal(signal.SIGTERM)
    await running.ended()
    stage.note_ambiguous()
    return stage.clock.now()
