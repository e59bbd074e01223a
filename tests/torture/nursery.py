"""Start `digest` commands as processes, hundreds of them: each is a fork of one that has imported the code.

To the kernel, the store and the servers they are processes like any other: own files, sockets, locks, and a death of
their own. The nursery ends when it is left, and everything it started ends with it, whatever becomes of the test.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

__all__ = ["Nursery", "Running"]

PATIENCE = 60.0


@dataclass(kw_only=True, eq=False)
class Running:
    """A command under way; `log` is what it writes to standard error, by whoever started before it too."""

    nursery: Nursery
    pid: int
    log: Path
    out: Path
    _handle: int
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _code: int | None = None

    def signal(self, number: int) -> None:
        """Send a signal, unless it has ended: the handle names no other process, ever."""
        if not self._ended.is_set():
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)

    @property
    def alive(self) -> bool:
        return not self._ended.is_set()

    async def ended(self, seconds: float = PATIENCE) -> int:
        """Wait for its end and give its exit code; TimeoutError when that takes too long."""
        async with asyncio.timeout(seconds):
            await self._ended.wait()
        if self._code is None:
            self._code = -1
            os.close(self._handle)
            self._code = (await self.nursery.ask({"reap": self.pid}))["status"]
        return self._code

    async def gone(self) -> int:
        """Kill it if need be, and wait until it is gone."""
        self.kill()
        return await self.ended()


@dataclass(kw_only=True)
class Nursery:
    """Where commands are started, with these variables in their environment."""

    environment: Mapping[str, str] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _started: list[Running] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        main = Path(__file__).with_name("nursery_main.py")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(main),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={k: v for k, v in os.environ.items() if k != "DIGEST_CONFIG"} | dict(self.environment),
        )
        async with asyncio.timeout(PATIENCE):
            self.pid = (await self._read())["ready"]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in self._started:
            if one.alive:
                await one.gone()
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def start(self, folder: Path, *arguments: str, out: Path, log: Path, stopped: bool = False) -> Running:
        """Start a command in this folder; what it says is added to these files. `stopped` ones wait for SIGCONT."""
        asked = {
            "arguments": arguments,
            "folder": str(folder),
            "out": str(out),
            "log": str(log),
            "stopped": stopped,
        }
        pid = (await self.ask(asked))["pid"]
        running = Running(nursery=self, pid=pid, log=log, out=out, _handle=os.pidfd_open(pid))
        self._watch(running)
        self._started.append(running)
        return running

    def _watch(self, running: Running) -> None:
        loop = asyncio.get_running_loop()

        def over() -> None:
            loop.remove_reader(running._handle)
            running._ended.set()

        loop.add_reader(running._handle, over)

    async def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Ask the nursery; one question at a time."""
        assert self._process is not None
        assert self._process.stdin is not None
        async with self._lock, asyncio.timeout(PATIENCE):
            self._process.stdin.write(json.dumps(dict(question)).encode() + b"\n")
            await self._process.stdin.drain()
            return await self._read()

    async def _read(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        assert line, "the nursery died"
        return dict(json.loads(line))
