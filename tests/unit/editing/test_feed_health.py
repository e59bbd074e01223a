"""How a feed is doing, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.editing.feed_health import ago, health, labels, next_poll
from digest.model import FetchState, FollowedFeed

NOW = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FetchState(), "never polled"),
        (FetchState(status="ok", polled_at=NOW - 12 * MINUTE, succeeded_at=NOW), "ok, 12 min ago"),
        (FetchState(status="unchanged", polled_at=NOW), "unchanged, just now"),
        (
            FetchState(status="ok", polled_at=NOW, moved_to="https://new.example/rss"),
            "ok, just now; it has moved to https://new.example/rss",
        ),
        (
            FetchState(status="failing", polled_at=NOW, succeeded_at=NOW - 3 * DAY, failures=5, error="no answer"),
            "failing, 5 times, worked 3 days ago: no answer",
        ),
        (
            FetchState(status="blocked", polled_at=NOW, failures=1, error="wire.example turns us away"),
            "blocked, never worked: wire.example turns us away",
        ),
    ],
)
def test_health_is_told_in_words(state: FetchState, words: str) -> None:
    assert health(state, NOW) == words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FetchState(), "now"),
        (FetchState(status="ok", due_at=NOW), "now"),
        (FetchState(status="ok", due_at=NOW + 25 * MINUTE), "in 25 min"),
        (FetchState(status="ok", due_at=NOW + timedelta(seconds=5)), "in 1 min"),
        (FetchState(status="failing", due_at=NOW + timedelta(hours=23, minutes=59)), "in 24 h"),
        (FetchState(status="gone"), "by hand only"),
    ],
)
def test_the_next_poll_is_told_in_words(state: FetchState, words: str) -> None:
    assert next_poll(state, NOW) == words


def test_a_clock_that_went_back_is_just_now() -> None:
    assert ago(NOW + DAY, NOW) == "just now"


def test_no_two_feeds_are_called_the_same() -> None:
    """Names that are one feed's alone stay as they are; others are told apart by the address."""
    named = [
        ("Wire", "https://wire.example/rss"),
        ("a.example", "https://a.example/1"),
        ("a.example", "https://a.example/2"),
    ]
    named += [("News", "https://b.example/"), ("News", "https://c.example/")]
    feeds = [
        FollowedFeed(id=number, url=url, name=name, origin="config", state=FetchState())
        for number, (name, url) in enumerate(named)
    ]
    assert list(labels(feeds).values()) == [
        "Wire",
        "https://a.example/1",
        "https://a.example/2",
        "News (https://b.example/)",
        "News (https://c.example/)",
    ]
