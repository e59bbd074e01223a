"""One document into the store: find each entry again by its keys, insert, update or leave it.

`ingest` first decides for the whole document (`_match`), then writes in bulk: twenty thousand entries
take seconds. Runs within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from digest.editing.floods import LEAST, Fresh, come_back
from digest.errors import StoreError
from digest.model import FetchState, Ingested, ParsedFeed
from digest.store.border import Incoming, chunks, incoming
from digest.store.dialect import insert
from digest.store.editions import editions
from digest.store.feeds import save_states
from digest.store.schema import entries, entry_keys, feeds, fetch_states
from digest.store.types import AnyRow

__all__ = ["ingest"]

_MOST_KEYS: Final = 20  # of one entry: a feed with new guids at every poll must not fill the disk
_BATCH: Final = 200


@dataclass(slots=True)
class _Known:
    """One entry and what the document says of it; no `entry_id` before it is stored."""

    said: Incoming
    entry_id: int | None = None
    new_keys: list[str] = field(default_factory=list)


def ingest(
    connection: Connection,
    feed_id: int,
    parsed: ParsedFeed,
    state: FetchState,
    *,
    now: datetime,
    first_poll: timedelta,
) -> Ingested:
    """Save a document's entries and its feed's state; say what changed."""
    last_success = _begin(connection, feed_id, parsed)
    document = [incoming(entry) for entry in parsed.entries]
    matched = _match(document, _stored_keys(connection, feed_id, document))
    fresh = [known for known in matched if known.entry_id is None]
    old = [known for known in matched if known.entry_id is not None]
    held = _come_back(connection, feed_id, fresh, len(matched), last_success)
    remember_before = now - first_poll if last_success is None else None
    remembered = _insert(connection, feed_id, fresh, now, remember_before, held)
    updated = _update(connection, feed_id, old, now)
    save_states(connection, {feed_id: state})
    return Ingested(
        new=len(fresh) - remembered,
        updated=updated,
        unchanged=len(document) - len(fresh) - updated,
        remembered=remembered,
        held=len(held),
        new_keys=frozenset(known.said.first_key for known in fresh if known.said.first_key),
    )


def _begin(connection: Connection, feed_id: int, parsed: ParsedFeed) -> datetime | None:
    """Lock the feed against a second poll of it, note its title, and tell when it succeeded last."""
    feed = connection.execute(select(feeds.c.title).where(feeds.c.id == feed_id).with_for_update()).first()
    if feed is None:
        raise StoreError(f"there is no feed {feed_id}")
    title = parsed.title[:200]
    if title and title != feed.title:
        connection.execute(update(feeds).where(feeds.c.id == feed_id).values(title=title))
    succeeded = select(fetch_states.c.succeeded_at).where(fetch_states.c.feed_id == feed_id)
    last_success: datetime | None = connection.scalar(succeeded)
    return last_success


def _come_back(
    connection: Connection, feed_id: int, fresh: Sequence[_Known], document: int, last_success: datetime | None
) -> frozenset[int]:
    """Find what only looks new because the feed changed its ids, by the place in `fresh`."""
    if last_success is None or len(fresh) < LEAST:
        return frozenset()
    titles: set[str] = set()
    for some in chunks({known.said.content["title"] for known in fresh} - {""}):
        query = select(entries.c.title).where(entries.c.feed_id == feed_id, entries.c.title.in_(some))
        titles.update(connection.scalars(query))
    looked_at = [Fresh(title=known.said.content["title"], published=known.said.published) for known in fresh]
    return come_back(looked_at, document=document, titles=titles, last_success=last_success)


def _stored_keys(connection: Connection, feed_id: int, document: Sequence[Incoming]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks({key: None for said in document for key in said.keys}):
        query = select(entry_keys.c.key, entry_keys.c.entry_id)
        query = query.where(entry_keys.c.feed_id == feed_id, entry_keys.c.key.in_(some))
        found.update(connection.execute(query).all())
    return found


def _match(document: Sequence[Incoming], stored: Mapping[str, int]) -> list[_Known]:
    """Decide which items of the document are the same entry, strongest key first; the first item's words count."""
    by_key: dict[str, _Known] = {}
    by_id: dict[int, _Known] = {}
    matched: list[_Known] = []
    for said in document:
        key = next((key for key in said.keys if key in by_key or key in stored), "")
        known = by_key.get(key) or by_id.get(stored.get(key, 0))
        if known is None:
            known = _Known(said, stored.get(key))
            matched.append(known)
            if known.entry_id is not None:
                by_id[known.entry_id] = known
        for key in said.keys:
            if key not in by_key and key not in stored:
                by_key[key] = known
                known.new_keys.append(key)
    return matched


