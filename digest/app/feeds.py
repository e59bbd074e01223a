"""Bring entries in: poll the feeds that are due, group what they brought."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from digest.app.site import App
from digest.editing.feed_health import labels
from digest.editing.polls import is_due
from digest.errors import DigestError
from digest.model import Feed, FollowedFeed
from digest.pipeline.group import Grouped, group
from digest.pipeline.poll import Polled, poll
from digest.stories.witnesses import TERMS

__all__ = ["group_entries", "poll_feeds"]

PATIENCE = timedelta(minutes=2)
"""How long publishing waits for a group lane that another process holds."""
STEP = timedelta(seconds=1)


async def poll_feeds(
    app: App,
    now: datetime,
    *,
    names: Collection[str] = (),
    everything: bool = False,
    begun: Callable[[int, Mapping[str, str]], None] = lambda *_: None,
    report: Callable[[Polled], None] = lambda _: None,
) -> tuple[Polled, ...]:
    """Poll the feeds that are due, or those with these names or URLs, or all; then, if there were any, forget old entries.

    `begun` is told how many it will be and, by URL, what every feed is called so that none is taken for another;
    `report` is told how each ended.
    """
    followed = await asyncio.to_thread(app.store.feeds.followed)
    wanted = _wanted(followed, now, names, everything=everything)
    called = labels(followed)
    begun(len(wanted), {feed.url: called[feed.id] for feed in followed})
    configured = {feed.url: feed for feed in app.settings.feeds}
    polled = await poll(
        [(feed, configured.get(feed.url) or _as_followed(feed)) for feed in wanted],
        settings=app.settings.fetch,
        sources=app.sources,
        parser=app.parser,
        feeds=app.store.feeds,
        entries=app.store.entries,
        now=now,
        report=report,
    )
    if wanted:
        await _prune(app, now)
    return polled


def _wanted(
    followed: Sequence[FollowedFeed], now: datetime, names: Collection[str], *, everything: bool
) -> tuple[FollowedFeed, ...]:
    """List the feeds to poll; one that is gone is asked only by name."""
    known = {name for feed in followed for name in (feed.url, feed.name)}
    if strangers := sorted(set(names) - known):
        raise DigestError(f"no feed is called {', '.join(strangers)}; `digest feeds` lists them")
    if names:
        return tuple(feed for feed in followed if {feed.url, feed.name} & set(names))
    if everything:
        return tuple(feed for feed in followed if feed.state.status != "gone")
    return tuple(feed for feed in followed if is_due(feed.state, now))


def _as_followed(feed: FollowedFeed) -> Feed:
    """Give the settings of a feed that was added by command."""
    return Feed(url=feed.url, name=feed.name, language=feed.language, tags=feed.tags)


async def _prune(app: App, now: datetime, batch: int = 500) -> None:
    """Delete entries past `keep`, in small batches that never hold the database for long; what grouping remembers stays."""
    before = now - max(app.settings.store.keep, TERMS * app.settings.grouping.window)
    while await asyncio.to_thread(app.store.entries.prune, before, batch) == batch:
        await asyncio.sleep(0)


async def group_entries(app: App, now: datetime) -> Grouped:
    """Group all that waits; wait two minutes at most for a lane that another process holds."""
    entries = opened = revisions = 0
    failed: tuple[str, ...] = ()
    waited = timedelta(0)
    while True:
        done = await group(app.lane, entries=app.store.entries, stories=app.store.stories, now=now + waited)
        entries, opened, revisions = entries + done.entries, opened + done.opened, revisions + done.revisions
        failed += done.failed
        if done.finished or waited >= PATIENCE:
            break
        if done.held_elsewhere:
            await asyncio.sleep(STEP.total_seconds())
            waited += STEP
    return Grouped(
        entries=entries,
        opened=opened,
        revisions=revisions,
        failed=failed,
        held_elsewhere=done.held_elsewhere,
        finished=done.finished,
    )
