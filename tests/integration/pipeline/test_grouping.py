"""The group lane over the store: who takes it, and what a process that takes it over remembers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from digest.model import Feed, FetchState, GroupingSettings, ParsedEntry, ParsedFeed
from digest.pipeline.group import GroupLane, group
from digest.store import Store, open_store
from digest.stories.reading import Reading
from digest.stories.terms import Features
from digest.stories.window import Window

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)
NEWS = (
    (0, "Ferry capsizes on Lake Kivu near Goma, dozens missing"),
    (0, "Bakers of Lyon win a prize for sourdough"),
    (1, "Dozens missing after ferry capsizes near Goma on Lake Kivu"),
    (9, "Snow closes an alpine pass between Uri and Wallis"),
    (10, "Captain of ferry that capsized on Lake Kivu near Goma arrested"),
    (12, "Lyon bakers defend their prize for sourdough"),
    (17, "Trial of captain opens: ferry capsized on Lake Kivu near Goma"),
    (30, "Snow closes the alpine pass between Uri and Wallis again"),
    (30, "Trial of captain ends: years in prison for ferry that capsized on Lake Kivu near Goma"),
)


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite://")
    yield opened
    opened.close()


def hear(store: Store, number: int) -> datetime:
    """Take in one piece of news, from an outlet of its own; tell when."""
    days, title = NEWS[number]
    at = NOW + timedelta(days=days, minutes=number)
    store.feeds.sync([Feed(url=f"file:///{each}.xml", name=f"Outlet {each}") for each in range(len(NEWS))], NOW)
    feed = next(feed for feed in store.feeds.followed() if feed.name == f"Outlet {number}")
    entry = ParsedEntry(keys=(title,), title=title, published=at, language="en")
    state = FetchState(status="ok", polled_at=at, succeeded_at=at)
    store.entries.ingest(feed.id, ParsedFeed(entries=(entry,)), state, now=at, first_poll=timedelta(days=1))
    return at


def grouped(store: Store, owner: GroupLane, now: datetime) -> int:
    return asyncio.run(group(owner, entries=store.entries, stories=store.stories, now=now)).entries


def a_lane(owner: str) -> GroupLane:
    return GroupLane(owner=owner, settings=GroupingSettings())


def test_a_process_for_each_entry_makes_the_stories_that_one_for_all_makes(store: Store) -> None:
    """What outlasts the window comes back from the store: the ferry is known after days, and after the week after."""
    other, lasting = open_store("sqlite://"), a_lane("lasting")
    for number in range(len(NEWS)):
        for each, lane in ((store, a_lane(f"process {number}")), (other, lasting)):
            at = hear(each, number)
            assert grouped(each, lane, at) == 1
    found = [
        [
            (story.id, [(each.entry_id, each.score) for each in story.memberships])
            for story in each.stories.listing(NOW - timedelta(days=1))
        ]
        for each in (store, other)
    ]
    other.close()
    assert found[0] == found[1]
    assert [len(members) for _, members in found[0] if members[0][0] == 1] == [5]


def test_an_idle_process_leaves_the_lane_alone(store: Store) -> None:
    """While nothing waits, whoever has the index in memory keeps it."""
    busy, idle = a_lane("busy"), a_lane("idle")
    at = hear(store, 0)
    assert grouped(store, busy, at) == 1
    fence = busy.fence
    assert grouped(store, idle, at + timedelta(hours=1)) == 0
    assert idle.fence is None
    assert store.stories.take_lane("busy", now=at + timedelta(hours=2), lease=LEASE) == fence


def test_a_lane_is_free_when_the_last_batch_was_full(store: Store) -> None:
    """Whoever mends stories need not wait for a lease that nobody uses."""
    at = hear(store, 0)
    done = asyncio.run(group(a_lane("one"), entries=store.entries, stories=store.stories, now=at, batch=1))
    assert (done.entries, done.finished) == (1, True)
    assert store.stories.take_lane("admin", now=at, lease=LEASE) is not None


def test_an_entry_that_cannot_be_grouped_stands_alone_and_stops_nobody(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault that some text brings about costs this text its company, and neither the lane nor the others anything."""
    read = Window.read

    def fragile(window: Window, found: Features) -> Reading:
        if found.entry.title == NEWS[1][1]:
            raise IndexError
        return read(window, found)

    monkeypatch.setattr(Window, "read", fragile)
    at = [hear(store, number) for number in range(4)][-1]
    lane = a_lane("one")
    done = []
    while not done or not done[-1].finished:
        done.append(asyncio.run(group(lane, entries=store.entries, stories=store.stories, now=at)))
    assert [each.entries for each in done] == [1, 1, 2]
    assert [bool(each.failed) for each in done] == [False, True, False]
    assert "IndexError" in done[1].failed[0]
    assert not store.entries.ungrouped(1)
    alone = [story for story in store.stories.listing(NOW - timedelta(days=1)) if story.entries[0].title == NEWS[1][1]]
    assert [len(story.entries) for story in alone] == [1]
