"""Stories that become one, and stories that come apart: memberships and revisions move with their entries.

Everything here runs within the caller's transaction, which holds the lane. Old ids stay as aliases;
revisions keep their ids, so that whoever was told one stays told.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, or_, select, update

from digest.errors import StoreError
from digest.model import Apart, Merge
from digest.store.border import chunks
from digest.store.schema import memberships, revisions, stories, story_aliases, story_constraints, told_revisions

__all__ = ["keep_apart", "keep_together", "kept_apart", "merge_stories", "older_first", "rivals_of", "split_story"]

_APART: Final = "apart"
_TOGETHER: Final = "together"


def older_first(connection: Connection, story_id: int, other_id: int) -> tuple[int, int]:
    """Put two stories in the order in which they were opened: that of their first entries in the lane."""
    found = connection.execute(
        select(memberships.c.story_id, func.min(memberships.c.group_order).label("order"))
        .where(memberships.c.story_id.in_((story_id, other_id)))
        .group_by(memberships.c.story_id)
    )
    first = {row.story_id: row.order for row in found}
    one, other = sorted((story_id, other_id), key=lambda story: (first.get(story, math.inf), story))
    return one, other


def merge_stories(connection: Connection, merge: Merge) -> None:
    """Move everything of one story into another; its id stays as an alias."""
    kept, old = merge.story_id, merge.old_id
    rows = {row.id: row for row in connection.execute(select(stories).where(stories.c.id.in_((kept, old))))}
    if len(rows) < 2:
        raise StoreError(f"stories {kept} and {old} cannot become one: one of them is not there")
    _forget_repeats(connection, merge.repeats)
    connection.execute(
        update(memberships)
        .where(memberships.c.entry_id == old, memberships.c.reason.in_(("opened", "split")))
        .values(reason="merged", score=merge.score, threshold=merge.threshold)
    )
    connection.execute(update(memberships).where(memberships.c.story_id == old).values(story_id=kept))
    _move_revisions(connection, revisions.c.story_id == old, kept)
    connection.execute(update(story_aliases).where(story_aliases.c.story_id == old).values(story_id=kept))
    connection.execute(delete(stories).where(stories.c.id == old))
    connection.execute(story_aliases.insert().values(old_id=old, story_id=kept))
    connection.execute(
        update(stories)
        .where(stories.c.id == kept)
        .values(
            opened_at=min(row.opened_at for row in rows.values()),
            updated_at=max(row.updated_at for row in rows.values()),
            lead_entry_id=_last_told(connection, kept) or rows[kept].lead_entry_id,
        )
    )


def split_story(connection: Connection, story_id: int, entry_ids: Collection[int]) -> int:
    """Move these entries into a story of their own, named by the first of them; give its id.

    Where the entry that opened the story is among them, the others move: the story keeps its name. Another name of
    it leads to where the entry is that it was first the name of.
    """
    members = connection.scalars(
        select(memberships.c.entry_id).where(memberships.c.story_id == story_id).order_by(memberships.c.group_order)
    ).all()
    chosen = set(entry_ids)
    moving = [entry_id for entry_id in members if (entry_id in chosen) != (story_id in chosen)]
    new_id: int = moving[0]
    connection.execute(delete(story_aliases).where(story_aliases.c.old_id == new_id))
    clocks = _clocks(connection, moving)
    connection.execute(
        stories.insert().values(id=new_id, lead_entry_id=new_id, opened_at=min(clocks), updated_at=max(clocks))
    )
    for some in chunks(moving):
        connection.execute(update(memberships).where(memberships.c.entry_id.in_(some)).values(story_id=new_id))
        _move_revisions(connection, revisions.c.entry_id.in_(some), new_id)
        connection.execute(update(story_aliases).where(story_aliases.c.old_id.in_(some)).values(story_id=new_id))
    connection.execute(
        update(memberships)
        .where(memberships.c.entry_id == new_id)
        .values(reason="split", score=0.0, threshold=0.0, nearest_entry_id=None, gap_seconds=0.0, shared=[])
    )
    _renumber(connection, story_id)
    left = [entry_id for entry_id in members if entry_id not in set(moving)]
    for each, first, when in ((story_id, left[0], max(_clocks(connection, left))), (new_id, new_id, max(clocks))):
        lead = _last_told(connection, each) or first
        connection.execute(update(stories).where(stories.c.id == each).values(lead_entry_id=lead, updated_at=when))
    return new_id


def keep_together(connection: Connection, story_id: int, old_id: int, now: datetime) -> None:
    """Remember that an admin wants what these entries opened to be one story, whatever was wanted before."""
    inside = select(memberships.c.entry_id).where(memberships.c.story_id == story_id)
    pair = story_constraints.c.entry_id, story_constraints.c.other_entry_id
    connection.execute(
        delete(story_constraints).where(story_constraints.c.kind == _APART, pair[0].in_(inside), pair[1].in_(inside))
    )
    _constrain(connection, _TOGETHER, story_id, old_id, now)


def keep_apart(connection: Connection, new_id: int, story_id: int, rivals: Iterable[int], now: datetime) -> None:
    """Remember that an admin wants these two stories to be two, and each of them apart from all `rivals`."""
    known = {frozenset((pair.story_id, pair.other_id)) for pair in kept_apart(connection)}
    wanted = [(new_id, story_id), *((half, rival) for rival in rivals for half in (story_id, new_id))]
    for one, other in wanted:
        if {one, other} not in known:
            _constrain(connection, _APART, one, other, now)


def rivals_of(connection: Connection, story_id: int) -> list[int]:
    """List the stories that must not become one with this one."""
    return sorted({*_others(kept_apart(connection), story_id)})


def kept_apart(connection: Connection) -> Sequence[Apart]:
    """List the pairs of stories that must not become one."""
    one, other = memberships.alias("one"), memberships.alias("other")
    query = (
        select(one.c.story_id, other.c.story_id.label("other_id"))
        .select_from(
            story_constraints.join(one, one.c.entry_id == story_constraints.c.entry_id).join(
                other, other.c.entry_id == story_constraints.c.other_entry_id
            )
        )
        .where(story_constraints.c.kind == _APART, one.c.story_id != other.c.story_id)
        .order_by(story_constraints.c.id)
    )
    return [Apart(story_id=row.story_id, other_id=row.other_id) for row in connection.execute(query)]


def _others(pairs: Iterable[Apart], story_id: int) -> Iterator[int]:
    for pair in pairs:
        if story_id in (pair.story_id, pair.other_id):
            yield pair.other_id if story_id == pair.story_id else pair.story_id


def _constrain(connection: Connection, kind: str, entry_id: int, other_entry_id: int, now: datetime) -> None:
    pair = story_constraints.c.entry_id, story_constraints.c.other_entry_id
    connection.execute(
        delete(story_constraints).where(
            or_(
                and_(pair[0] == entry_id, pair[1] == other_entry_id),
                and_(pair[0] == other_entry_id, pair[1] == entry_id),
            )
        )
    )
    connection.execute(
        story_constraints.insert().values(kind=kind, entry_id=entry_id, other_entry_id=other_entry_id, created_at=now)
    )


def _forget_repeats(connection: Connection, entry_ids: Iterable[int]) -> None:
    """Delete revisions that turned out to be no news, unless an issue has told them."""
    for some in chunks(entry_ids):
        told = exists().where(told_revisions.c.revision_id == revisions.c.id)
        connection.execute(delete(revisions).where(revisions.c.entry_id.in_(some), ~told))


def _move_revisions(connection: Connection, which: Any, story_id: int) -> None:
    """Put revisions into a story; its numbers follow the ids again."""
    connection.execute(update(revisions).where(which).values(story_id=story_id, number=-revisions.c.id))
    _renumber(connection, story_id)


def _renumber(connection: Connection, story_id: int) -> None:
    mine = revisions.c.story_id == story_id
    connection.execute(update(revisions).where(mine).values(number=-revisions.c.id))
    ids = connection.scalars(select(revisions.c.id).where(mine).order_by(revisions.c.id)).all()
    if ids:
        connection.execute(
            update(revisions).where(revisions.c.id == bindparam("_id")).values(number=bindparam("_number")),
            [{"_id": revision_id, "_number": number} for number, revision_id in enumerate(ids, start=1)],
        )


def _last_told(connection: Connection, story_id: int) -> int | None:
    """Find the entry that told a story's last news."""
    query = select(revisions.c.entry_id).where(revisions.c.story_id == story_id).order_by(revisions.c.id.desc())
    found: int | None = connection.scalar(query.limit(1))
    return found


def _clocks(connection: Connection, entry_ids: Iterable[int]) -> list[datetime]:
    return [
        clock
        for some in chunks(entry_ids)
        for clock in connection.scalars(select(memberships.c.clock).where(memberships.c.entry_id.in_(some)))
    ]
