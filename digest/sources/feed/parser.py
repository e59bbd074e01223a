"""Parse in processes that can be killed: a document that stalls or crashes costs only itself."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import digest
from digest.errors import FetchError
from digest.model import Feed, Fetched, ParsedFeed
from digest.sources.feed.wire import LENGTH, MOST_BYTES, Request, decode_reply, frame

__all__ = ["FeedParser"]

_START_SECONDS: Final = 60
_COMMAND: Final = (sys.executable, "-m", "digest.sources.feed.worker")


class FeedParser:
    """Implement `ports.Parser` with a few worker processes, started when they are needed.

    Use it as an async context manager: leaving it ends the workers. `timeout` is for one document,
    `memory` (bytes of address space) for one worker.
    """

    def __init__(
        self,
        *,
        timeout: timedelta = timedelta(seconds=30),
        processes: int | None = None,
        memory: int = 2_000_000_000,
        command: tuple[str, ...] = _COMMAND,
    ) -> None:
        self._timeout = timeout.total_seconds()
        self._command = (*command, str(memory))
        self._free = asyncio.Semaphore(processes or min(4, os.cpu_count() or 1))
        self._idle: list[_Worker] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            await _end(self._idle.pop())

    async def parse(self, fetched: Fetched, feed: Feed) -> ParsedFeed:
        """Give the entries of a document; raise FetchError where it is no feed, stalls or crashes."""
        if fetched.body is None:
            raise FetchError("nothing to parse: the document has not changed")
        request = Request(
            url=fetched.url,
            content_type=fetched.content_type,
            language=feed.language,
            seconds=max(1, round(self._timeout)),
        )
        async with self._free:
            worker = self._pop_idle() or await self._start()
            healthy = False
            try:
                reply = await self._ask(worker, request, fetched.body)
                healthy = True
            finally:
                if healthy:
                    self._idle.append(worker)
                else:
                    await asyncio.shield(_end(worker))
        # Checking a large reply takes a moment: not in the loop.
        return await asyncio.to_thread(decode_reply, reply)

    def _pop_idle(self) -> _Worker | None:
        """Take a worker that is still alive; one that ended by itself is nobody's fault now."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                return worker
            worker.requests.close()
        return None

    async def _start(self) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_environment(), start_new_session=True
        )
        if process.stdin is None or process.stdout is None:
            raise FetchError("the parser has no pipes")
        worker = _Worker(process=process, requests=process.stdin, replies=process.stdout)
        ready = b""
        try:
            with suppress(TimeoutError, EOFError, OSError, ValueError):
                async with asyncio.timeout(_START_SECONDS):
                    ready = await _receive(worker)
        finally:
            if ready != b"ready":
                await asyncio.shield(_end(worker))
        if ready != b"ready":
            raise FetchError("the parser does not start")
        return worker

    async def _ask(self, worker: _Worker, request: Request, body: bytes) -> bytes:
        try:
            async with asyncio.timeout(self._timeout):
                worker.requests.writelines([frame(request.encode()), frame(body)])
                await worker.requests.drain()
                return await _receive(worker)
        except TimeoutError as error:
            raise FetchError(f"parsing takes longer than {self._timeout:g} s") from error
        except (EOFError, OSError) as error:
            raise FetchError(f"the document crashes the parser ({await _how_it_ended(worker)})") from error
        except ValueError as error:
            raise FetchError("the parser's reply is malformed") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    """One process and its two pipes."""

    process: Process
    requests: asyncio.StreamWriter
    replies: asyncio.StreamReader


async def _receive(worker: _Worker) -> bytes:
    (length,) = LENGTH.unpack(await worker.replies.readexactly(LENGTH.size))
    if length > MOST_BYTES:
        raise ValueError("a reply that is too long")
    return await worker.replies.readexactly(length)


async def _end(worker: _Worker) -> None:
    with suppress(ProcessLookupError):
        worker.process.kill()
    await worker.process.wait()
    worker.requests.close()


async def _how_it_ended(worker: _Worker) -> str:
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            await worker.process.wait()
    code = worker.process.returncode
    if code is None:
        return "it does not answer"
    return signal.Signals(-code).name if code < 0 else f"exit status {code}"


def _environment() -> dict[str, str]:
    """Give the worker what it needs to import this very package, and nothing else of ours."""
    place = str(Path(digest.__file__).parent.parent)
    return {"PYTHONPATH": place, "PYTHONUTF8": "1", "PATH": os.defpath}
