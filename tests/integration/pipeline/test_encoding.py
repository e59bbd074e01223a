"""Entries are encoded once, before they are grouped, and nothing waits for an encoder that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from engines.encoders import letters

from digest.errors import EncoderError
from digest.model import Feed, FetchState, GroupingSettings, ParsedEntry, ParsedFeed
from digest.pipeline.encode import Encoding
from digest.pipeline.group import ENCODED, GroupLane, group
from digest.store import Store, open_store

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
TITLES = (
    "Rail strike begins at dawn",
    "Dawn at begins strike rail",
    "Opera house finds its lost curtain",
    "Lost its curtain opera house finds",
    "Comet seen above northern villages",
)


class Counting:
    """Encode by letters, and count for whom; fail while `broken`."""

    def __init__(self, name: str = "counting:encode") -> None:
        self.name = name
        self.texts: list[str] = []
        self.broken = False

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        if self.broken:
            raise EncoderError("the encoder counting:encode: no room")
        self.texts += texts
        return [row.clip(0, 127).astype("i1").tobytes() for row in letters(texts)]


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite://")
    yield opened
    opened.close()


def hear(store: Store, titles: Sequence[str], hour: int = 0) -> None:
    """Take in one entry a title, each from an outlet of its own."""
    feeds = [Feed(url=f"file:///{n}.xml", name=f"Outlet {n}") for n in range(len(titles))]
    store.feeds.sync(feeds, NOW)
    for feed, title in zip(store.feeds.followed(), titles, strict=True):
        at = NOW + timedelta(hours=hour)
        entry = ParsedEntry(keys=(f"{hour} {title}",), title=title, published=at, language="en")
        state = FetchState(status="ok", polled_at=at, succeeded_at=at)
        store.entries.ingest(feed.id, ParsedFeed(entries=(entry,)), state, now=at, first_poll=timedelta(days=1))


def lane(store: Store, encoder: Counting, owner: str = "one") -> GroupLane:
    encoding = Encoding(encoder=encoder, vectors=store.vectors)
    return GroupLane(owner=owner, settings=GroupingSettings(), encoding=encoding)


def grouped(lane: GroupLane, store: Store, hour: int = 0) -> int:
    """Group all that waits; tell how many there were."""
    total, finished = 0, False
    while not finished:
        now = NOW + timedelta(hours=hour)
        done = asyncio.run(group(lane, entries=store.entries, stories=store.stories, now=now))
        total, finished = total + done.entries, done.finished
    return total


def memberships(store: Store) -> list[tuple[int, int, float]]:
    stories = store.stories.listing(NOW - timedelta(days=1))
    return sorted((m.entry_id, m.story_id, m.score) for story in stories for m in story.memberships)


def test_an_entry_is_encoded_once_whoever_groups_after_a_restart(store: Store) -> None:
    """The second process finds the vectors of the first, and encodes only what is new."""
    first, second = Counting(), Counting()
    hear(store, TITLES)
    grouped(lane(store, first), store)
    hear(store, [f"{title} again" for title in TITLES], 1)
    grouped(lane(store, second, "two"), store, 1)
    assert sorted(first.texts) == sorted(TITLES)
    assert sorted(second.texts) == sorted(f"{title} again" for title in TITLES)


def test_a_restart_in_mid_stream_makes_the_same_stories(store: Store) -> None:
    """What the window remembers of vectors comes back from the store."""
    other = open_store("sqlite://")
    lasting = lane(other, Counting())
    for hour in range(4):
        titles = [" ".join(title.split()[hour:]) for title in TITLES]
        for each in (store, other):
            hear(each, titles, hour)
        grouped(lane(store, Counting(), f"process {hour}"), store, hour)
        grouped(lasting, other, hour)
    assert memberships(store) == memberships(other)
    other.close()


def test_an_encoder_that_fails_stops_nothing_and_says_so(store: Store) -> None:
    """Entries are grouped by their words meanwhile, and stay so; the reason is there for the admin."""
    encoder = Counting()
    encoder.broken = True
    working = lane(store, encoder)
    hear(store, TITLES)
    assert grouped(working, store) == len(TITLES)
    assert working.encoding is not None
    assert working.encoding.trouble == "the encoder counting:encode: no room"
    encoder.broken = False
    hear(store, [f"{title} again" for title in TITLES], 1)
    assert grouped(working, store, 1) == len(TITLES)
    assert working.encoding.trouble == ""
    assert sorted(encoder.texts) == sorted(f"{title} again" for title in TITLES)


def test_what_was_encoded_by_another_encoder_is_not_taken(store: Store) -> None:
    """Vectors of two encoders cannot be compared."""
    hear(store, TITLES)
    grouped(lane(store, Counting("first:encode")), store)
    second = Counting("second:encode")
    hear(store, TITLES[:1], 1)
    grouped(lane(store, second, "two"), store, 1)
    assert second.texts == [TITLES[0]]


def test_with_an_encoder_few_entries_are_grouped_at_a_time(store: Store) -> None:
    """A slow one must not outlast the lease of the lane."""
    hear(store, [f"Headline number {n} of a long day" for n in range(ENCODED + 1)])
    encoder = Counting()
    done = asyncio.run(group(lane(store, encoder), entries=store.entries, stories=store.stories, now=NOW))
    assert (done.entries, done.finished, len(encoder.texts)) == (ENCODED, False, ENCODED)
