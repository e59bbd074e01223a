"""What the full torture is made of, how much of it there is, and how much there has to be."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from torture.changes import walk
from torture.disks import fill_apart
from torture.doubles import run_twice, send_twice
from torture.edits import edit
from torture.jumps import JOURNEYS, travel
from torture.kills import KINDS, begin, kill
from torture.nights import NIGHTS
from torture.terms import stop
from torture.verdict import Tally
from torture.week import live

__all__ = ["GOALS", "Session", "sessions"]

Work: TypeAlias = Callable[[Path], Awaitable[Tally]]
GOALS = {
    "nights": 20,
    "journeys": 7,
    "pairs of services": 100,
    "pairs of sends": 100,
    "kills": 200,
    "disk points": 20,
    "SIGTERMs": 50,
    "days lived": 7,
    "edits": 40,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One store and what is done to it; `counts` is how much of a goal that is."""

    part: str
    name: str
    goal: str
    counts: int
    work: Work


def sessions(seed: int) -> Iterator[Session]:
    """List everything, the longest first."""
    yield Session(part="week", name="a week", goal="days lived", counts=7, work=lambda folder: live(folder, 7))
    for number in range(12):
        kinds = list(itertools.islice(itertools.cycle(KINDS), number, number + 17))
        yield _session("kills", number, "kills", len(kinds), lambda f, k=kinds, n=number: kill(f, k, seed + n))
    yield _session("kills", 12, "kills", 15, lambda folder: begin(folder, 15, seed))
    for number in range(4):
        yield _session("doubles", number, "pairs of services", 25, lambda f, n=number: run_twice(f, 25, seed + n))
    for number in range(5):
        yield _session("terms", number, "SIGTERMs", 10, lambda f, n=number: stop(f, 10, seed + n))
    for number in range(3):
        yield _session("disks", number, "disk points", 8, lambda f, n=number: fill_apart(f, 8, seed + n))
    for number in range(2):
        yield _session("edits", number, "edits", 20, lambda f, n=number: edit(f, 20, seed + n))
    for name, nights in NIGHTS.items():
        work = lambda f, n=nights: walk(f, n)  # noqa: E731 - one line a session
        yield Session(part="nights", name=name, goal="nights", counts=len(nights), work=work)
    for name, leaps in JOURNEYS.items():
        work = lambda f, j=leaps: travel(f, j)  # noqa: E731 - the same
        yield Session(part="jumps", name=name, goal="journeys", counts=1, work=work)
    for number in range(4):
        yield _session("sends", number, "pairs of sends", 25, lambda f, n=number: send_twice(f, 25, seed + n))


def _session(part: str, number: int, goal: str, counts: int, work: Work) -> Session:
    return Session(part=part, name=f"{part} {number + 1}", goal=goal, counts=counts, work=work)
