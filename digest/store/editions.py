"""Edits that tell something new: they come in as entries of their own, beside what was told.

Everything else about an edit is `ingest`'s: it changes its entry in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, exists, func, select

from digest.model import Entry
from digest.store.border import Incoming, chunks
from digest.store.schema import entries, issues, revisions, told_revisions
from digest.store.types import AnyRow
from digest.stories.told import adds

__all__ = ["editions"]

_FRESH: Final = timedelta(days=2)
"""What was seen longer ago is not followed by its edits."""
_AT_ONCE: Final = 50
"""A document that edits more headlines than that was made over."""


def editions(connection: Connection, edited: Mapping[int, Incoming], now: datetime) -> frozenset[int]:
    """Find the edits, by their entry's id, whose new headline and text tell what the entry had not told.

    As long as an entry's news waits for an issue, it will be told as the entry says it then.
    """
    renamed = [row for row in _rows(connection, edited, now) if row.title != edited[row.id].content["title"]]
    if len(renamed) > _AT_ONCE:
        return frozenset()
    return frozenset(row.id for row in renamed if adds(_version(row), _version(row, edited[row.id])))


def _rows(connection: Connection, edited: Mapping[int, Incoming], now: datetime) -> list[AnyRow]:
    """Read what entries said before, those that are in a story and have no news that waits for an issue."""
    considered = select(func.coalesce(func.max(issues.c.through), 0)).scalar_subquery()
    told = exists().where(told_revisions.c.revision_id == revisions.c.id)
    waits = exists().where(revisions.c.entry_id == entries.c.id, revisions.c.id > considered, ~told)
    wanted = (entries.c.id, entries.c.feed_id, entries.c.title, entries.c.summary, entries.c.text, entries.c.language)
    query = select(*wanted, entries.c.seen_at)
    query = query.where(entries.c.grouped, ~entries.c.remembered, entries.c.seen_at >= now - _FRESH, ~waits)
    return [row for some in chunks(edited) for row in connection.execute(query.where(entries.c.id.in_(some)))]


def _version(row: AnyRow, said: Incoming | None = None) -> Entry:
    """Make an entry of what one version says."""
    words = row._mapping if said is None else said.content  # noqa: SLF001 -- SQLAlchemy's public name
    return Entry(
        id=row.id,
        feed_id=row.feed_id,
        outlet="",
        title=words["title"],
        summary=words["summary"],
        text=words["text"],
        language=words["language"],
        seen_at=row.seen_at,
    )
