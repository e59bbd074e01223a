"""The bell: it rings again and again, whatever the clock on the wall does, and ends in good order."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.job import Job as ScheduledJob
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from digest.runners.bell import Job, _Every, bell

TICK = timedelta(milliseconds=20)


async def rung(job: Job, until: asyncio.Event, *, grace: float = 30) -> None:
    """Ring for this job until that happens, then let it end; after the grace cut it off."""
    stop = asyncio.Event()
    ringing = asyncio.create_task(bell([job]).run(stop, lambda _: None))
    async with asyncio.timeout(60):
        await until.wait()
        stop.set()
        await asyncio.wait([ringing], timeout=grace)
        ringing.cancel()
        await asyncio.gather(ringing, return_exceptions=True)


async def test_a_ring_that_was_due_years_ago_is_one_ring() -> None:
    """A machine without a battery begins in 1970: what it missed is not counted second by second."""
    now = datetime(2026, 11, 26, tzinfo=UTC)
    scheduler = AsyncIOScheduler(timezone=UTC)
    job: ScheduledJob = scheduler.add_job(
        print, _Every(timedelta(seconds=1)), next_run_time=datetime(1970, 1, 1, tzinfo=UTC)
    )
    assert len(job._get_run_times(now)) == 1
    assert job.trigger.get_next_fire_time(None, now) == now
    assert job.trigger.get_next_fire_time(now - timedelta(days=999), now) == now + timedelta(seconds=1)


async def test_what_is_under_way_at_the_end_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    """A slot that is being published when the service is stopped is published."""
    begun, ended = asyncio.Event(), []

    async def work(_: datetime) -> None:
        begun.set()
        await asyncio.sleep(0.2)
        ended.append(True)

    await rung(Job(name="publish", period=TICK, work=work), begun)
    assert ended
    assert caplog.records == []


async def test_what_does_not_end_is_cut_off_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """Being stopped is no trouble, and the log says none."""
    begun, cut = asyncio.Event(), []

    async def work(_: datetime) -> None:
        begun.set()
        try:
            await asyncio.sleep(3_600)
        finally:
            cut.append(True)

    await rung(Job(name="poll", period=TICK, work=work), begun, grace=0.1)
    assert cut
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_work_longer_than_its_period_is_rung_for_once_at_a_time(caplog: pytest.LogCaptureFixture) -> None:
    """That is usual, and nothing to warn of."""
    under_way, most, times, enough = 0, 0, 0, asyncio.Event()

    async def work(_: datetime) -> None:
        nonlocal under_way, most, times
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(5 * TICK.total_seconds())
        under_way -= 1
        times += 1
        if times == 3:
            enough.set()

    await rung(Job(name="poll", period=TICK, work=work), enough)
    assert most == 1
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