def _insert(
    connection: Connection,
    feed_id: int,
    fresh: Sequence[_Known],
    now: datetime,
    remember_before: datetime | None,
    held: Collection[int],
) -> int:
    """Insert new entries with their keys and tell how many of them are only remembered."""
    remembered = 0
    for some in chunks(enumerate(fresh), _BATCH):
        rows = [_row(known, feed_id, now, remember_before, held=place in held) for place, known in some]
        statement = entries.insert().returning(entries.c.id, sort_by_parameter_order=True)
        for (_, known), entry_id in zip(some, connection.scalars(statement, rows), strict=True):
            known.entry_id = entry_id
        _add_keys(connection, feed_id, [known for _, known in some])
        remembered += sum(row["remembered"] for row in rows)
    return remembered


def _row(known: _Known, feed_id: int, now: datetime, remember_before: datetime | None, *, held: bool) -> dict[str, Any]:
    said = known.said
    del known.new_keys[_MOST_KEYS:]
    published = said.published
    old = remember_before is not None and published is not None and published < remember_before
    return {
        **said.content,
        "feed_id": feed_id,
        "published": published,
        "seen_at": now,
        "clock": now if published is None else min(published, now),
        "remembered": old or held,
        "grouped": False,
        "content_hash": said.content_hash,
        "key_count": len(known.new_keys),
    }


def _update(connection: Connection, feed_id: int, old: Sequence[_Known], now: datetime) -> int:
    """Update edited entries in place, add new keys, and tell how many were edited.

    An edit that tells something new becomes an entry of its own, to which the keys lead from then on. A key whose
    entry was pruned is known and has no row: it stays away.
    """
    rows = _stored_rows(connection, old)
    live = [(known, rows[known.entry_id]) for known in old if known.entry_id in rows]
    edited = [(known, row) for known, row in live if known.said.content_hash != row.content_hash]
    anew = editions(connection, {row.id: known.said for known, row in edited}, now)
    for known, row in edited:
        if row.id in anew:
            _insert_edition(connection, feed_id, known, row, now)
    edits = [_edit(known.said, row, now) for known, row in edited if row.id not in anew]
    if edits:
        columns = edits[0].keys() - {"_id"}
        statement = update(entries).where(entries.c.id == bindparam("_id"))
        connection.execute(statement.values({name: bindparam(name) for name in columns}), edits)
    gained = []
    for known, row in live:
        del known.new_keys[max(0, _MOST_KEYS - row.key_count) :]
        if known.new_keys:
            gained.append({"_id": known.entry_id, "total": row.key_count + len(known.new_keys)})
    if gained:
        statement = update(entries).where(entries.c.id == bindparam("_id"))
        connection.execute(statement.values(key_count=bindparam("total")), gained)
        _add_keys(connection, feed_id, [known for known, _ in live])
    return len(edited)


def _stored_rows(connection: Connection, old: Sequence[_Known]) -> dict[int | None, AnyRow]:
    wanted = (entries.c.id, entries.c.published, entries.c.seen_at, entries.c.content_hash, entries.c.key_count)
    return {
        row.id: row
        for some in chunks(known.entry_id for known in old)
        for row in connection.execute(select(*wanted).where(entries.c.id.in_(some)))
    }


def _edit(said: Incoming, row: AnyRow, now: datetime) -> dict[str, Any]:
    """Take the new words. Outlets date an entry anew when they edit it: who told it when is not told later by that."""
    published = min(filter(None, (said.published, row.published)), default=None)
    return {
        **said.content,
        "_id": row.id,
        "published": published,
        "clock": row.seen_at if published is None else min(published, row.seen_at),
        "updated_at": now,
        "content_hash": said.content_hash,
    }


def _insert_edition(connection: Connection, feed_id: int, known: _Known, row: AnyRow, now: datetime) -> None:
    """Insert an edit as an entry; it was made now, unless its outlet dated it anew."""
    said = known.said.published
    later = said if said is not None and row.published is not None and said > row.published else None
    written = _row(known, feed_id, now, None, held=False)
    written |= {"published": later, "clock": min(later or now, now), "key_count": row.key_count}
    old, known.entry_id = row.id, connection.scalar(entries.insert().values(written).returning(entries.c.id))
    theirs = update(entry_keys).where(entry_keys.c.feed_id == feed_id, entry_keys.c.entry_id == old)
    connection.execute(theirs.values(entry_id=known.entry_id))


def _add_keys(connection: Connection, feed_id: int, some: Sequence[_Known]) -> None:
    """Add the new keys; one that points elsewhere already is left."""
    rows = [{"feed_id": feed_id, "key": key, "entry_id": known.entry_id} for known in some for key in known.new_keys]
    if rows:
        connection.execute(insert(connection, entry_keys).on_conflict_do_nothing(), rows)
