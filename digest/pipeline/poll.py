"""Poll feeds: fetch a document, parse it, strip its furniture, store what is new.

A feed that fails costs only itself: its error is recorded and reported, the others go on, and feeds of one
site that answers slowly wait for each other, not others for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from digest.editing.polls import after_failure, after_success
from digest.errors import FetchError
from digest.model import Feed, FetchSettings, FetchState, FollowedFeed, Ingested, ParsedFeed
from digest.ports import Entries, Feeds, Parser, Source
from digest.stories.furniture import count_lines, strip_furniture
from digest.stories.spoken import as_spoken
from digest.urls import site

__all__ = ["Polled", "poll"]

AT_ONCE_A_SITE = 4
"""How many times `per_host` the feeds of one registered domain may take of `concurrency`."""
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """How the poll of one feed ended.

    `status` is ok, unchanged, failing, blocked, gone or waiting (no source for it yet); `moved_to` is set
    when this poll adopted a new address.
    """

    url: str
    name: str
    status: str
    ingested: Ingested
    detail: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poll:
    """What every poll of one round needs."""

    settings: FetchSettings
    sources: Mapping[str, Source]
    parser: Parser
    entries: Entries
    now: datetime
    places: _Places
    states: _States


async def poll(
    wanted: Sequence[tuple[FollowedFeed, Feed]],
    *,
    settings: FetchSettings,
    sources: Mapping[str, Source],
    parser: Parser,
    feeds: Feeds,
    entries: Entries,
    now: datetime,
    report: Callable[[Polled], None] = lambda _: None,
) -> tuple[Polled, ...]:
    """Poll these feeds at most `concurrency` at a time and say how each ended, in their order.

    `sources` are by URL scheme; `report` is called as each poll ends.
    """
    places, states = _Places(settings), _States(feeds)
    job = _Poll(
        settings=settings, sources=sources, parser=parser, entries=entries, now=now, places=places, states=states
    )

    async def one(followed: FollowedFeed, feed: Feed) -> Polled:
        async with places.at(followed.state.moved_to or feed.url):
            ended = await _poll_one(job, followed, feed)
        report(ended)
        return ended

    polls = [asyncio.create_task(one(followed, feed)) for followed, feed in wanted]
    try:
        return tuple(await asyncio.gather(*polls))
    finally:
        await _stop(polls)
        await states.write()


async def _stop(polls: Sequence[asyncio.Task[Polled]]) -> None:
    """Let nobody go on after an error that is not a feed's own, and wait for all: the store may be closed next.

    Each is told once: a second time would cut off what it puts away.
    """
    for one in polls:
        if not one.cancelling():
            one.cancel()
    await asyncio.gather(*polls, return_exceptions=True)


async def _poll_one(job: _Poll, followed: FollowedFeed, feed: Feed) -> Polled:
    source = job.sources.get(urlsplit(feed.url).scheme)
    if source is None:
        return _ended(followed, "waiting", detail="this kind of feed is not polled yet")
    try:
        fetched = await source.fetch(feed, followed.state)
        parsed = None if fetched.body is None else await job.parser.parse(fetched, feed)
    except FetchError as error:
        state = after_failure(feed, followed.state, error, job.now)
        await job.states.add(followed.id, state)
        return _ended(followed, state.status, detail=state.error)
    state = after_success(feed, followed.state, fetched, parsed, job.now)
    moved_to = state.moved_to if state.moved_to != followed.state.moved_to else ""
    if parsed is None:
        await job.states.add(followed.id, state)
        return _ended(followed, "unchanged", moved_to=moved_to)
    ingested = await asyncio.to_thread(_ingest, job, followed, feed, parsed, state)
    detail = "; ".join(filter(None, (parsed.note, _held(ingested))))
    return _ended(followed, "ok", ingested, detail=detail, moved_to=moved_to)


def _held(ingested: Ingested) -> str:
    if not ingested.held:
        return ""
    return f"{ingested.held} entries came back as new and are held, not sent: the feed changed its ids or was filled up"


def _ingest(job: _Poll, followed: FollowedFeed, feed: Feed, parsed: ParsedFeed, state: FetchState) -> Ingested:
    """Store a document without its furniture; lines count once an entry, however often it is polled."""
    here = count_lines(parsed.entries)
    before = job.entries.furniture(followed.id, here.keys())
    counts = {line: max(count, before.get(line, 0)) for line, count in here.items()}
    titles = frozenset(entry.title for entry in parsed.entries)
    bare = tuple(strip_furniture(entry, counts, titles) for entry in parsed.entries)
    entries = bare if feed.language else as_spoken(bare)
    ingested = job.entries.ingest(
        followed.id, replace(parsed, entries=entries), state, now=job.now, first_poll=job.settings.first_poll
    )
    fresh = [entry for entry in parsed.entries if entry.keys and entry.keys[0] in ingested.new_keys]
    job.entries.count_lines(followed.id, count_lines(fresh))
    return ingested


def _ended(
    followed: FollowedFeed, status: str, ingested: Ingested | None = None, *, detail: str = "", moved_to: str = ""
) -> Polled:
    return Polled(
        url=followed.url,
        name=followed.name,
        status=status,
        ingested=ingested or Ingested(),
        detail=detail,
        moved_to=moved_to,
    )


class _Places:
    """Who may poll now: `concurrency` feeds in all, and only some of them at one site.

    The site comes first: feeds that wait for a slow one hold no place that another could use.
    """

    def __init__(self, settings: FetchSettings) -> None:
        self._all = asyncio.Semaphore(settings.concurrency)
        self._at_once = AT_ONCE_A_SITE * settings.per_host
        self._sites: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def at(self, url: str) -> AsyncIterator[None]:
        """Wait for a place at the site of this address, and hold it."""
        async with self._sites.setdefault(site(url) or url, asyncio.Semaphore(self._at_once)), self._all:
            yield


@dataclass(slots=True)
class _States:
    """States of polls that brought nothing to ingest, written many at a time: most polls bring nothing.

    Those that are lost with a crash are polled again, which costs a request each and nothing else.
    """

    feeds: Feeds
    waiting: dict[int, FetchState] = field(default_factory=dict)

    async def add(self, feed_id: int, state: FetchState) -> None:
        """Keep a state; write them when they are many."""
        self.waiting[feed_id] = state
        if len(self.waiting) >= BATCH:
            await self.write()

    async def write(self) -> None:
        """Write what waits."""
        states, self.waiting = self.waiting, {}
        if states:
            await asyncio.to_thread(self.feeds.record, states)
