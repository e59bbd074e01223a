"""What an admin is told: late, lost, looping, dead; and nothing while all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.editing.health import diagnose, trust_report
from digest.model import ChannelHealth, FeedHealth, Health, SkippedSlot

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
FEED = FeedHealth(
    id=3,
    name="Wire",
    url="https://wire.example/rss",
    status="ok",
    error="",
    followed_since=NOW - 90 * DAY,
    succeeded_at=NOW,
    last_entry_at=NOW,
    moved_to="",
    entries=40,
    copies=3,
)
MAIL = ChannelHealth(
    channel="email",
    waiting=0,
    held=0,
    uncertain=0,
    sent=9,
    failed=0,
    oldest_due=None,
    most_attempts=0,
    reason="",
)
WELL = Health(at=NOW, span=7 * DAY, seen_to=NOW, feeds=(FEED,), channels=(MAIL,))


def test_nothing_is_said_while_all_is_well() -> None:
    assert trust_report(WELL) == ()
    assert trust_report(Health(at=NOW, span=DAY)) == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": "gone"}, "Wire is gone for good: remove it, or find its new address"),
        ({"status": "blocked", "error": "403"}, "Wire turns us away: 403"),
        (
            {"status": "failing", "error": "no answer", "succeeded_at": NOW - 4 * DAY},
            "Wire has not answered since 2026-06-10: no answer",
        ),
        (
            {"status": "failing", "error": "no answer", "succeeded_at": None},
            "Wire has never worked: no answer",
        ),
    ],
)
def test_a_feed_in_trouble_is_named_with_its_reason(change, sentence: str) -> None:
    (found,) = diagnose(replace(WELL, feeds=(replace(FEED, **change),)))
    assert (found.key, found.severity, found.sentence) == ("feed:3", "trouble", sentence)


def test_a_feed_that_never_worked_is_named_after_a_few_tries() -> None:
    """Its address is wrong, most likely: whoever added it today can still mend it today."""
    new = replace(FEED, status="failing", error="404", succeeded_at=None, followed_since=NOW - MINUTE, failures=3)
    (found,) = diagnose(replace(WELL, feeds=(new,)))
    assert (found.severity, found.sentence) == ("trouble", "Wire has never worked: 404")
    assert diagnose(replace(WELL, feeds=(replace(new, failures=2),))) == ()
    assert diagnose(replace(WELL, feeds=(replace(new, succeeded_at=NOW - DAY),))) == ()


def test_feeds_of_one_name_are_told_apart_in_what_is_said_of_them() -> None:
    """Two feeds of one host that have no names of their own, for one."""
    wires = [replace(FEED, id=n, url=f"https://wire.example/{n}", status="gone") for n in (1, 2)]
    moved = [replace(FEED, id=n, name="a.example", url=f"https://a.example/{n}", moved_to="https://b/") for n in (3, 4)]
    found = trust_report(replace(WELL, feeds=(*wires, *moved)))
    assert [one.sentence.partition(" ")[0] for one in found[2:]] == ["https://a.example/3", "https://a.example/4"]
    assert [one.sentence.partition(" is ")[0] for one in found[:2]] == [
        "Wire (https://wire.example/1)",
        "Wire (https://wire.example/2)",
    ]


def test_a_feed_that_fails_since_yesterday_is_no_news() -> None:
    failing = replace(FEED, status="failing", succeeded_at=NOW - DAY)
    assert trust_report(replace(WELL, feeds=(failing,))) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"moved_to": "https://new.example/rss"}, "has moved to https://new.example/rss"),
        ({"last_entry_at": NOW - 31 * DAY}, "nothing new since 2026-05-14"),
        ({"last_entry_at": None}, "never had an entry"),
        ({"copies": 39}, "39 of 40 entries are copies"),
    ],
)
def test_a_week_shows_what_a_feed_is_worth(change, words: str) -> None:
    health = replace(WELL, feeds=(replace(FEED, **change),))
    (found,) = trust_report(health)
    assert found.severity == "notice"
    assert words in found.sentence
    assert diagnose(health) == ()


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"waiting": 5, "oldest_due": NOW - 16 * MINUTE}, "channel:email", "the oldest for 16 min"),
        ({"waiting": 5, "reason": "refused"}, "channel:email", "email is down, 5 wait: refused"),
        ({"uncertain": 2}, "uncertain:email", "digest deliver --uncertain"),
        ({"waiting": 1, "most_attempts": 12, "reason": "greylisted"}, "looping:email", "tried 12 times"),
    ],
)
def test_a_channel_in_trouble_is_named(change, key: str, words: str) -> None:
    (found,) = diagnose(replace(WELL, channels=(replace(MAIL, **change),)))
    assert found.key == key
    assert words in found.sentence


def test_what_waits_while_sending_is_paused_is_not_late() -> None:
    waiting = replace(MAIL, waiting=5, oldest_due=NOW - DAY)
    assert diagnose(replace(WELL, channels=(waiting,), paused=True)) == ()


def test_a_clock_nobody_looks_at_and_a_lane_nobody_works_off_are_named() -> None:
    health = replace(WELL, seen_to=NOW - 3 * DAY, ungrouped=7, oldest_ungrouped=NOW - 20 * MINUTE)
    assert [found.key for found in diagnose(health)] == ["clock", "lane"]


def test_a_skipped_slot_is_said_once() -> None:
    slot = SkippedSlot(digest_id="morning", label="2026-06-14T07:30", zone="Europe/Istanbul")
    (found,) = trust_report(replace(WELL, skipped=(slot,)))
    assert found.sentence == "morning 2026-06-14T07:30 Europe/Istanbul was skipped: missed"
