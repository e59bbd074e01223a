"""What an admin should know of the site's health: is anything late, lost, looping or dead? Pure.

`diagnose` is for now (notices while the service runs), `trust_report` adds what only a week shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from digest.editing.feed_health import labels
from digest.editing.spans import span_in_words
from digest.model import ChannelHealth, FeedHealth, Finding, Health

__all__ = ["diagnose", "trust_report"]

LATE = timedelta(minutes=15)
DEAD_AFTER = timedelta(days=3)
SILENT_AFTER = timedelta(days=30)
TRIED = 3
"""How often a feed that never worked is tried before it is in trouble, however new it is."""
LOOPING = 10
ENOUGH = 20
"""Entries from which on the share of copies says something about a feed."""
COPIES = 0.95


def diagnose(health: Health) -> tuple[Finding, ...]:
    """List the troubles there are now, those first that keep readers waiting."""
    return (*_clock(health), *_channels(health), *_lane(health), *_feeds(health))


def trust_report(health: Health) -> tuple[Finding, ...]:
    """List troubles, and what was noticed over the span: skipped slots, silent feeds, feeds of copies."""
    return (*diagnose(health), *_skipped(health), *_noticed(health))


def _clock(health: Health) -> Iterator[Finding]:
    if health.seen_to is not None and health.at - health.seen_to > LATE:
        behind = span_in_words(health.at - health.seen_to)
        yield _trouble("clock", f"no slot was looked after for {behind}: is `digest run` running?")


def _channels(health: Health) -> Iterator[Finding]:
    for one in health.channels:
        if one.oldest_due is not None and health.at - one.oldest_due > LATE and not health.paused:
            yield _trouble(f"channel:{one.channel}", _late(one, health.at - one.oldest_due))
        elif one.reason and one.most_attempts == 0 and one.waiting:
            yield _trouble(f"channel:{one.channel}", f"{one.channel} is down, {one.waiting} wait: {one.reason}")
        if one.uncertain:
            sentence = f"of {one.uncertain} deliveries by {one.channel} nobody knows whether they went out"
            yield _trouble(f"uncertain:{one.channel}", f"{sentence}; `digest deliver --uncertain` sends them again")
        if one.most_attempts >= LOOPING:
            yield _trouble(
                f"looping:{one.channel}",
                f"a delivery by {one.channel} was tried {one.most_attempts} times: {one.reason}",
            )


def _late(one: ChannelHealth, behind: timedelta) -> str:
    reason = f": {one.reason}" if one.reason else ""
    return f"{one.waiting} deliveries wait for {one.channel}, the oldest for {span_in_words(behind)}{reason}"


def _lane(health: Health) -> Iterator[Finding]:
    if health.oldest_ungrouped is not None and health.at - health.oldest_ungrouped > LATE:
        yield _trouble(
            "lane", f"{health.ungrouped} entries wait to be grouped, since {health.oldest_ungrouped:%H:%M} UTC"
        )


def _feeds(health: Health) -> Iterator[Finding]:
    names = labels(health.feeds)
    for feed in health.feeds:
        if (trouble := _ails(feed, health.at)) is not None:
            yield _trouble(f"feed:{feed.id}", f"{names[feed.id]} {trouble}")


def _ails(feed: FeedHealth, now: datetime) -> str | None:
    """Say what is wrong with a feed; what worked once and fails for less than three days may be well again soon."""
    if feed.status == "gone":
        return "is gone for good: remove it, or find its new address"
    if feed.status == "blocked":
        return f"turns us away: {feed.error}"
    if feed.status != "failing":
        return None
    if feed.succeeded_at is not None:
        dead = now - feed.succeeded_at > DEAD_AFTER
        return f"has not answered since {feed.succeeded_at:%Y-%m-%d}: {feed.error}" if dead else None
    if feed.failures >= TRIED or now - feed.followed_since > DEAD_AFTER:
        return f"has never worked: {feed.error}"
    return None


def _skipped(health: Health) -> Iterator[Finding]:
    for slot in health.skipped:
        key = f"skipped:{slot.digest_id}:{slot.label}:{slot.zone}"
        yield Finding(
            key=key, severity="notice", sentence=f"{slot.digest_id} {slot.label} {slot.zone} was skipped: missed"
        )


def _noticed(health: Health) -> Iterator[Finding]:
    names = labels(health.feeds)
    for feed in health.feeds:
        if (sentence := _about(feed, health.at)) is not None:
            yield Finding(key=f"feed:{feed.id}", severity="notice", sentence=f"{names[feed.id]} {sentence}")


def _about(feed: FeedHealth, now: datetime) -> str | None:
    if feed.moved_to:
        return f"has moved to {feed.moved_to}: change its url"
    if feed.status in {"ok", "unchanged"} and now - (feed.last_entry_at or feed.followed_since) > SILENT_AFTER:
        last = f"nothing new since {feed.last_entry_at:%Y-%m-%d}" if feed.last_entry_at else "never had an entry"
        return f"answers, but has {last}"
    if feed.entries >= ENOUGH and feed.copies >= COPIES * feed.entries:
        return f"only repeats what other feeds have: {feed.copies} of {feed.entries} entries are copies"
    return None


def _trouble(key: str, sentence: str) -> Finding:
    return Finding(key=key, severity="trouble", sentence=sentence)
