"""When a feed is polled again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.editing.polls import after_failure, after_success, is_due
from digest.errors import FetchError
from digest.model import Feed, Fetched, FetchState, ParsedEntry, ParsedFeed

NOW = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)
WIRE = Feed(url="https://wire.example/rss")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fetched(**other: object) -> Fetched:
    return Fetched(**({"body": b"x", "url": WIRE.url} | other))


def waits(state: FetchState) -> timedelta:
    assert state.due_at is not None
    return state.due_at - NOW


def test_a_feed_is_due_when_its_time_has_come_or_it_was_never_polled() -> None:
    assert is_due(FetchState(), NOW)
    assert is_due(FetchState(status="ok", due_at=NOW), NOW)
    assert not is_due(FetchState(status="ok", due_at=NOW + timedelta(seconds=1)), NOW)


def parsed(*hours_ago: float, ttl: timedelta = timedelta(0)) -> ParsedFeed:
    entries = [
        ParsedEntry(keys=(f"guid:{n}",), title=str(n), published=NOW - hours * HOUR)
        for n, hours in enumerate(hours_ago)
    ]
    return ParsedFeed(entries=tuple(entries), ttl=ttl)


@pytest.mark.parametrize(
    ("feed", "retry_after", "wait"),
    [
        (Feed(url=WIRE.url, every=HOUR), None, HOUR),
        (Feed(url=WIRE.url, every=HOUR), 2 * HOUR, 2 * HOUR),
        (Feed(url=WIRE.url, every=HOUR), timedelta(minutes=1), HOUR),
        (WIRE, 90 * DAY, DAY),
        (Feed(url="file:///wire.xml"), None, timedelta(0)),
        (Feed(url="file:///wire.xml", every=HOUR), None, HOUR),
    ],
)
def test_a_success_is_followed_by_the_interval_or_by_what_the_server_asks_for(
    feed: Feed, retry_after: timedelta | None, wait: timedelta
) -> None:
    """A file is due whenever somebody asks, unless the admin says otherwise."""
    assert waits(after_success(feed, FetchState(), fetched(retry_after=retry_after), None, NOW)) == wait


@pytest.mark.parametrize(
    ("dates", "pace"),
    [
        ([hour / 10 for hour in range(1, 31)], timedelta(minutes=5)),  # one every six minutes
        ([float(hour) for hour in range(1, 20)], timedelta(minutes=30)),  # one an hour
        ([float(4 * hour) for hour in range(1, 20)], 2 * HOUR),
        ([24.0 * day for day in range(1, 20)], 4 * HOUR),  # one a day
        ([-5.0, 1.0], timedelta(minutes=30)),  # one of tomorrow says nothing
    ],
)
def test_auto_polls_twice_as_often_as_a_feed_publishes(dates: list[float], pace: timedelta) -> None:
    """By its newest entries, between five minutes and four hours; each feed a little later in its own way."""
    state = after_success(WIRE, FetchState(), fetched(), parsed(*dates), NOW)
    assert timedelta(seconds=state.pace_seconds) == pace
    assert pace <= waits(state) <= pace * 1.2


def test_auto_comes_later_where_nothing_changes_and_sooner_where_undated_news_comes() -> None:
    state = FetchState()
    for _ in range(20):
        before, state = state, after_success(WIRE, state, fetched(body=None), None, NOW)
        assert state.pace_seconds >= before.pace_seconds
    assert timedelta(seconds=state.pace_seconds) == 4 * HOUR
    undated = ParsedFeed(entries=(ParsedEntry(keys=("guid:1",), title="1"),))
    sooner = after_success(WIRE, state, fetched(), undated, NOW)
    assert sooner.pace_seconds < state.pace_seconds


def test_what_the_feed_or_its_server_call_fresh_is_a_floor_within_reason() -> None:
    """`<ttl>`, or `Cache-Control: max-age`; a year of it is nobody's wish."""
    busy = [hour / 10 for hour in range(1, 31)]
    pace = after_success(WIRE, FetchState(), fetched(), parsed(*busy, ttl=HOUR), NOW).pace_seconds
    assert timedelta(seconds=pace) == HOUR
    pace = after_success(WIRE, FetchState(), fetched(fresh_for=DAY), parsed(*busy), NOW).pace_seconds
    assert timedelta(seconds=pace) == 4 * HOUR
    admin = Feed(url=WIRE.url, every=timedelta(minutes=1))
    assert waits(after_success(admin, FetchState(), fetched(fresh_for=DAY), parsed(), NOW)) == timedelta(minutes=1)


