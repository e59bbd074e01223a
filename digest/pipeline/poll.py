"""Poll feeds: fetch a document, parse it, strip its furniture, store what is new.

A feed that fails costs only itself: its error is recorded and reported, the others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from digest.errors import FetchError
from digest.model import Feed, Fetched, FetchSettings, FetchState, FollowedFeed, Ingested, ParsedFeed
from digest.ports import Entries, Feeds, Parser, Source
from digest.stories.furniture import count_lines, strip_furniture

__all__ = ["Polled", "poll"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """How the poll of one feed ended. `status` is ok, unchanged, failing or waiting (no source for it yet)."""

    url: str
    name: str
    status: str
    ingested: Ingested
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poll:
    """What every poll of one round needs."""

    settings: FetchSettings
    sources: Mapping[str, Source]
    parser: Parser
    feeds: Feeds
    entries: Entries
    now: datetime


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
    job = _Poll(settings=settings, sources=sources, parser=parser, feeds=feeds, entries=entries, now=now)
    places = asyncio.Semaphore(settings.concurrency)

    async def one(followed: FollowedFeed, feed: Feed) -> Polled:
        async with places:
            ended = await _poll_one(job, followed, feed)
        report(ended)
        return ended

    return tuple(await asyncio.gather(*(one(followed, feed) for followed, feed in wanted)))


async def _poll_one(job: _Poll, followed: FollowedFeed, feed: Feed) -> Polled:
    source = job.sources.get(urlsplit(feed.url).scheme)
    if source is None:
        return _ended(followed, "waiting", detail="this kind of feed is not polled yet")
    try:
        fetched = await source.fetch(feed, followed.state)
        if fetched.body is None:
            await asyncio.to_thread(job.feeds.record, followed.id, _succeeded(feed, followed.state, fetched, job.now))
            return _ended(followed, "unchanged")
        parsed = await job.parser.parse(fetched, feed)
    except FetchError as error:
        await asyncio.to_thread(job.feeds.record, followed.id, _failed(followed.state, str(error), job.now))
        return _ended(followed, "failing", detail=str(error))
    ingested = await asyncio.to_thread(_ingest, job, followed, feed, fetched, parsed)
    return _ended(followed, "ok", ingested, detail=parsed.note)


def _ingest(job: _Poll, followed: FollowedFeed, feed: Feed, fetched: Fetched, parsed: ParsedFeed) -> Ingested:
    """Store a document without its furniture; lines count once an entry, however often it is polled."""
    here = count_lines(parsed.entries)
    before = job.entries.furniture(followed.id, here.keys())
    counts = {line: max(count, before.get(line, 0)) for line, count in here.items()}
    titles = frozenset(entry.title for entry in parsed.entries)
    bare = tuple(strip_furniture(entry, counts, titles) for entry in parsed.entries)
    ingested = job.entries.ingest(
        followed.id,
        replace(parsed, entries=bare),
        _succeeded(feed, followed.state, fetched, job.now),
        now=job.now,
        first_poll=job.settings.first_poll,
    )
    fresh = [entry for entry in parsed.entries if entry.keys and entry.keys[0] in ingested.new_keys]
    job.entries.count_lines(followed.id, count_lines(fresh))
    return ingested


def _succeeded(feed: Feed, before: FetchState, fetched: Fetched, now: datetime) -> FetchState:
    return FetchState(
        status="unchanged" if fetched.body is None else "ok",
        polled_at=now,
        succeeded_at=now,
        due_at=now + feed.every if feed.every else None,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        fingerprint=fetched.fingerprint or before.fingerprint,
    )


def _failed(before: FetchState, error: str, now: datetime) -> FetchState:
    return replace(before, status="failing", polled_at=now, failures=before.failures + 1, error=error)


def _ended(followed: FollowedFeed, status: str, ingested: Ingested | None = None, *, detail: str = "") -> Polled:
    return Polled(url=followed.url, name=followed.name, status=status, ingested=ingested or Ingested(), detail=detail)
