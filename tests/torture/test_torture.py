"""The short form of the torture, for `make test`; `make torture` does all of it. What is judged how: README.md."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from itertools import chain
from pathlib import Path

import pytest
from torture.changes import walk
from torture.clock import MISSING, faketime_library
from torture.disks import fill_apart
from torture.doubles import run_twice, send_twice
from torture.edits import edit
from torture.jumps import JOURNEYS, travel
from torture.kills import KINDS, TRACED, kill
from torture.nights import NIGHTS
from torture.strace import MISSING as NO_STRACE
from torture.strace import strace_works
from torture.terms import stop
from torture.verdict import Tally
from torture.week import SUNDAY, live

pytestmark = pytest.mark.skipif(faketime_library() is None, reason=MISSING)


async def together(*works: Coroutine[object, object, Tally]) -> Tally:
    """Do these at the same time: they mostly wait."""
    tally = Tally()
    for one in await asyncio.gather(*works):
        tally.add(one)
    return tally


async def test_nights_jumps_and_a_sunday_bring_each_slot_once_and_in_time(tmp_path: Path) -> None:
    """Clocks that change, jump and stand still: what was reckoned by hand is what arrives."""
    nights = [night for night in NIGHTS["October 2026"] if night.due < "2026-10-25T00:31"]
    tally = await together(
        walk(tmp_path / "october", nights),
        walk(tmp_path / "samoa", NIGHTS["Samoa 2011"]),
        travel(tmp_path / "asleep", JOURNEYS["three hours asleep"]),
        travel(tmp_path / "back", JOURNEYS["an hour back"]),
        live(tmp_path / "sunday", 0.57, SUNDAY),
    )
    assert tally.violations == []
    assert tally.counts["nights"] == len(nights) + 2
    assert tally.counts["lost"] == tally.counts["repeats"] == 0


async def test_kills_double_starts_and_edits_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    """What the store did not know of when its service was killed may come again, nothing else."""
    tally = await together(
        kill(tmp_path / "kills", [kind for kind in KINDS if kind not in TRACED], seed=1),
        run_twice(tmp_path / "services", 2, seed=1),
        send_twice(tmp_path / "sends", 3, seed=1),
        stop(tmp_path / "terms", 4, seed=1),
        edit(tmp_path / "edits", 4, seed=1),
    )
    assert tally.violations == []
    assert tally.counts["lost"] == 0


@pytest.mark.skipif(not strace_works(), reason=NO_STRACE)
async def test_a_kill_between_two_writes_loses_nothing(tmp_path: Path) -> None:
    """Killed as it enters a write to the store, or a call to a server."""
    tally = await kill(tmp_path, list(chain(TRACED, TRACED)), seed=2)
    assert tally.violations == []


async def test_a_full_disk_stops_sending_and_mends_itself(tmp_path: Path) -> None:
    """No message goes out that cannot be recorded, none twice, and nobody has to help."""
    tally = await fill_apart(tmp_path, 4, seed=1)
    assert tally.violations == []
    assert tally.counts["lost"] == tally.counts["repeats"] == 0
