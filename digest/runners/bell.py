"""The bell: rings for each job of the service again and again, and looks after it.

APScheduler keeps the times; the jobs ask the store what is due, so that a ring that is lost, late or doubled
changes nothing. APScheduler trusts the clock on the wall: where that is put back it would wait for the old
time to come again, and where the machine slept it would not know. So `_watch_clock` compares the wall with a
clock that only goes forward, and rings at once after a step. Where it is put on, APScheduler would count every
ring that was missed, one by one: `_Every` has none to count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from digest.errors import DigestError
from digest.runners.local import Duty, Ready, pause
from digest.runners.steps import WallWatch

__all__ = ["Job", "bell"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something that is done every `period`, never twice at the same time. `work` gets the time on the wall."""

    name: str
    period: timedelta
    work: Callable[[datetime], Awaitable[object]]


def bell(jobs: Sequence[Job], *, words: str = "") -> Duty:
    """Make the duty that rings for these jobs; a job that fails is said once, and rung for again."""

    async def run(stop: asyncio.Event, ready: Ready) -> None:
        rounds = [_Round(job=job) for job in jobs]
        scheduler = AsyncIOScheduler(timezone=UTC)
        for one in rounds:
            scheduler.add_job(
                one.ring,
                _Every(one.job.period),
                id=one.job.name,
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=2,  # the second finds the first under way and ends: no reason to warn of it
                misfire_grace_time=None,
            )
        scheduler.start()
        ready(words)
        try:
            await _watch_clock(scheduler, stop)
        finally:
            scheduler.pause()
            try:
                await asyncio.sleep(0)  # who was just rung for begins now
                await asyncio.gather(*(one.ended() for one in rounds))
            finally:
                scheduler.shutdown(wait=False)  # which cuts off what is still under way

    return Duty(name="clock", run=run)


class _Every(BaseTrigger):  # type: ignore[misc]  # APScheduler knows triggers by their base class
    """Ring a period after now, whenever that is: after years in a drawer as after a second."""

    def __init__(self, period: timedelta) -> None:
        self._period = period

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Give the next time to ring."""
        return now if previous_fire_time is None else now + self._period


@dataclass(slots=True, kw_only=True)
class _Round:
    """One job and how it goes: whether it is under way, and the trouble that was said last."""

    job: Job
    trouble: str = ""
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.idle.set()

    async def ring(self) -> None:
        """Do the job once, unless it is under way; who is cut off at the end of the service just ends."""
        if not self.idle.is_set():
            return
        self.idle.clear()
        try:
            with suppress(asyncio.CancelledError):
                self._note(await self._trouble())
        finally:
            self.idle.set()

    async def ended(self) -> None:
        """Wait until the job is not under way any more."""
        await self.idle.wait()

    async def _trouble(self) -> str:
        try:
            await self.job.work(datetime.now(UTC))
        except DigestError as error:
            return str(error)
        except Exception as error:
            if not self.trouble:
                log.exception("job.broke", job=self.job.name)  # not foreseen: the log must show where
            return f"{type(error).__name__}: {error}"
        return ""

    def _note(self, trouble: str) -> None:
        """Say a trouble when it begins, changes or ends; the store's disk may be full for hours."""
        if trouble and trouble != self.trouble:
            log.warning("job.failed", job=self.job.name, reason=trouble)
        if self.trouble and not trouble:
            log.info("job.works_again", job=self.job.name)
        self.trouble = trouble


async def _watch_clock(scheduler: AsyncIOScheduler, stop: asyncio.Event) -> None:
    """Ring for every job at once when the clock on the wall made a step, until `stop` is set."""
    wall = WallWatch()
    while not stop.is_set():
        await pause(stop, 1.0)
        if step := wall.step():
            log.warning("clock.stepped", seconds=round(step))
            for job in scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))
