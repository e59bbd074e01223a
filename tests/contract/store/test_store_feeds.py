"""Feeds: following what the config lists, and remembering how polls went."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digest.errors import StoreError
from digest.model import Feed, FetchState, ParsedFeed

WIRE, POST = Feed(url="https://wire.example/rss", name="Wire"), Feed(url="https://post.example/rss")


def test_the_feeds_of_the_config_are_followed_and_others_of_it_dropped(store, now) -> None:
    store.feeds.sync([WIRE, POST], now)
    store.feeds.sync([POST], now)
    assert [feed.url for feed in store.feeds.followed()] == [POST.url]
    store.feeds.sync([], now)
    assert store.feeds.followed() == ()


def test_a_feed_that_comes_back_keeps_its_id_and_its_state(store, now) -> None:
    store.feeds.sync([WIRE], now)
    (before,) = store.feeds.followed()
    store.feeds.record({before.id: FetchState(status="ok", succeeded_at=now)})
    store.feeds.sync([], now)
    store.feeds.sync([WIRE], now)
    (after,) = store.feeds.followed()
    assert (after.id, after.state.succeeded_at) == (before.id, now)


def test_a_state_comes_back_as_it_was_recorded(store, now) -> None:
    """`etag` and `last_modified` byte for byte, even where they are no valid text."""
    store.feeds.sync([WIRE], now)
    (feed,) = store.feeds.followed()
    assert feed.state == FetchState()
    state = FetchState(
        status="failing",
        polled_at=now,
        succeeded_at=now - timedelta(hours=1, microseconds=7),
        due_at=now + timedelta(hours=1),
        failures=3,
        error="no answer",
        etag='W/"\udce9\x00"',
        last_modified="Sun, 14 Jun 2026 09:00:00 GMT",
        validators_from="https://wire.example/new",
        fingerprint="5eb63bbb",
        moved_to="https://wire.example/new",
    )
    store.feeds.record({feed.id: FetchState(status="ok")})
    store.feeds.record({feed.id: state})
    assert store.feeds.followed()[0].state == state


def test_a_feed_is_named_by_the_admin_else_by_itself_else_by_its_host(store, desk, now) -> None:
    post = desk.feed(POST.url)
    assert store.feeds.followed()[0].name == "post.example"
    store.entries.ingest(
        post, ParsedFeed(entries=(), title="Levant Post"), FetchState(), now=now, first_poll=timedelta(days=1)
    )
    assert store.feeds.followed()[0].name == "Levant Post"
    desk.feed(POST.url, name="The Post")
    assert store.feeds.followed()[0].name == "The Post"


def test_a_feed_listed_twice_is_followed_once(store, now) -> None:
    store.feeds.sync([WIRE, WIRE], now)
    assert len(store.feeds.followed()) == 1


def test_an_absurdly_long_address_is_refused_and_nothing_changes(store, now) -> None:
    store.feeds.sync([WIRE], now)
    with pytest.raises(StoreError, match="longer than 2000 bytes"):
        store.feeds.sync([Feed(url="https://x.example/" + "a" * 3000)], now)
    assert [feed.url for feed in store.feeds.followed()] == [WIRE.url]


def test_feeds_added_by_command_are_followed_beside_those_of_the_config(store, now) -> None:
    """Those that are followed already stay as they are; syncing the config leaves the others alone."""
    store.feeds.sync([WIRE], now)
    tagged = Feed(url=POST.url, name="Post", tags=("press",), language="tr")
    assert store.feeds.add([Feed(url=WIRE.url, name="Another name"), tagged, tagged], now) == 1
    assert store.feeds.add([tagged], now) == 0
    store.feeds.sync([WIRE], now)
    found = {feed.url: (feed.name, feed.origin, feed.tags, feed.language) for feed in store.feeds.followed()}
    assert found == {WIRE.url: ("Wire", "config", (), ""), POST.url: ("Post", "command", ("press",), "tr")}


def test_on_the_same_address_the_config_wins_and_the_command_stays(store, now) -> None:
    """What was added by command is followed on when the config drops it."""
    store.feeds.add([POST], now)
    store.feeds.sync([Feed(url=POST.url, name="The Post")], now)
    assert [(feed.name, feed.origin) for feed in store.feeds.followed()] == [("The Post", "command")]
    store.feeds.sync([], now)
    assert [feed.url for feed in store.feeds.followed()] == [POST.url]


def test_only_what_was_added_by_command_can_be_removed(store, now) -> None:
    store.feeds.sync([WIRE], now)
    store.feeds.add([POST], now)
    assert not store.feeds.remove(WIRE.url)
    assert not store.feeds.remove("https://never.example/rss")
    assert store.feeds.remove(POST.url)
    assert not store.feeds.remove(POST.url)
    assert [feed.url for feed in store.feeds.followed()] == [WIRE.url]


def test_a_feed_that_was_removed_belongs_to_whoever_follows_it_next(store, now) -> None:
    """To the config, which then also drops it; or to a command again, with its id."""
    store.feeds.add([POST], now)
    (before,) = store.feeds.followed()
    store.feeds.remove(POST.url)
    store.feeds.sync([POST], now)
    assert [(feed.id, feed.origin) for feed in store.feeds.followed()] == [(before.id, "config")]
    store.feeds.sync([], now)
    assert store.feeds.followed() == ()
    store.feeds.add([POST], now)
    assert [(feed.id, feed.origin) for feed in store.feeds.followed()] == [(before.id, "command")]


def test_many_states_are_recorded_at_once(store, now) -> None:
    """Nothing is recorded for nobody."""
    store.feeds.sync([Feed(url=f"https://wire.example/{number}") for number in range(1_000)], now)
    ids = [feed.id for feed in store.feeds.followed()]
    store.feeds.record({})
    store.feeds.record({feed_id: FetchState(status="unchanged", etag=f'"{feed_id}"') for feed_id in ids})
    assert all(feed.state.etag == f'"{feed.id}"' for feed in store.feeds.followed())
