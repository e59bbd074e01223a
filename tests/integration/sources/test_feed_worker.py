"""Parsing in processes that can be killed: stalls, crashes, lies and orphans."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from digest.errors import FetchError
from digest.model import Feed, Fetched
from digest.sources.feed import FeedParser

FEED = Feed(url="https://example.org/feed")
GOOD = b"<rss version='2.0'><channel><title>T</title><item><title>Good news</title></item></channel></rss>"
# Doubling, unclosed addresses make feedparser's author pattern quadratic: minutes for this one.
STALLS = b"<rss version='2.0'><channel><item><author>" + b"a." * 1_000_000 + b"@b</author></item></channel></rss>"

# A worker that does what the document says instead of parsing it.
IMPOSTOR = """
import os, signal, struct, sys
def read():
    (length,) = struct.unpack("!I", sys.stdin.buffer.read(4))
    return sys.stdin.buffer.read(length)
def send(data):
    sys.stdout.buffer.write(struct.pack("!I", len(data)) + data)
    sys.stdout.buffer.flush()
send(b"ready")
while True:
    header, body = read(), read()
    if body == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if body == b"exit":
        sys.exit(3)
    if body == b"endless":
        sys.stdout.buffer.write(b"\\xff\\xff\\xff\\xff")
        sys.stdout.buffer.flush()
    send(body)
"""


def fetched(body: bytes) -> Fetched:
    return Fetched(body=body, url="https://example.org/feed")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


async def gone(pid: int, *, within: float) -> bool:
    """Wait until a process has ended."""
    deadline = time.monotonic() + within
    while alive(pid) and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    return not alive(pid)


@pytest.fixture
async def parser() -> AsyncIterator[FeedParser]:
    async with FeedParser(timeout=timedelta(seconds=2), processes=1) as parser:
        yield parser


@pytest.fixture
async def lied_to() -> AsyncIterator[FeedParser]:
    command = (sys.executable, "-c", IMPOSTOR)
    async with FeedParser(timeout=timedelta(seconds=2), processes=1, command=command) as parser:
        yield parser


async def test_a_document_that_stalls_costs_only_itself(parser: FeedParser) -> None:
    """Its worker is killed at the deadline; the next document is read by another."""
    with pytest.raises(FetchError, match=r"^parsing takes longer than 2 s$"):
        await parser.parse(fetched(STALLS), FEED)
    assert (await parser.parse(fetched(GOOD), FEED)).entries[0].title == "Good news"


async def test_documents_that_wait_for_a_worker_get_their_whole_time(parser: FeedParser) -> None:
    """The deadline counts parsing, neither waiting nor starting."""
    ended = await asyncio.gather(
        *(parser.parse(fetched(body), FEED) for body in (STALLS, GOOD, GOOD)), return_exceptions=True
    )
    assert [type(end).__name__ for end in ended] == ["FetchError", "ParsedFeed", "ParsedFeed"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"crash", r"^the document crashes the parser \(SIGSEGV\)$"),
        (b"exit", r"^the document crashes the parser \(exit status 3\)$"),
        (b"endless", r"^the parser's reply is malformed$"),
        (b"\xff\xfe not JSON", r"^the parser's reply is malformed$"),
        (b'{"feed": {"entries": [{}]}}', r"^the parser's reply is malformed$"),
        (b'{"error": "one\\nline"}', r"^one line$"),
    ],
)
async def test_whatever_a_worker_does_becomes_one_line(lied_to: FeedParser, body: bytes, reason: str) -> None:
    """Crashes, exits and lies; the next document is read all the same."""
    with pytest.raises(FetchError, match=reason):
        await lied_to.parse(fetched(body), FEED)
    with pytest.raises(FetchError, match=r"^fine$"):
        await lied_to.parse(fetched(b'{"error": "fine"}'), FEED)


async def test_a_document_that_needs_too_much_memory_is_refused() -> None:
    """The worker's address space is limited."""
    text = b"<rss version='2.0'><channel><item><title>x</title><description>" + b"word " * 8_000_000
    async with FeedParser(processes=1, memory=400_000_000) as parser:
        with pytest.raises(FetchError, match=r"memory|crashes"):
            await parser.parse(fetched(text), FEED)
        assert (await parser.parse(fetched(GOOD), FEED)).entries


async def test_a_worker_that_cannot_start_is_an_error_of_the_feed() -> None:
    """And no exception of another kind."""
    async with FeedParser(command=(sys.executable, "-c", "pass")) as parser:
        with pytest.raises(FetchError, match="does not start"):
            await parser.parse(fetched(GOOD), FEED)


async def test_a_cancelled_parse_leaves_no_worker_in_the_middle_of_a_document(parser: FeedParser) -> None:
    """The next document gets its own answer."""
    task = asyncio.create_task(parser.parse(fetched(STALLS), FEED))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await parser.parse(fetched(GOOD), FEED)).entries[0].title == "Good news"


async def test_the_worker_sees_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret in the environment is not a stranger's to read."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "the secret")
    tell = IMPOSTOR.replace("send(body)", "import json; send(json.dumps({'error': repr(dict(os.environ))}).encode())")
    async with FeedParser(command=(sys.executable, "-c", tell)) as parser:
        with pytest.raises(FetchError) as caught:
            await parser.parse(fetched(b"tell"), FEED)
    assert "the secret" not in str(caught.value)


async def test_workers_end_with_their_parser() -> None:
    """Leaving the context manager leaves no process."""
    async with FeedParser(processes=1) as other:
        await other.parse(fetched(GOOD), FEED)
        (pid,) = [worker.process.pid for worker in other._idle]
        assert alive(pid)
    assert await gone(pid, within=5)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="system package: no /proc on this system")
@pytest.mark.parametrize("body", [GOOD, STALLS], ids=["idle", "busy"])
async def test_no_worker_outlives_a_parser_that_was_killed(body: bytes) -> None:
    """Not even one that is in the middle of a document."""
    script = f"""
import asyncio, sys
from digest.model import Feed, Fetched
from digest.sources.feed import FeedParser
async def main():
    parser = FeedParser(processes=1)
    good = Fetched(body={GOOD!r}, url="https://example.org/")
    await parser.parse(good, Feed(url="https://example.org/"))
    print(parser._idle[0].process.pid, flush=True)
    if len(sys.argv) > 1:
        stalls = b"<rss version='2.0'><channel><item><author>" + b"a." * 1_000_000 + b"@b</author></item></channel></rss>"
        task = asyncio.create_task(parser.parse(Fetched(body=stalls, url=good.url), Feed(url=good.url)))
        await asyncio.sleep(0.5)
    print("sent", flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""
    command = [sys.executable, "-c", script, *(["busy"] if body is STALLS else [])]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    pid = int(await process.stdout.readline())
    await process.stdout.readline()
    process.kill()
    await process.wait()
    assert await gone(pid, within=10)
