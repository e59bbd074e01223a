"""`digest run`: the service, until it is asked to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import ConfigOption, load_settings, say, warn
from digest.errors import ConfigError

if TYPE_CHECKING:
    from digest.model import Settings

DEADLINE = 9.5
"""Seconds from the first signal to the end, whatever still hangs: a service manager may kill after ten."""


def run(
    config: ConfigOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the log as JSON.")] = False,
) -> None:
    """Run the service: polls, publishes, delivers, answers and serves pages in one process, until it is stopped."""
    from digest.app import check_site
    from digest.app.service import run_service
    from digest.cli.logs import set_up_logs
    from digest.config import watch

    settings = load_settings(config)
    path = settings.path or Path("config.toml")
    for note in check_site(settings):
        warn(f"note: {note}")
    set_up_logs(settings, as_json=as_json)
    done = threading.Event()

    async def edits(held: Settings) -> AsyncIterator[Settings | ConfigError]:
        """Watch the file that was loaded; what new settings hold is kept out of the log, too."""
        async for edit in watch(path, os.environ, held):
            if not isinstance(edit, ConfigError):
                set_up_logs(edit, as_json=as_json)
            yield edit

    async def work() -> None:
        stop = asyncio.Event()
        with _stopped_by_signals(stop, done):
            await run_service(settings, stop, say, edits)
        done.set()

    asyncio.run(work())


@contextmanager
def _stopped_by_signals(stop: asyncio.Event, done: threading.Event) -> Iterator[None]:
    """Set `stop` at the first SIGTERM or SIGINT; end at once at the second, and soon in any case."""
    loop = asyncio.get_running_loop()

    def received(number: signal.Signals) -> None:
        if stop.is_set():
            os._exit(128 + number)  # what was under way stands in the store as begun
        stop.set()
        last = threading.Timer(DEADLINE, _give_up, [done])
        last.daemon = True
        last.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, received, number)
    yield


def _give_up(done: threading.Event) -> None:
    """End although a thread still hangs in a call that nothing can cut off."""
    if not done.is_set():
        warn("digest: something did not end in time; the store knows what was under way")
    os._exit(0 if done.is_set() else 1)


COMMANDS = (run,)
