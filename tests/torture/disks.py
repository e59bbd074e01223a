"""A disk that is full, or read-only, at many points: nothing is sent that cannot be recorded, and no help is needed after.

The store lies on a small disk of its own, in a mount namespace of its own, so this runs as a process of its own:
`unshare --mount python -m torture.disks FOLDER POINTS SEED` prints its tally as JSON. Who may not make a namespace
has a quota in place of the disk: files that may not grow.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from torture.desk import chat, mailbox
from torture.ledger import read_ledger
from torture.nursery import Running
from torture.stage import Stage, open_stage, slots_between
from torture.verdict import Tally, judge

__all__ = ["fill_apart", "fill_here"]

START = datetime(2027, 6, 1, 9, 5, tzinfo=UTC)
"""No slot comes due in the minutes in which eight points have been seen and the service is stopped."""
STEP = timedelta(minutes=10)
READERS = (chat(51), chat(52), chat(53), mailbox("ida"), mailbox("jan"), mailbox("kim"))
SIZE = 6_000_000
ROOM = (0, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072)
"""Bytes that are left free: enough for some writes of what is due, and not for others."""
NAMESPACES = (("unshare", "--mount"), ("unshare", "--map-root-user", "--mount"))


def _namespace() -> Sequence[str]:
    script = "d=$(mktemp -d) && mount -t tmpfs -o size=100k none $d && umount $d && rmdir $d"
    for command in NAMESPACES:
        try:
            tried = subprocess.run([*command, "sh", "-c", script], capture_output=True, check=False, timeout=30)
        except OSError:
            continue
        if tried.returncode == 0:
            return command
    return ()


async def fill_apart(folder: Path, points: int, seed: int) -> Tally:
    """Do it in a process with a disk of its own, or here with a quota."""
    namespace = _namespace()
    if not namespace:
        return await fill_here(folder, points, seed, kinds=("quota",))
    folder.mkdir(parents=True, exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        *namespace,
        sys.executable,
        "-m",
        "torture.disks",
        str(folder),
        str(points),
        str(seed),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    said, trouble = await process.communicate()
    assert process.returncode == 0, trouble.decode()[-3_000:]
    told = json.loads(said)
    tally = Tally(violations=told["violations"])
    tally.counts.update(told["counts"])
    return tally


async def _fill_small_disk(folder: Path, points: int, seed: int) -> Tally:
    disk = folder / "disk"
    disk.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", disk], check=True)
    try:
        return await fill_here(folder, points, seed, kinds=("full", "full", "quota", "read-only"))
    finally:
        subprocess.run(["umount", "--lazy", disk], check=False)


async def fill_here(folder: Path, points: int, seed: int, kinds: Sequence[str]) -> Tally:
    """Take the room from a service that works, at so many points, and let it have room again."""
    dice = random.Random(seed)
    disk = folder / "disk"
    async with open_stage(
        disk, START, READERS, parts=2, site='timezone = "UTC"', clock_file=folder / "clock", logs=folder
    ) as stage:
        running = await stage.start()
        await stage.idle(running)
        begun, tally = stage.clock.now(), Tally()
        for number in range(points):
            kind = kinds[number % len(kinds)]
            if kind == "read-only":
                running, found = await _read_only(stage, running, disk)
                tally.add(found)
            elif kind == "quota":
                await _limited(stage, running, dice)
            else:
                await _full(stage, running, dice, disk)
            tally.counts[f"{kind} points"] += 1
            await stage.idle(running)
        running.signal(signal.SIGTERM)
        tally.violations += [f"exit code {code}" for code in [await running.ended()] if code]
        slots = slots_between(begun, stage.clock.now(), STEP)
        tally.add(judge(stage.witness.arrivals, stage.pieces(slots), read_ledger(stage.desk.store)))
    return tally


async def _full(stage: Stage, running: Running, dice: random.Random, disk: Path) -> None:
    """Let a slot come due and the disk run full, one before the other; then free it, and let leases run out."""
    filler, wait = disk / "filler", dice.uniform(0, 3.0)
    if dice.random() < 0.5:
        stage.clock.move(STEP)
        await asyncio.sleep(wait)
        _fill(filler, dice.choice(ROOM))
    else:
        _fill(filler, dice.choice(ROOM))
        stage.clock.move(STEP)
        await asyncio.sleep(wait)
    await asyncio.sleep(2.5)
    _alive(running)
    filler.unlink()
    stage.clock.move(timedelta(minutes=6))


async def _limited(stage: Stage, running: Running, dice: random.Random) -> None:
    """The same by a quota: files may not grow any more."""
    stage.clock.move(STEP)
    await asyncio.sleep(dice.uniform(0, 3.0))
    size = stage.desk.store.with_name("digest.db-wal").stat().st_size
    _, hard = resource.prlimit(running.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (size + dice.choice(ROOM), hard))
    await asyncio.sleep(2.5)
    _alive(running)
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (hard, hard))
    stage.clock.move(timedelta(minutes=6))


async def _read_only(stage: Stage, running: Running, disk: Path) -> tuple[Running, Tally]:
    """Start the service on a disk that is read-only: it has to end and say why; then start it on one that is not."""
    running.signal(signal.SIGTERM)
    await running.ended()
    stage.clock.move(STEP)
    sent = len(stage.witness.arrivals)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    refused = await stage.start()
    tally = Tally()
    if (
        await refused.ended() != 1
        or "read-only" not in refused.log.read_text(encoding="utf-8").splitlines()[-1].lower()
    ):
        tally.violations.append("a read-only disk is not said to be the reason")
    if len(stage.witness.arrivals) > sent:
        tally.violations.append("something was sent from a read-only disk")
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    return await stage.start(), tally


def _fill(filler: Path, room: int) -> None:
    free = os.statvfs(filler.parent)
    with filler.open("wb") as file:
        file.write(b"\0" * max(0, free.f_bavail * free.f_frsize - room))


def _alive(running: Running) -> None:
    assert running.alive, running.log.read_text(encoding="utf-8")[-3_000:]


if __name__ == "__main__":
    judged = asyncio.run(_fill_small_disk(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
    print(json.dumps({"counts": judged.counts, "violations": judged.violations}))
