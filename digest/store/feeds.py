"""Feeds: which are followed, and how the last polls went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, case, select, update

from digest.errors import StoreError
from digest.model import Feed, FetchState, FollowedFeed
from digest.store.border import chunks
from digest.store.dialect import insert, reading, writing
from digest.store.schema import feeds as feed_table
from digest.store.schema import fetch_states
from digest.store.types import AnyRow
from digest.urls import host

__all__ = ["FeedStore", "outlet_name", "save_states"]

_LONGEST_URL: Final = 2_000  # bytes; PostgreSQL's indexes take no more
_FEED: Final = tuple(feed_table.c[name] for name in ("id", "url", "name", "title", "origin", "language", "tags"))
_STATE: Final = tuple(column for column in fetch_states.c if column.name != "feed_id")


@dataclass(frozen=True, slots=True)
class FeedStore:
    """Keep the followed feeds; `digest.ports.Feeds`."""

    engine: Engine

    def sync(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make the store follow exactly these feeds of the config (others' feeds stay).

        What the config drops keeps its entries and its state, so that coming back is no first poll.
        """
        with writing(self.engine) as connection:
            _follow(connection, _rows(feeds, now, "config"))

    def followed(self) -> tuple[FollowedFeed, ...]:
        """List every followed feed with its state, by id."""
        query = (
            select(*_FEED, *_STATE)
            .select_from(feed_table.outerjoin(fetch_states))
            .where(feed_table.c.followed)
            .order_by(feed_table.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(_followed(row) for row in connection.execute(query))

    def record(self, states: Mapping[int, FetchState]) -> None:
        """Save how polls ended, by feed id (those that brought no entries to ingest)."""
        if states:
            with writing(self.engine) as connection:
                save_states(connection, states)

    def add(self, feeds: Sequence[Feed], now: datetime) -> int:
        """Follow feeds by command; tell how many were not followed before. Those that are followed stay as they are."""
        rows = _rows(feeds, now, "command")
        with writing(self.engine) as connection:
            known = _followed_urls(connection, rows)
            fresh = [row for url, row in rows.items() if url not in known]
            if fresh:
                statement = insert(connection, feed_table)
                changing = ("name", "language", "tags", "weight", "followed", "origin")
                connection.execute(_replacing(statement, changing), fresh)
        return len(fresh)

    def remove(self, url: str) -> bool:
        """Stop following a feed that was added by command; False where there is none such. Its entries stay."""
        statement = update(feed_table).values(followed=False)
        with writing(self.engine) as connection:
            mine = statement.where(feed_table.c.url == url, feed_table.c.followed, feed_table.c.origin == "command")
            return connection.execute(mine).rowcount > 0


def save_states(connection: Connection, states: Mapping[int, FetchState]) -> None:
    """Save feeds' states within the caller's transaction."""
    statement = insert(connection, fetch_states)
    changing = {column.name: statement.excluded[column.name] for column in _STATE}
    statement = statement.on_conflict_do_update(index_elements=["feed_id"], set_=changing)
    connection.execute(statement, [{"feed_id": feed_id, **asdict(states[feed_id])} for feed_id in sorted(states)])


def outlet_name(name: str, title: str, url: str) -> str:
    """Name a feed for readers: as the admin does, else as it does itself, else by its host."""
    return name or title or host(url) or url


def _follow(connection: Connection, rows: Mapping[str, dict[str, Any]]) -> None:
    """Insert or change these feeds, and stop following the config's others."""
    query = select(feed_table.c.id, feed_table.c.url).where(feed_table.c.origin == "config", feed_table.c.followed)
    dropped = [row.id for row in connection.execute(query) if row.url not in rows]
    for some in chunks(dropped):
        connection.execute(update(feed_table).where(feed_table.c.id.in_(some)).values(followed=False))
    if rows:
        statement = insert(connection, feed_table)
        # Whoever follows a feed by command goes on doing so when the config drops it again.
        origin = case((feed_table.c.followed, feed_table.c.origin), else_=statement.excluded.origin)
        changing = ("name", "language", "tags", "weight", "followed")
        connection.execute(_replacing(statement, changing, origin=origin), list(rows.values()))


def _replacing(statement: Any, changing: Sequence[str], **more: Any) -> Any:
    """Let an insert change these columns of a feed that is there."""
    values = {name: statement.excluded[name] for name in changing} | more
    return statement.on_conflict_do_update(index_elements=["url"], set_=values)


def _followed_urls(connection: Connection, urls: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(urls):
        query = select(feed_table.c.url).where(feed_table.c.followed, feed_table.c.url.in_(some))
        found.update(connection.scalars(query))
    return found


def _rows(feeds: Iterable[Feed], now: datetime, origin: str) -> dict[str, dict[str, Any]]:
    """Make rows by URL, in the order of URLs: whoever writes them, ids are given and rows are locked in one order."""
    return {feed.url: _row(feed, now, origin) for feed in sorted(feeds, key=lambda feed: feed.url)}


def _row(feed: Feed, now: datetime, origin: str) -> dict[str, Any]:
    if len(feed.url.encode("utf-8", "replace")) > _LONGEST_URL:
        raise StoreError(f"a feed's address is longer than {_LONGEST_URL} bytes: {feed.url[:80]}…")
    return {
        "url": feed.url,
        "name": feed.name,
        "title": "",
        "language": feed.language,
        "tags": list(feed.tags),
        "weight": feed.weight,
        "origin": origin,
        "followed": True,
        "created_at": now,
    }


def _followed(row: AnyRow) -> FollowedFeed:
    state = FetchState()
    if row.status is not None:
        state = FetchState(**{column.name: row._mapping[column] for column in _STATE})  # noqa: SLF001 -- SQLAlchemy's public name
    return FollowedFeed(
        id=row.id,
        url=row.url,
        name=outlet_name(row.name, row.title, row.url),
        origin=row.origin,
        state=state,
        language=row.language,
        tags=tuple(row.tags),
    )
