"""How a feed is doing, in words for an admin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from digest.editing.spans import span_in_words
from digest.model import FeedHealth, FetchState, FollowedFeed
from digest.urls import host

__all__ = ["ago", "health", "labels", "next_poll"]

_MINUTE: Final = timedelta(minutes=1)


def labels(feeds: Sequence[FollowedFeed | FeedHealth]) -> Mapping[int, str]:
    """Call no two feeds the same, by their ids: several of one name are told apart by their addresses."""
    counts = Counter(feed.name for feed in feeds)
    return {feed.id: feed.name if counts[feed.name] == 1 else _addressed(feed) for feed in feeds}


def _addressed(feed: FollowedFeed | FeedHealth) -> str:
    return feed.url if feed.name in {host(feed.url), ""} else f"{feed.name} ({feed.url})"


def health(state: FetchState, now: datetime) -> str:
    """Say how the last poll went, and since when it has been so where it is bad: "ok, 12 min ago"."""
    if state.polled_at is None:
        return "never polled"
    if state.status in {"ok", "unchanged"}:
        moved = f"; it has moved to {state.moved_to}" if state.moved_to else ""
        return f"{state.status}, {ago(state.polled_at, now)}{moved}"
    since = f"worked {ago(state.succeeded_at, now)}" if state.succeeded_at else "never worked"
    times = f", {state.failures} times" if state.failures > 1 else ""
    return f"{state.status}{times}, {since}: {state.error}"


def next_poll(state: FetchState, now: datetime) -> str:
    """Say when the feed is polled again: "now", "in 25 min", "by hand only"."""
    if state.status == "gone":
        return "by hand only"
    if state.due_at is None or state.due_at <= now:
        return "now"
    return f"in {_at_least_a_minute(state.due_at - now)}"


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago it was: "12 min ago", "just now"."""
    return f"{_at_least_a_minute(now - moment)} ago" if moment < now else "just now"


def _at_least_a_minute(span: timedelta) -> str:
    return span_in_words(max(span, _MINUTE))
