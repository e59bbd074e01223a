"""The service in one process: duties that run beside each other in one event loop, until they are told to stop.

A duty that fails is reported and begun again after a while; the others do not notice. Read `serve`, then the
duties there are: `held_open` and `every` here, the outbox in `outbox`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

import structlog

from digest.errors import DigestError

__all__ = ["GRACE", "Duty", "Ready", "every", "held_open", "pause", "serve"]

Ready: TypeAlias = Callable[[str], None]
"""Called by a duty when it is at work, with what to tell the admin of it ("" for nothing)."""

GRACE: Final = timedelta(seconds=7)
"""How long duties may finish what is under way; then they are cut off, and write down what that left open."""
_FIRST_WORDS: Final = 5.0  # seconds to wait before saying what runs
_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 300.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing that the service does all the time. `run` ends soon after its event is set, or when cancelled."""

    name: str
    run: Callable[[asyncio.Event, Ready], Awaitable[None]]


async def serve(
    duties: Sequence[Duty], stop: asyncio.Event, *, say: Callable[[str], None], grace: timedelta = GRACE
) -> None:
    """Keep every duty up until `stop` is set, then let them finish; `say` tells once what runs."""
    loop = asyncio.get_running_loop()
    words = {duty.name: loop.create_future() for duty in duties}
    async with asyncio.TaskGroup() as group:
        announcing = group.create_task(_announce(words, say))
        tasks = {group.create_task(_keep_up(duty, stop, _once(words[duty.name])), name=duty.name) for duty in duties}
        await stop.wait()
        announcing.cancel()
        log.info("service.stopping")
        _, late = await asyncio.wait(tasks, timeout=grace.total_seconds())
        for task in late:
            log.warning("duty.cut_off", duty=task.get_name())
            task.cancel()
    log.info("service.stopped")


def held_open(name: str, opened: Callable[[], AbstractAsyncContextManager[str]]) -> Duty:
    """Make a duty of what works by itself while it is open; opening it gives what to say of it."""

    async def run(stop: asyncio.Event, ready: Ready) -> None:
        async with opened() as words:
            ready(words)
            await stop.wait()

    return Duty(name=name, run=run)


def every(name: str, period: timedelta, work: Callable[[datetime], Awaitable[object]], *, words: str = "") -> Duty:
    """Make a duty of work that is done now and again after each period."""

    async def run(stop: asyncio.Event, ready: Ready) -> None:
        ready(words)
        while not stop.is_set():
            await work(datetime.now(UTC))
            await pause(stop, period.total_seconds())

    return Duty(name=name, run=run)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait that long, or only until `stop` is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


async def _keep_up(duty: Duty, stop: asyncio.Event, ready: Ready) -> None:
    """Run a duty, and again after each failure, waiting longer as long as it does not hold."""
    loop = asyncio.get_running_loop()
    wait = _FIRST_WAIT
    while not stop.is_set():
        began = loop.time()
        reason = await _failure(duty, stop, ready)
        if stop.is_set() and not reason:
            return
        wait = _FIRST_WAIT if loop.time() - began > _LONGEST_WAIT else wait
        reason = reason or "it ended by itself"
        log.warning("duty.failed", duty=duty.name, reason=reason, again_in=f"{wait:.0f}s")
        ready(f"{duty.name} not there yet ({reason})")
        await pause(stop, wait)
        wait = min(wait * 2, _LONGEST_WAIT)


async def _failure(duty: Duty, stop: asyncio.Event, ready: Ready) -> str:
    """Run a duty until it ends; tell why it failed, "" where it did not."""
    try:
        await duty.run(stop, ready)
    except DigestError as error:
        return str(error)
    except Exception as error:
        log.exception("duty.broke", duty=duty.name)  # not foreseen: the log must show where
        return f"{type(error).__name__}: {error}"
    return ""


def _once(word: asyncio.Future[str]) -> Ready:
    def ready(words: str) -> None:
        if not word.done():
            word.set_result(words)

    return ready


async def _announce(words: Mapping[str, asyncio.Future[str]], say: Callable[[str], None]) -> None:
    """Say in one line what is at work, as soon as every duty has spoken or a little later."""
    await asyncio.wait(words.values(), timeout=_FIRST_WORDS)
    spoken = [word.result() if word.done() else f"{name} not there yet" for name, word in words.items()]
    with suppress(OSError):  # nobody reads what is said: no reason to end
        say(f"{', '.join(filter(None, spoken)) or 'nothing to do'}; waiting")
