"""Entries: found again by their keys, listed for the group lane, pruned in time.

How one document is taken in is in `ingest`; `ENTRY_COLUMNS`, `FROM_ENTRIES` and `entry_of` make entries of rows
for `stories` too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, delete, exists, select

from digest.model import Enclosure, Entry, FetchState, Ingested, ParsedFeed
from digest.store.border import chunks, line_hash
from digest.store.dialect import insert, reading, writing
from digest.store.feeds import outlet_name
from digest.store.ingest import ingest
from digest.store.schema import entries, feeds, furniture_lines, memberships, revisions, vectors
from digest.store.types import AnyRow

__all__ = ["ENTRY_COLUMNS", "FROM_ENTRIES", "EntryStore", "entry_of"]

FROM_ENTRIES: Final = entries.join(feeds)
ENTRY_COLUMNS: Final = (
    *(column for column in entries.c if column.name not in {"html", "content_hash", "key_count", "clock", "grouped"}),
    feeds.c.name.label("feed_name"),
    feeds.c.title.label("feed_title"),
    feeds.c.url.label("feed_url"),
    feeds.c.tags.label("feed_tags"),
    feeds.c.weight.label("feed_weight"),
)


@dataclass(frozen=True, slots=True)
class EntryStore:
    """Keep the entries; `digest.ports.Entries`."""

    engine: Engine

    def ingest(
        self, feed_id: int, parsed: ParsedFeed, state: FetchState, *, now: datetime, first_poll: timedelta
    ) -> Ingested:
        """Save new entries, update edited ones, remember old ones of a first poll; save the state.

        An edit changes its entry in place, or is an entry of its own where it tells something new (`editions`).
        Where half of a document comes back as new, what was met before is remembered as well (`held`).

        `new`, `updated`, `unchanged` and `remembered` add up to the entries of the document; one that
        repeats another, or was pruned before, is unchanged.
        """
        with writing(self.engine) as connection:
            return ingest(connection, feed_id, parsed, state, now=now, first_poll=first_poll)

    def get(self, entry_id: int) -> Entry | None:
        """Find an entry by its id."""
        with reading(self.engine) as connection:
            query = select(*ENTRY_COLUMNS).select_from(FROM_ENTRIES).where(entries.c.id == entry_id)
            row = connection.execute(query).first()
        return None if row is None else entry_of(row)

    def furniture(self, feed_id: int, lines: Collection[str]) -> Mapping[str, int]:
        """Count in how many entries of the feed each of these lines was seen before; 0 for one never seen."""
        hashes = {line: line_hash(line) for line in lines}
        counts: dict[bytes, int] = {}
        with reading(self.engine) as connection:
            for some in chunks(set(hashes.values())):
                query = select(furniture_lines.c.line_hash, furniture_lines.c.times)
                query = query.where(furniture_lines.c.feed_id == feed_id, furniture_lines.c.line_hash.in_(some))
                counts.update((bytes(row.line_hash), row.times) for row in connection.execute(query))
        return {line: counts.get(hash_, 0) for line, hash_ in hashes.items()}

    def count_lines(self, feed_id: int, counts: Mapping[str, int]) -> None:
        """Add to those counts."""
        rows = [{"feed_id": feed_id, "line_hash": line_hash(line), "times": counts[line]} for line in sorted(counts)]
        if not rows:
            return
        with writing(self.engine) as connection:
            statement = insert(connection, furniture_lines)
            total = furniture_lines.c.times + statement.excluded.times
            statement = statement.on_conflict_do_update(index_elements=["feed_id", "line_hash"], set_={"times": total})
            connection.execute(statement, rows)

    def ungrouped(self, limit: int) -> tuple[Entry, ...]:
        """List entries that have no group order yet, by clock, then feed, then id.

        Ids are given as feeds answer: what comes in one moment must not be ordered by who was the fastest.
        """
        query = (
            select(*ENTRY_COLUMNS)
            .select_from(FROM_ENTRIES)
            .where(~entries.c.grouped)
            .order_by(entries.c.clock, entries.c.feed_id, entries.c.id)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return tuple(entry_of(row) for row in connection.execute(query))

    def prune(self, before: datetime, batch: int) -> int:
        """Delete at most `batch` entries seen before then, with their memberships and vectors; tell how many.

        A story goes as a whole or not at all: only where all of its entries were seen, and all of its
        revisions made, before then. Entries that are not grouped yet stay. Keys, stories, revisions,
        issues and the delivery ledger are never pruned. (What grouping remembers must be seen later than that.)
        """
        with writing(self.engine) as connection:
            ids = connection.scalars(_old_entries(before).limit(batch)).all()
            for some in chunks(ids):
                for table in (memberships, vectors):
                    connection.execute(delete(table).where(table.c.entry_id.in_(some)))
                connection.execute(delete(entries).where(entries.c.id.in_(some)))
        return len(ids)


def entry_of(row: AnyRow) -> Entry:
    """Make the noun of a row of ENTRY_COLUMNS."""
    return Entry(
        id=row.id,
        feed_id=row.feed_id,
        outlet=outlet_name(row.feed_name, row.feed_title, row.feed_url),
        title=row.title,
        seen_at=row.seen_at,
        published=row.published,
        guid=row.guid,
        link=row.link,
        canonical_url=row.canonical_url,
        authors=tuple(row.authors),
        summary=row.summary,
        text=row.text,
        enclosures=tuple(Enclosure(**enclosure) for enclosure in row.enclosures),
        language=row.language,
        direction=row.direction,
        tags=tuple(row.feed_tags),
        weight=row.feed_weight,
        feed_url=row.feed_url,
        remembered=row.remembered,
    )


def _old_entries(before: datetime) -> Any:
    """Select the ids of entries whose whole story is older than that, oldest first."""
    sibling, its_place = entries.alias("sibling"), memberships.alias("its_place")
    young_sibling = exists().where(
        its_place.c.story_id == memberships.c.story_id,
        sibling.c.id == its_place.c.entry_id,
        sibling.c.seen_at >= before,
    )
    young_revision = exists().where(revisions.c.story_id == memberships.c.story_id, revisions.c.created_at >= before)
    return (
        select(entries.c.id)
        .join(memberships, memberships.c.entry_id == entries.c.id)
        .where(entries.c.seen_at < before, ~young_sibling, ~young_revision)
        .order_by(entries.c.seen_at, entries.c.id)
    )
