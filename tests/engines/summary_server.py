"""A server that speaks enough of the OpenAI API to write summaries, on a real socket of 127.0.0.1, with faults.

    async with SummaryServer(model="small", key="s3cret") as server:
        server.say("Three people were injured.")        # or a function of the material: a dict of what was asked
        server.status(429)                               # or 500, 401, 302 …
        server.raw(b"<html>")                            # any body, as 200
        server.stall()                                   # takes the request, never answers
        server.drip(every=0.05)                          # answers a byte at a time
        server.hang_up()                                 # closes without an answer
        server.flood(10**8)                              # a body of that many bytes
        server.url                                       # http://127.0.0.1:PORT/v1

What happened: `asked` (the bodies), `heads` (headers by name in small letters), `most_at_once`. It refuses a wrong path
(404), a wrong model (404), a wrong key (401) and what is no request for a chat (400). It uses no code of the project.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any, Self

Writer = asyncio.StreamWriter
Say = Callable[[dict[str, Any]], str]
PIECE = 65_536


class SummaryServer:
    """Answer requests for chat completions until left."""

    def __init__(self, *, model: str = "small", key: str = "") -> None:
        self.model, self.key = model, key
        self.asked: list[dict[str, Any]] = []
        self.heads: list[dict[str, str]] = []
        self.most_at_once = 0
        self._open = 0
        self.say("")

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in [task for task in asyncio.all_tasks() if task.get_name() == f"serve {id(self)}"]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    @property
    def url(self) -> str:
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}/v1"

    # --- what it does from now on

    def say(self, text: str | Say, *, finish: str = "stop") -> None:
        """Write this text, or what the function makes of the material."""

        async def answer(writer: Writer, body: dict[str, Any]) -> None:
            said = text(_material(body)) if callable(text) else text
            message = {"role": "assistant", "content": said}
            whole = {
                "object": "chat.completion",
                "choices": [{"index": 0, "message": message, "finish_reason": finish}],
            }
            _send(writer, 200, json.dumps(whole).encode())

        self._answer: Callable[[Writer, dict[str, Any]], Awaitable[None]] = answer

    def raw(self, body: bytes, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Answer with these bytes."""

        async def answer(writer: Writer, _: dict[str, Any]) -> None:
            _send(writer, status, body, headers)

        self._answer = answer

    def status(self, status: int, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Answer with a status and an error as the API words it."""
        self.raw(b'{"error": {"message": "no"}}', status=status, headers=headers)

    def stall(self) -> None:
        """Never answer."""

        async def answer(_writer: Writer, _: dict[str, Any]) -> None:
            await asyncio.sleep(3600)

        self._answer = answer

    def drip(self, *, every: float) -> None:
        """Answer a byte at a time."""

        async def answer(writer: Writer, _: dict[str, Any]) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            for _number in range(100_000):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(every)

        self._answer = answer

    def hang_up(self) -> None:
        """Close without an answer."""

        async def answer(writer: Writer, _: dict[str, Any]) -> None:
            writer.transport.abort()

        self._answer = answer

    def flood(self, size: int) -> None:
        """Answer with a body of so many bytes, in chunks."""

        async def answer(writer: Writer, _: dict[str, Any]) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _number in range(size // PIECE):
                writer.write(b"%x\r\n%s\r\n" % (PIECE, b" " * PIECE))
                await writer.drain()
            writer.write(b"0\r\n\r\n")

        self._answer = answer

    # --- HTTP

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name(f"serve {id(self)}")
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._exchange(reader, writer)
        self._open -= 1
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        head = {name.lower(): content.strip() for name, _, content in (one.partition(":") for one in lines)}
        body = await reader.readexactly(int(head.get("content-length", 0)))
        self.heads.append(head)
        if line != "POST /v1/chat/completions HTTP/1.1":
            _send(writer, 404, b"{}")
        elif self.key and head.get("authorization") != f"Bearer {self.key}":
            _send(writer, 401, b'{"error": {"message": "Incorrect API key provided"}}')
        else:
            await self._chat(writer, body)
        await writer.drain()

    async def _chat(self, writer: Writer, body: bytes) -> None:
        asked = json.loads(body)
        fit = isinstance(asked.get("max_tokens"), int) and asked.get("messages") and not asked.get("stream")
        if not fit or any(one.keys() != {"role", "content"} for one in asked["messages"]):
            _send(writer, 400, b'{"error": {"message": "invalid request"}}')
        elif asked["model"] != self.model:
            _send(writer, 404, b'{"error": {"message": "model not found"}}')
        else:
            self.asked.append(asked)
            await self._answer(writer, asked)


def _material(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body["messages"][-1]["content"])
    return found


def _send(writer: Writer, status: int, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> None:
    more = "".join(f"{name}: {content}\r\n" for name, content in headers)
    head = f"HTTP/1.1 {status} Any\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n"
    writer.write(head.encode("latin-1") + body)
