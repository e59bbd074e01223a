"""The config is edited all the time, well and badly, while slots come due: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from torture.desk import chat, mailbox
from torture.ledger import read_ledger
from torture.nursery import Running
from torture.stage import Stage, open_stage, slots_between
from torture.verdict import Tally, judge

__all__ = ["edit"]

START = datetime(2027, 7, 1, 9, 3, tzinfo=UTC)
STEP = timedelta(minutes=10)
READERS = (chat(71), chat(72), mailbox("oda"))
NEWCOMER = chat(73)
APPLIED = 20.0

GOOD: tuple[Callable[[str, int], str], ...] = (
    lambda config, number: config.replace('title = "Desk"', f'title = "Desk {number}"'),
    lambda config, number: config + f'\n[[topic]]\nid = "t{number}"\nany = ["word{number}"]\n',
    lambda config, number: config.replace('empty = "send"', f'empty = "send"\nmax_stories = {5 + number % 20}'),
    lambda config, number: config.replace("[site]", f'[site]\n# edit {number}\ncatch_up = "7h"'),
)
BAD: tuple[Callable[[str, int], str], ...] = (
    lambda config, number: config[: 40 + 97 * number % len(config)] + "\n[[dig",
    lambda config, _: config.replace("[site]", "[site]\ntimezoen = 3"),
    lambda config, _: config.replace('cron = "', 'cron = "61 '),
    lambda *_: "",
    lambda config, _: config + "\n[[subscriber]]\ntelegram = true\n",
    lambda *_: "\0\1\2 no TOML at all",
)


async def edit(folder: Path, edits: int, seed: int) -> Tally:
    """Edit so many times, good and bad in turn; a slot comes due during each. At last a reader joins."""
    dice = random.Random(seed)
    async with open_stage(folder, START, READERS, site='timezone = "UTC"') as stage:
        config = (stage.desk.folder / "config.toml").read_text(encoding="utf-8")
        running = await stage.start()
        await stage.idle(running)
        begun, tally = stage.clock.now(), Tally()
        for number in range(edits):
            kind, recipes = ("good", GOOD) if number % 2 else ("bad", BAD)
            _write(stage, dice.choice(recipes)(config, number), in_place=dice.random() < 0.5)
            await asyncio.sleep(dice.uniform(0, 4))
            stage.clock.move(STEP)
            await stage.idle(running)
            tally.counts[f"{kind} edits"] += 1
        slots = slots_between(begun, stage.clock.now(), STEP)
        last = await _joined(stage, running, config)
        running.signal(signal.SIGTERM)
        tally.violations += [f"exit code {code}" for code in [await running.ended()] if code]
        expected = stage.pieces([*slots, *last]) | {(NEWCOMER.address, slot, 0) for slot in last}
        tally.add(judge(stage.witness.arrivals, expected, read_ledger(stage.desk.store)))
        log = stage.desk.log.read_text(encoding="utf-8")
        tally.violations += [f"a traceback: {line[:1_000]}" for line in log.splitlines() if "Traceback" in line]
        return tally


def _write(stage: Stage, text: str, *, in_place: bool) -> None:
    if in_place:
        (stage.desk.folder / "config.toml").write_text(text, encoding="utf-8")
    else:
        stage.desk.write_config(text)


async def _joined(stage: Stage, running: Running, config: str) -> list[tuple[str, str, str]]:
    """Add a reader by a last edit; give the slot that they must get, too."""
    stage.witness.chat.user(int(NEWCOMER.address))
    stage.desk.write_config(config + NEWCOMER.toml())
    log = stage.desk.log
    known = log.read_text(encoding="utf-8").count("config.edited")
    await stage.until(lambda: log.read_text(encoding="utf-8").count("config.edited") > known, running, APPLIED)
    await asyncio.sleep(1)
    before = stage.clock.now()
    stage.clock.move(STEP)
    await stage.idle(running)
    return slots_between(before, stage.clock.now(), STEP)
