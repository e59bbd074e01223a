"""Walk the real service through nights on which clocks change, and compare what arrived when with what was reckoned."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from torture.ledger import read_ledger
from torture.nights import Night
from torture.stage import Stage, open_stage
from torture.verdict import Tally, judge

__all__ = ["walk"]

JUST_BEFORE = timedelta(seconds=20)
JUST_AFTER = timedelta(seconds=1)
SOON = timedelta(seconds=59)
"""An issue is on time as long as the clock still shows the minute it is due in."""


async def walk(folder: Path, nights: Sequence[Night]) -> Tally:
    """Stop just before and just after each instant that is right or would be wrong; judge what came, and when."""
    stops = sorted({moment for night in nights for moment in _instants(night)})
    readers = [night.reader(100 + number) for number, night in enumerate(nights)]
    digests = [night.digest for night in nights]
    async with open_stage(folder, stops[0] - timedelta(hours=2), readers, digests) as stage:
        tally = await _plan(stage, nights)
        running = await stage.start()
        await stage.idle(running)
        for stop in stops:
            for moment in (stop - JUST_BEFORE, stop + JUST_AFTER):
                stage.clock.put(moment)
                await stage.idle(running)
        running.signal(signal.SIGTERM)
        await running.ended()
        wanted = {(reader.address, night.slot, 0) for reader, night in zip(readers, nights, strict=True)}
        tally.add(judge(stage.witness.arrivals, wanted, read_ledger(stage.desk.store)))
        tally.violations += _off(stage, nights)
    tally.counts["nights"] = len(nights)
    return tally


def _instants(night: Night) -> Iterable[datetime]:
    return (_utc(moment) for moment in (night.due, *night.again))


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _off(stage: Stage, nights: Sequence[Night]) -> Iterable[str]:
    """Say what came at another time than it was due."""
    due = {night.slot: _utc(night.due) for night in nights}
    for arrival in stage.witness.arrivals:
        off = arrival.shown - due.get(arrival.slot, arrival.shown)
        if not timedelta(0) <= off < SOON:
            yield f"{arrival.slot}: due {due[arrival.slot]:%Y-%m-%d %H:%M}Z, came {arrival.shown:%Y-%m-%d %H:%M:%S}Z"


async def _plan(stage: Stage, nights: Sequence[Night]) -> Tally:
    """Compare what `digest plan` announces with what was reckoned; what readers choose for themselves is theirs."""
    asked = await stage.start("plan", "--days", "366", "--json")
    assert await asked.ended() == 0, asked.log.read_text(encoding="utf-8")
    planned = {
        (one["digest_id"], one["slot"]["label"], one["slot"]["timezone"]): one["slot"]["instant"][:16]
        for one in json.loads(asked.out.read_text(encoding="utf-8"))
    }
    asked.out.unlink()
    tally = Tally()
    for night in nights:
        if night.choices or _utc(night.due) - stage.clock.now() > timedelta(days=365):
            continue
        tally.counts["planned"] += 1
        if planned.get(night.slot) != night.due:
            tally.violations.append(f"the plan says {planned.get(night.slot)} for {night.slot}, due {night.due}")
    return tally