def test_a_success_ends_all_trouble_and_keeps_what_is_needed_next_time() -> None:
    before = FetchState(status="failing", failures=7, error="no answer", fingerprint="f0")
    state = after_success(
        WIRE, before, fetched(body=None, etag='"1"', fingerprint="", url="https://cdn.example/1"), None, NOW
    )
    assert (state.status, state.failures, state.error, state.fingerprint) == ("unchanged", 0, "", "f0")
    assert (state.etag, state.validators_from, state.succeeded_at) == ('"1"', "https://cdn.example/1", NOW)


@given(failures=st.integers(0, 10_000), every=st.timedeltas(timedelta(minutes=1), timedelta(days=30)))
def test_failures_back_off_and_nothing_waits_longer_than_a_day(failures: int, every: timedelta) -> None:
    """At least four fifths of the doubled interval, and never more than it."""
    feed = Feed(url=WIRE.url, every=every)
    state = after_failure(feed, FetchState(failures=failures), FetchError("no answer"), NOW)
    doubled = min(every * 2 ** min(failures, 16), DAY)
    assert doubled * 0.79 <= waits(state) <= doubled
    assert (state.status, state.failures, state.error) == ("failing", failures + 1, "no answer")
    assert state == after_failure(feed, FetchState(failures=failures), FetchError("no answer"), NOW)


def test_a_file_that_fails_is_not_read_every_few_seconds() -> None:
    """It is back within a minute where it failed once, a day at most where it always does."""
    wire = Feed(url="file:///wire.xml")
    assert timedelta(seconds=47) <= waits(after_failure(wire, FetchState(), FetchError("no such file"), NOW))
    assert waits(after_failure(wire, FetchState(), FetchError("no such file"), NOW)) <= timedelta(minutes=1)
    assert waits(after_failure(wire, FetchState(failures=40), FetchError("no such file"), NOW)) <= DAY


def test_a_fault_of_this_machine_does_not_count_against_a_feed() -> None:
    """A night without a network must not cost the morning: feeds come back after their usual interval."""
    state = FetchState(status="ok", moved_to="https://new.example/rss")
    for _ in range(100):
        state = after_failure(WIRE, state, FetchError("no network", ours=True), NOW)
    assert (state.status, state.failures, state.moved_to) == ("failing", 0, "https://new.example/rss")
    assert waits(state) <= timedelta(minutes=30)


def test_feeds_of_one_dead_server_come_back_at_different_times() -> None:
    states = [
        after_failure(Feed(url=f"https://wire.example/{n}"), FetchState(), FetchError("down"), NOW) for n in range(100)
    ]
    assert len({state.due_at for state in states}) > 90


@given(asked=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_the_server_asks_for_is_a_floor_and_a_day_the_ceiling(asked: timedelta) -> None:
    state = after_failure(WIRE, FetchState(), FetchError("too often", retry_after=asked), NOW)
    assert min(asked, DAY) <= waits(state) <= DAY


def test_a_server_that_turns_us_away_is_left_alone_for_hours() -> None:
    """Knocking every half hour would make it worse."""
    state = after_failure(WIRE, FetchState(), FetchError("no", trouble="blocked"), NOW)
    assert state.status == "blocked"
    assert waits(state) > 4 * HOUR


def test_what_is_gone_is_never_due_by_itself() -> None:
    state = after_failure(WIRE, FetchState(), FetchError("410", trouble="gone"), NOW)
    assert (state.status, state.due_at) == ("gone", None)
    assert not is_due(state, NOW + 1_000 * DAY)


def test_a_new_address_is_adopted_and_given_up_when_the_feed_is_back_home() -> None:
    moved = after_success(WIRE, FetchState(), fetched(moved_to="https://new.example/rss"), parsed(1), NOW)
    assert moved.moved_to == "https://new.example/rss"
    assert after_success(WIRE, moved, fetched(), parsed(1), NOW).moved_to == "https://new.example/rss"
    assert after_success(WIRE, moved, fetched(moved_to=WIRE.url), parsed(1), NOW).moved_to == ""


def test_what_fails_for_good_where_it_moved_to_is_tried_at_home_again() -> None:
    """At once when it is gone there, after three failures of another kind; being gone there is not the feed's end."""
    moved = FetchState(status="ok", moved_to="https://new.example/rss")
    gone = after_failure(WIRE, moved, FetchError("410", trouble="gone"), NOW)
    assert (gone.status, gone.moved_to) == ("failing", "")
    assert waits(gone) <= HOUR
    state = moved
    for _ in range(2):
        state = after_failure(WIRE, state, FetchError("not a feed"), NOW)
        assert state.moved_to == "https://new.example/rss"
    assert after_failure(WIRE, state, FetchError("not a feed"), NOW).moved_to == ""
