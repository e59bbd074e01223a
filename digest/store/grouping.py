"""What the group lane writes: memberships in group order, stories, revisions, and then the merges.

`record` runs within the caller's transaction, which holds the lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from digest.errors import StoreError
from digest.model import Placement
from digest.store.border import chunks
from digest.store.mending import merge_stories
from digest.store.schema import entries, memberships, revisions, stories, story_aliases

__all__ = ["record"]


def record(connection: Connection, placements: Sequence[Placement], *, first_order: int, now: datetime) -> None:
    """Save where these entries were put, in this order; StoreError where one is unknown or placed already."""
    if not placements:
        return
    clocks = _clocks(connection, placements)
    aliases = _aliases(connection, placements)
    homes = [aliases.get(placement.membership.story_id, placement.membership.story_id) for placement in placements]
    _save_stories(connection, placements, homes, clocks)
    _save_memberships(connection, placements, homes, clocks, first_order)
    _save_revisions(connection, placements, homes, now)
    for placement in placements:
        if placement.merge is not None:
            merge_stories(connection, placement.merge)
    for some in chunks(entry_id for placement in placements for entry_id in placement.witnesses):
        connection.execute(update(memberships).where(memberships.c.entry_id.in_(some)).values(witness=True))


def _clocks(connection: Connection, placements: Sequence[Placement]) -> dict[int, datetime]:
    """Give the clocks that the grouper went by: a restart must find the same, whatever was edited since it read them."""
    clocks: dict[int, datetime] = {}
    for some in chunks(placement.membership.entry_id for placement in placements):
        query = select(entries.c.id, entries.c.clock).where(entries.c.id.in_(some), ~entries.c.grouped)
        clocks.update(connection.execute(query).all())
    for placement in placements:
        if placement.membership.entry_id not in clocks:
            raise StoreError(f"entry {placement.membership.entry_id} is unknown, or has its group order already")
        if placement.clock is not None:
            clocks[placement.membership.entry_id] = placement.clock
    return clocks


def _aliases(connection: Connection, placements: Sequence[Placement]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in chunks({placement.membership.story_id for placement in placements}):
        query = select(story_aliases.c.old_id, story_aliases.c.story_id).where(story_aliases.c.old_id.in_(some))
        found.update(connection.execute(query).all())
    return found


def _save_stories(
    connection: Connection, placements: Sequence[Placement], homes: Sequence[int], clocks: Mapping[int, datetime]
) -> None:
    """Open new stories, and move the update time and the lead of all."""
    rows = _stored_stories(connection, homes)
    before = set(rows)
    for placement, home in zip(placements, homes, strict=True):
        entry_id = placement.membership.entry_id
        clock = clocks[entry_id]
        if home not in rows:
            if home != entry_id:
                raise StoreError(f"entry {entry_id} cannot join story {home}: there is no such story")
            rows[home] = {"id": home, "lead_entry_id": entry_id, "opened_at": clock, "updated_at": clock}
        row = rows[home]
        row["updated_at"] = max(row["updated_at"], clock)
        if placement.news is not None:
            row["lead_entry_id"] = entry_id
    opened = [row for home, row in rows.items() if home not in before]
    if opened:
        connection.execute(stories.insert(), opened)
    if before:
        statement = update(stories).where(stories.c.id == bindparam("_id"))
        statement = statement.values(lead_entry_id=bindparam("_lead"), updated_at=bindparam("_updated"))
        moved = [
            {"_id": home, "_lead": rows[home]["lead_entry_id"], "_updated": rows[home]["updated_at"]} for home in before
        ]
        connection.execute(statement, moved)


def _stored_stories(connection: Connection, homes: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {
        row["id"]: dict(row)
        for some in chunks(set(homes))
        for row in connection.execute(select(stories).where(stories.c.id.in_(some))).mappings()
    }


def _save_memberships(
    connection: Connection,
    placements: Sequence[Placement],
    homes: Sequence[int],
    clocks: Mapping[int, datetime],
    first_order: int,
) -> None:
    rows = [
        {
            "entry_id": placement.membership.entry_id,
            "story_id": home,
            "group_order": order,
            "clock": clocks[placement.membership.entry_id],
            "reason": placement.membership.reason,
            "score": placement.membership.score,
            "threshold": placement.membership.threshold,
            "nearest_entry_id": placement.membership.nearest_entry_id,
            "gap_seconds": placement.membership.gap.total_seconds(),
            "shared": [[shared.term, shared.weight] for shared in placement.membership.shared],
            "granularity": placement.membership.granularity or "",
            "granularity_of": placement.membership.granularity_of,
            "fingerprint": placement.fingerprint,
            "witness": False,
        }
        for order, (placement, home) in enumerate(zip(placements, homes, strict=True), first_order)
    ]
    connection.execute(memberships.insert(), rows)
    for some in chunks(row["entry_id"] for row in rows):
        connection.execute(update(entries).where(entries.c.id.in_(some)).values(grouped=True))


def _save_revisions(
    connection: Connection, placements: Sequence[Placement], homes: Sequence[int], now: datetime
) -> None:
    telling = [
        (placement.membership.entry_id, home, placement.news)
        for placement, home in zip(placements, homes, strict=True)
        if placement.news is not None
    ]
    numbers: dict[int, int] = {}
    for some in chunks({home for _, home, _ in telling}):
        query = select(revisions.c.story_id, func.max(revisions.c.number)).where(revisions.c.story_id.in_(some))
        numbers.update(connection.execute(query.group_by(revisions.c.story_id)).all())
    rows = []
    for entry_id, home, news in telling:
        numbers[home] = numbers.get(home, 0) + 1
        rows.append(
            {
                "story_id": home,
                "entry_id": entry_id,
                "number": numbers[home],
                "sentence": news.sentence,
                "names": list(news.names),
                "numbers": list(news.numbers),
                "created_at": now,
            }
        )
    if rows:
        connection.execute(revisions.insert(), rows)
