"""The service's duties: side by side, begun again after a failure, ended when they are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from digest.errors import DigestError
from digest.runners.local import Duty, Ready, every, held_open, pause, serve

SOON = timedelta(milliseconds=50)


def events(logs: list[dict[str, object]], name: str) -> list[dict[str, object]]:
    return [one for one in logs if one["event"] == name]


async def run(*duties: Duty, until: asyncio.Event, grace: timedelta = timedelta(seconds=30)) -> list[str]:
    """Serve these duties until that happens; give what was said."""
    said: list[str] = []
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(duties, stop, say=said.append, grace=grace))
    async with asyncio.timeout(60):
        await until.wait()
        stop.set()
        await serving
    return said


async def test_what_runs_is_said_once_every_duty_has_spoken() -> None:
    """One line for the admin, also of what is not there yet."""
    spoken = asyncio.Event()

    async def page(stop: asyncio.Event, ready: Ready) -> None:
        ready("page on http://127.0.0.1:8080")
        await stop.wait()

    async def silent(stop: asyncio.Event, ready: Ready) -> None:
        ready("")
        await stop.wait()

    async def refused(stop: asyncio.Event, ready: Ready) -> None:
        raise DigestError("the token is wrong")

    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        spoken.set()

    duties = [Duty(name="page", run=page), Duty(name="outbox", run=silent), Duty(name="bot", run=refused)]
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(duties, stop, say=say))
    await spoken.wait()
    stop.set()
    await serving
    assert said == ["page on http://127.0.0.1:8080, bot not there yet (the token is wrong); waiting"]


@pytest.mark.parametrize("error", [DigestError("somebody else polls"), ValueError("a mistake of ours"), None])
async def test_a_duty_that_fails_is_reported_and_begun_again_and_the_others_go_on(error: Exception | None) -> None:
    """Whatever it raises, and also when it just ends."""
    again, beats, tries = asyncio.Event(), 0, 0

    async def failing(stop: asyncio.Event, ready: Ready) -> None:
        nonlocal tries
        tries += 1
        if tries == 2:
            again.set()
            await stop.wait()
        elif error is not None:
            raise error

    async def steady(stop: asyncio.Event, ready: Ready) -> None:
        nonlocal beats
        while not stop.is_set():
            beats += 1
            await pause(stop, 0.01)

    with capture_logs() as logs:
        await run(Duty(name="bot", run=failing), Duty(name="page", run=steady), until=again)
    assert tries == 2
    assert beats > 2
    (failed,) = events(logs, "duty.failed")
    assert failed["duty"] == "bot"
    assert str(error or "it ended by itself") in str(failed["reason"])
    assert len(events(logs, "duty.broke")) == isinstance(error, ValueError)


async def test_who_does_not_end_in_time_is_cut_off_and_may_still_write_down_what_it_left() -> None:
    """Cancelled, not killed."""
    began, written = asyncio.Event(), []

    async def stuck(stop: asyncio.Event, ready: Ready) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            written.append(await asyncio.to_thread(lambda: "what was under way"))
            raise

    with capture_logs() as logs:
        await run(Duty(name="outbox telegram", run=stuck), until=began, grace=SOON)
    assert written == ["what was under way"]
    assert [one["duty"] for one in events(logs, "duty.cut_off")] == ["outbox telegram"]
    assert logs[-1]["event"] == "service.stopped"


async def test_what_is_held_open_is_closed_at_the_end() -> None:
    """A bot that polls by itself: opened, announced by the name it gives, closed."""
    steps: list[str] = []
    opened = asyncio.Event()

    @asynccontextmanager
    async def bot() -> AsyncIterator[str]:
        steps.append("opened")
        opened.set()
        yield "bot @name"
        steps.append("closed")

    await run(held_open("bot", bot), until=opened)
    assert steps == ["opened", "closed"]


async def test_what_is_done_every_so_often_is_done_at_once_and_again() -> None:
    """Each time with the time it is."""
    times: list[datetime] = []
    thrice = asyncio.Event()

    async def read_mailbox(now: datetime) -> None:
        times.append(now)
        if len(times) == 3:
            thrice.set()

    await run(every("bounces", timedelta(milliseconds=10), read_mailbox), until=thrice)
    assert times == sorted(times)
    assert all(now.utcoffset() == timedelta(0) for now in times)
