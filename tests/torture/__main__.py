"""`make torture`: everything, with counts. `python -m torture [PART…] [--seed N]` does some of it.

Ends with status 1 where a promise was broken or a goal was not reached.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from torture.clock import MISSING, faketime_library
from torture.full import GOALS, Session, sessions
from torture.stage import workers
from torture.strace import MISSING as NO_STRACE
from torture.strace import strace_works
from torture.verdict import Tally

LONGEST = 1_800.0
"""Seconds for one session, which take a few minutes each."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="torture", description="Torture the service, and judge from outside.")
    parser.add_argument("parts", nargs="*", help="weeks, kills, doubles, sends, … ; everything where none is named")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for there, missing in ((faketime_library(), MISSING), (strace_works(), NO_STRACE)):
        if not there:
            sys.exit(f"torture: {missing}")
    wanted = [one for one in sessions(asked.seed) if not asked.parts or one.part in asked.parts]
    began = time.monotonic()
    tally, reached = asyncio.run(_all(wanted))
    print(f"\n{len(wanted)} sessions in {time.monotonic() - began:.0f} s, seed {asked.seed}")
    sys.exit(_verdict(tally, reached, Counter({one.goal: GOALS[one.goal] for one in wanted})))


async def _all(wanted: list[Session]) -> tuple[Tally, Counter[str]]:
    """Do some of them at a time; a session that breaks is a violation, too."""
    room, tally, reached = asyncio.Semaphore(workers()), Tally(), Counter[str]()

    async def one(session: Session, folder: Path) -> None:
        async with room:
            began = time.monotonic()
            found = await _outcome(session, folder)
        tally.add(found)
        reached[session.goal] += session.counts
        print(f"{session.name} ({time.monotonic() - began:.0f} s): {found.words()}", flush=True)
        for violation in found.violations:
            print(f"  VIOLATION {violation}", flush=True)

    with tempfile.TemporaryDirectory(prefix="torture-", ignore_cleanup_errors=True) as folder:
        await asyncio.gather(*(one(session, Path(folder, str(number))) for number, session in enumerate(wanted)))
    return tally, reached


async def _outcome(session: Session, folder: Path) -> Tally:
    try:
        async with asyncio.timeout(LONGEST):
            return await session.work(folder)
    except Exception:  # noqa: BLE001 - whatever it was, the other sessions go on
        return Tally(violations=[f"the session broke: {traceback.format_exc()}"])


def _verdict(tally: Tally, reached: Counter[str], goals: Counter[str]) -> int:
    for name, count in tally.counts.items():
        print(f"{name:32} {count}")
    for goal, count in goals.items():
        print(f"goal: {goal:26} {reached[goal]} of {count}")
    short = [goal for goal, count in goals.items() if reached[goal] < count]
    print(f"{len(tally.violations)} violations" + (f", short of {', '.join(short)}" if short else ""))
    return 1 if tally.violations or short else 0


if __name__ == "__main__":
    main()
