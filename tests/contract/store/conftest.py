"""The contract of the store, over SQLite in memory, a SQLite file and a private PostgreSQL server.

`store` is an open, empty one of each kind in turn, `desk` writes its ordinary contents.
`file_or_postgresql` is the URL of an empty database, for tests that open it more than once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from digest.model import (
    Address,
    Audience,
    Draft,
    Feed,
    FetchState,
    Ingested,
    Membership,
    News,
    ParsedEntry,
    ParsedFeed,
    Part,
    Placement,
    Slot,
    Subscriber,
    Told,
)
from digest.store import Store, open_store
from digest.store.schema import metadata

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["file", "postgresql"])
def file_or_postgresql(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database that a second process can open too."""
    return _empty(request, tmp_path)


def _empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'digest.db'}"
    return request.getfixturevalue("postgresql_database")


@pytest.fixture(params=["memory", "file", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An open, empty store on each kind of database in turn."""
    opened: Store = request.getfixturevalue(f"{request.param}_store")
    yield opened
    _sweep(opened)  # a new database for every test would take longer than the test


@pytest.fixture(scope="session")
def memory_store() -> Iterator[Store]:
    """One open store in memory."""
    yield from _open("sqlite://")


@pytest.fixture(scope="session")
def file_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One open store in a file."""
    yield from _open(f"sqlite:///{tmp_path_factory.mktemp('store') / 'digest.db'}")


@pytest.fixture(scope="session")
def postgresql_store(postgresql_server: str) -> Iterator[Store]:
    """One open store on the private server."""
    yield from _open(f"postgresql://digest@/postgres?host={postgresql_server}")


def _open(url: str) -> Iterator[Store]:
    store = open_store(url)
    yield store
    store.close()


def _sweep(store: Store) -> None:
    """Empty every table, and count ids from 1 again."""
    with store.engine.begin() as connection:
        if store.engine.dialect.name == "postgresql":
            connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"))
            return
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(text("DELETE FROM sqlite_sequence"))


@pytest.fixture
def now() -> datetime:
    """A summer morning."""
    return NOW


@pytest.fixture
def desk(store: Store) -> Desk:
    """A newsroom that fills the store."""
    return Desk(store)


@pytest.fixture
def desk_of() -> type[Desk]:
    """A newsroom for a store of the test's own."""
    return Desk


@dataclass
class Desk:
    """Write ordinary contents into a store, and count on from one to the next."""

    store: Store
    count: int = 0
    feed_ids: dict[str, int] = field(default_factory=dict)

    def feed(self, url: str = "https://wire.example/rss", **settings: object) -> int:
        """Follow a feed and give its id."""
        followed = [Feed(url=each.url, name=each.name) for each in self.store.feeds.followed() if each.url != url]
        self.store.feeds.sync([*followed, Feed(url=url, **settings)], NOW)
        return next(each.id for each in self.store.feeds.followed() if each.url == url)

    def entry(self, **said: object) -> ParsedEntry:
        """Make an entry like no other before."""
        self.count += 1
        standard = {"keys": (f"guid:{self.count}",), "title": f"Headline {self.count}", "published": NOW}
        return ParsedEntry(**(standard | said))

    def ingest(
        self, feed_id: int, *entries: ParsedEntry, at: datetime = NOW, first_poll: timedelta = timedelta(days=1)
    ) -> Ingested:
        """Take in one document."""
        state = FetchState(status="ok", polled_at=at, succeeded_at=at)
        return self.store.entries.ingest(feed_id, ParsedFeed(entries=entries), state, now=at, first_poll=first_poll)

    def stories(self, count: int = 1, *, at: datetime = NOW) -> list[int]:
        """Bring in that many entries, each opening a story with one revision; give the stories' ids."""
        feed_id = self.feed_ids.get("usual") or self.feed_ids.setdefault("usual", self.feed())
        self.ingest(feed_id, *(self.entry(published=at) for _ in range(count)), at=at)
        ids = [entry.id for entry in self.store.entries.ungrouped(10_000)]
        self.place([self.opening(entry_id) for entry_id in ids], at=at)
        return ids

    def opening(self, entry_id: int, **told: object) -> Placement:
        """Place an entry as a story of its own."""
        return self.joining(entry_id, entry_id, reason="opened", **told)

    def joining(self, entry_id: int, story_id: int, *, reason: str = "joined", news: str | None = "News.") -> Placement:
        """Place an entry in a story."""
        membership = Membership(entry_id=entry_id, story_id=story_id, reason=reason, score=0.5, threshold=0.25)
        told = None if news is None else News(sentence=news)
        return Placement(membership=membership, fingerprint=f'{{"entry": {entry_id}}}', news=told)

    def place(self, placements: Sequence[Placement], *, at: datetime = NOW) -> None:
        """Record placements as the holder of the lane."""
        fence = self.store.stories.take_lane("desk", now=at, lease=timedelta(minutes=2))
        self.store.stories.record(placements, fence=fence, now=at)

    def subscribe(self, *values: str, channel: str = "email", digests: tuple[str, ...] = ("morning",)) -> list[int]:
        """Let the config list readers at these addresses, besides those there are; give their subscriptions."""
        for value in values:
            address = Address(channel=channel, value=value)
            self.store.readers.add(Subscriber(address=address, name=value, digests=digests), now=NOW)
        return [
            each.subscription.id for each in self.store.readers.listing() if each.subscription.address.value in values
        ]

    def slot(self, label: str = "2026-06-14T12:00") -> Slot:
        """Make a slot in Istanbul, three hours before UTC."""
        zone = ZoneInfo("Europe/Istanbul")
        return Slot(label=label, timezone=zone, instant=datetime.fromisoformat(label).replace(tzinfo=zone))

    def draft(self, subscription_ids: Sequence[int], **written: object) -> Draft:
        """Compose an issue for these subscriptions; `key`, `told` and the rest may be said."""
        audience = Audience(
            key=written.pop("key", "everybody"),
            digest_id=written.pop("digest_id", "morning"),
            forms=("email", "web"),
            language="en",
            reads=("en",),
            timezone=ZoneInfo("Europe/Istanbul"),
            topics=("*",),
            mute=(),
            unseen=frozenset(),
            met=frozenset(),
            subscription_ids=tuple(subscription_ids),
        )
        revision_ids = written.pop("told", ())
        standard = {
            "audience": audience,
            "slot": self.slot(),
            "title": "Rail strike called off",
            "late": False,
            "approve": False,
            "through": max(revision_ids, default=0),
            "told": tuple(Told(revision_id=i, story_id=1, kind="new", position=i) for i in revision_ids),
            "parts": (
                Part(form="email", name="subject", content="Rail strike called off"),
                Part(form="email", name="text", content="Rail strike called off."),
                Part(form="telegram", name="message", content="<b>Rail strike</b>"),
                Part(form="telegram", name="message", content="That's all.", position=1),
                Part(form="web", name="page", content="<h1>Rail strike</h1>"),
            ),
        }
        return Draft(**(standard | written))


# --- PostgreSQL ---------------------------------------------------------------------------------
