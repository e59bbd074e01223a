"""When a feed is polled again, and what is remembered of it until then.

A success is followed by the feed's own interval, failures by an exponential back-off with a jitter that
depends on the feed alone, so that a thousand feeds of one dead server do not come back in one second. What
the server asks for is a floor. Nothing waits longer than a day, except what is gone: that is never due by itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from digest.editing.pace import LONGEST_PACE, USUAL_PACE, next_pace
from digest.errors import FetchError
from digest.model import Feed, Fetched, FetchState, ParsedFeed

__all__ = ["after_failure", "after_success", "is_due"]

LEAST_WAIT: Final = timedelta(minutes=1)
"""After a failure even a file is left alone for a while: the service asks every few seconds what is due."""
LONGEST_WAIT: Final = timedelta(days=1)
CLOCK_STEP: Final = timedelta(minutes=2)
BLOCKED_WAIT: Final = timedelta(hours=6)
"""A server that turns us away is not asked more often than this: knocking makes it worse."""
MOST_MOVED_FAILURES: Final = 3
"""After so many failures at the address a feed has moved to, the one in the config is tried again."""


def is_due(state: FetchState, now: datetime) -> bool:
    """Tell whether a feed is to be polled now; one that is gone is only polled by name.

    A poll in the future was before the clock was put back: who waited for its next would wait too long.
    """
    if state.status == "gone":
        return False
    went_back = state.polled_at is not None and state.polled_at > now + CLOCK_STEP
    return state.due_at is None or state.due_at <= now or went_back


def after_success(
    feed: Feed, before: FetchState, fetched: Fetched, parsed: ParsedFeed | None, now: datetime
) -> FetchState:
    """Remember a document that was parsed (None: it has not changed); only now is a new address adopted."""
    moved_to = fetched.moved_to or before.moved_to
    pace = _pace(before, fetched, parsed, now)
    return FetchState(
        status="unchanged" if fetched.body is None else "ok",
        polled_at=now,
        succeeded_at=now,
        due_at=now + max(_spread(feed, _interval(feed, pace)), _asked_for(fetched.retry_after)),
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        validators_from=fetched.url if fetched.etag or fetched.last_modified else "",
        fingerprint=fetched.fingerprint or before.fingerprint,
        moved_to="" if moved_to == feed.url else moved_to,
        pace_seconds=pace.total_seconds(),
    )


def after_failure(feed: Feed, before: FetchState, error: FetchError, now: datetime) -> FetchState:
    """Remember a failure; what fails where the feed has moved to says nothing of its own address."""
    failures = before.failures + (not error.ours)
    gone_astray = bool(before.moved_to) and (error.trouble == "gone" or failures >= MOST_MOVED_FAILURES)
    gone = error.trouble == "gone" and not before.moved_to
    return replace(
        before,
        status="failing" if gone_astray else error.trouble,
        polled_at=now,
        due_at=None if gone else now + _wait(feed, before, error),
        failures=failures,
        error=str(error),
        moved_to="" if gone_astray else before.moved_to,
    )


def _pace(before: FetchState, fetched: Fetched, parsed: ParsedFeed | None, now: datetime) -> timedelta:
    """Follow what the feed does; what its server or the document ask for is a floor, within reason."""
    dates = None if parsed is None else [entry.published for entry in parsed.entries if entry.published]
    asked = max(fetched.fresh_for, parsed.ttl if parsed else timedelta(0))
    return max(next_pace(timedelta(seconds=before.pace_seconds), dates, now), min(asked, LONGEST_PACE))


def _interval(feed: Feed, pace: timedelta) -> timedelta:
    """Take the admin's word; else the feed's own pace. A file is read whenever somebody asks."""
    if feed.every is not None:
        return feed.every
    if feed.url.startswith("file:"):
        return timedelta(0)
    return pace or USUAL_PACE


def _spread(feed: Feed, interval: timedelta) -> timedelta:
    """Let feeds that nobody gave an interval not come in step: up to a fifth later, always the same for a feed."""
    return interval if feed.every is not None else interval * (1 + _jitter(feed.url, 0))


def _wait(feed: Feed, before: FetchState, error: FetchError) -> timedelta:
    doubled = max(_interval(feed, timedelta(seconds=before.pace_seconds)), LEAST_WAIT) * (
        1 if error.ours else 2 ** min(before.failures, 16)
    )
    least = BLOCKED_WAIT if error.trouble == "blocked" else timedelta(0)
    backed_off: timedelta = min(max(doubled, least), LONGEST_WAIT)
    return max(backed_off * (1 - _jitter(feed.url, before.failures)), _asked_for(error.retry_after))


def _asked_for(retry_after: timedelta | None) -> timedelta:
    return min(retry_after or timedelta(0), LONGEST_WAIT)


def _jitter(url: str, failures: int) -> float:
    """Give up to a fifth, always the same for a feed and a count."""
    return int.from_bytes(sha256(f"{url} {failures}".encode("utf-8", "replace")).digest()[:4]) / 2**32 / 5
