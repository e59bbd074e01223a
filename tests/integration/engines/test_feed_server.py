"""The feed server is as strict as it says, and its faults are what they are called: asked without any client."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import suppress

import pytest
from engines.feed_server import FeedServer

GET = b"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n"


async def ask(server: FeedServer, request: bytes) -> bytes:
    """Say these bytes, and give everything that comes until the server closes or is done."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(request)
    try:
        async with asyncio.timeout(1):
            return await _everything(reader)
    finally:
        writer.close()


async def _everything(reader: asyncio.StreamReader) -> bytes:
    got = b""
    while piece := await reader.read(1_000_000):
        got += piece
    return got


def get(path: str, headers: bytes = b"") -> bytes:
    return GET % (path.encode(), b"Connection: close\r\n" + headers)


@pytest.mark.parametrize(
    "request_",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.0\r\nHost: x\r\n\r\n",
        b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: 1\r\nIf-None-Match: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nOdd : 1\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
    ],
)
async def test_what_is_no_strict_request_is_refused(request_: bytes) -> None:
    async with FeedServer() as server:
        assert (await ask(server, request_)).startswith(b"HTTP/1.1 400 ")


async def test_it_answers_304_to_exactly_its_validators_and_reports_others() -> None:
    """Neither `W/` nor white space within, nor a date that means the same, will do."""
    async with FeedServer() as server:
        server.put("/rss", b"body", etag=b'W/"\xe9"', last_modified=b"yesterday")
        assert (await ask(server, get("/rss"))).endswith(b"\r\n\r\nbody")
        for headers in (b'If-None-Match: W/"\xe9"\r\n', b"If-Modified-Since: yesterday\r\n"):
            answer = await ask(server, get("/rss", headers))
            assert answer.startswith(b"HTTP/1.1 304 ")
            assert answer.endswith(b"\r\n\r\n")
        assert server.violations == []
        for headers in (
            b'If-None-Match: "\xe9"\r\n',
            b'If-None-Match: W/"\xc3\xa9"\r\n',
            b"If-Modified-Since: today\r\n",
        ):
            assert (await ask(server, get("/rss", headers))).startswith(b"HTTP/1.1 200 ")
        assert len(server.violations) == 3
        assert (await ask(server, get("/other", b'If-None-Match: W/"\xe9"\r\n'))).startswith(b"HTTP/1.1 404 ")
        assert len(server.violations) == 4


async def test_faults_are_what_they_are_called() -> None:
    async with FeedServer() as server:
        server.cut("/cut", b"x" * 100, after=10)
        answer = await ask(server, get("/cut"))
        assert b"Content-Length: 100\r\n" in answer
        assert answer.endswith(b"\r\n\r\n" + b"x" * 10)
        server.hang_up("/rude")
        with suppress(ConnectionResetError):
            assert await ask(server, get("/rude")) == b""
        server.stall("/silent")
        with pytest.raises(TimeoutError):
            await ask(server, get("/silent"))
        server.bomb("/bomb", "gzip", 3_000_000)
        body = (await ask(server, get("/bomb"))).partition(b"\r\n\r\n")[2]
        assert len(body) < 10_000
        assert gzip.decompress(body) == bytes(3_000_000)
        server.bury("/heads", 50_000)
        assert len((await ask(server, get("/heads"))).partition(b"\r\n\r\n")[0]) > 50_000


async def test_it_counts_what_happens() -> None:
    """Connections, requests, statuses, bytes; and begins anew when told to."""
    async with FeedServer() as server:
        server.put("/rss", b"12345")
        answers = await asyncio.gather(*(ask(server, get("/rss")) for _ in range(3)))
        assert len(answers) == 3
        assert (server.connections, len(server.requests), dict(server.statuses), server.sent) == (3, 3, {200: 3}, 15)
        server.forget()
        assert (server.connections, server.requests, dict(server.statuses), server.sent) == (0, [], {}, 0)
