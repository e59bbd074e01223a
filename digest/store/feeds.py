"""Feeds: which are followed, and how the last polls went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, select, update

from digest.errors import StoreError
from digest.model import Feed, FetchState, FollowedFeed
from digest.store.border import chunks
from digest.store.dialect import insert, reading, writing
from digest.store.schema import feeds, fetch_states
from digest.store.types import AnyRow
from digest.urls import host

__all__ = ["FeedStore", "outlet_name", "save_state"]

_LONGEST_URL: Final = 2_000  # bytes; PostgreSQL's indexes take no more
_STATE: Final = tuple(column for column in fetch_states.c if column.name != "feed_id")


@dataclass(frozen=True, slots=True)
class FeedStore:
    """Keep the followed feeds; `digest.ports.Feeds`."""

    engine: Engine

    def sync(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make the store follow exactly these feeds of the config (others' feeds stay).

        What the config drops keeps its entries and its state, so that coming back is no first poll.
        """
        rows = {feed.url: _row(feed, now) for feed in sorted(feeds, key=lambda feed: feed.url)}
        with writing(self.engine) as connection:
            _follow(connection, rows)

    def followed(self) -> tuple[FollowedFeed, ...]:
        """List every followed feed with its state, by id."""
        query = (
            select(feeds.c.id, feeds.c.url, feeds.c.name, feeds.c.title, feeds.c.origin, *_STATE)
            .outerjoin(fetch_states)
            .where(feeds.c.followed)
            .order_by(feeds.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(_followed(row) for row in connection.execute(query))

    def record(self, feed_id: int, state: FetchState) -> None:
        """Save how a poll ended (where it brought no entries to ingest)."""
        with writing(self.engine) as connection:
            save_state(connection, feed_id, state)


def save_state(connection: Connection, feed_id: int, state: FetchState) -> None:
    """Save a feed's state within the caller's transaction."""
    values = asdict(state)
    statement = insert(connection, fetch_states).values(feed_id=feed_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["feed_id"], set_=values))


def outlet_name(name: str, title: str, url: str) -> str:
    """Name a feed for readers: as the admin does, else as it does itself, else by its host."""
    return name or title or host(url) or url


def _follow(connection: Connection, rows: Mapping[str, dict[str, Any]]) -> None:
    """Insert or change these feeds, and stop following the config's others."""
    query = select(feeds.c.id, feeds.c.url).where(feeds.c.origin == "config", feeds.c.followed)
    dropped = [row.id for row in connection.execute(query) if row.url not in rows]
    for some in chunks(dropped):
        connection.execute(update(feeds).where(feeds.c.id.in_(some)).values(followed=False))
    if rows:
        statement = insert(connection, feeds)
        changing = ("name", "language", "tags", "weight", "followed")
        statement = statement.on_conflict_do_update(
            index_elements=["url"], set_={name: statement.excluded[name] for name in changing}
        )
        connection.execute(statement, list(rows.values()))


def _row(feed: Feed, now: datetime) -> dict[str, Any]:
    if len(feed.url.encode("utf-8", "replace")) > _LONGEST_URL:
        raise StoreError(f"a feed's address is longer than {_LONGEST_URL} bytes: {feed.url[:80]}…")
    return {
        "url": feed.url,
        "name": feed.name,
        "title": "",
        "language": feed.language,
        "tags": list(feed.tags),
        "weight": feed.weight,
        "origin": "config",
        "followed": True,
        "created_at": now,
    }


def _followed(row: AnyRow) -> FollowedFeed:
    state = FetchState()
    if row.status is not None:
        state = FetchState(**{column.name: row._mapping[column] for column in _STATE})  # noqa: SLF001 -- SQLAlchemy's public name
    return FollowedFeed(
        id=row.id, url=row.url, name=outlet_name(row.name, row.title, row.url), origin=row.origin, state=state
    )
