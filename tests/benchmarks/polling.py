"""What a poll over HTTP costs: first documents, then nothing but 304s, from a server in a process of its own.

The figures of one run are compared with each other: machines differ, their ratios hardly.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.model import Feed, FetchSettings, FetchState, FollowedFeed
from digest.pipeline.poll import poll
from digest.sources.feed import FeedParser
from digest.sources.web import WebSource
from digest.store import Store, open_store

FEEDS = 500
NOW = datetime(2026, 6, 15, tzinfo=UTC)
SERVER = f"""
import asyncio, sys
sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r})
from engines.feed_server import FeedServer

async def main():
    async with FeedServer() as server:
        for n in range({FEEDS}):
            items = "".join(f"<item><guid>{{n}}-{{k}}</guid><title>Headline {{k}} of {{n}}</title></item>" for k in range(20))
            body = f"<rss version='2.0'><channel><title>Wire {{n}}</title>{{items}}</channel></rss>".encode()
            server.put(f"/{{n}}", body, etag=b'"%d"' % n, packed="gzip")
        print(server.port, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

asyncio.run(main())
"""


def polling() -> str:
    """Measure first and second polls, and what writing states together saves."""
    return asyncio.run(_measure())


async def _measure() -> str:
    settings = FetchSettings(allow_networks=("127.0.0.0/8",), per_host=50)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/digest.db")
        async with _server() as port, FeedParser() as parser, WebSource(settings) as web:
            feeds = {f"http://127.0.0.1:{port}/{n}": Feed(url=f"http://127.0.0.1:{port}/{n}") for n in range(FEEDS)}
            store.feeds.sync([*feeds.values()], NOW)

            async def once(keep: object) -> float:
                wanted = [(one, feeds[one.url]) for one in store.feeds.followed()]
                return await _seconds(lambda: _round(wanted, settings, web, parser, store, keep))

            first = await once(store.feeds)
            together = min([await once(store.feeds) for _ in range(3)])
            single = min([await once(_OneByOne(store=store)) for _ in range(3)])
        store.close()
    return (
        f"{FEEDS / together:10,.0f} feeds/s     polled over HTTP where nothing is new: {first / together:.1f} times "
        f"as many as with documents, {single / together:.1f} times as many as with a transaction each"
    )


async def _round(
    wanted: list[tuple[FollowedFeed, Feed]],
    settings: FetchSettings,
    web: WebSource,
    parser: FeedParser,
    store: Store,
    keep: object,
) -> None:
    await poll(
        wanted,
        settings=settings,
        sources={"http": web},
        parser=parser,
        feeds=keep,  # type: ignore[arg-type]
        entries=store.entries,
        now=NOW,
    )


async def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    await work()  # type: ignore[misc]
    return time.perf_counter() - begun


@dataclass(frozen=True, slots=True, kw_only=True)
class _OneByOne:
    """Record every state in a transaction of its own."""

    store: Store

    def record(self, states: Mapping[int, FetchState]) -> None:
        for feed_id, state in states.items():
            self.store.feeds.record({feed_id: state})


@asynccontextmanager
async def _server():
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVER), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    print(polling())
