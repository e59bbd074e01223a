"""Stories: the group lane, what it recorded, and stories as a whole.

The lane is one row with a lease and a fence. Whoever records locks that row first, so revision ids
grow in the order in which they become visible: after `last_revision` no lower one appears.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CompoundSelect, Connection, Engine, func, select, union, update

from digest.errors import StoreError
from digest.model import Apart, GroupedEntry, Membership, Merge, News, Placement, Revision, SharedTerm, Story
from digest.store.dialect import insert, reading, writing
from digest.store.entries import ENTRY_COLUMNS, FROM_ENTRIES, entry_of
from digest.store.grouping import record
from digest.store.mending import (
    keep_apart,
    keep_together,
    kept_apart,
    merge_stories,
    older_first,
    rivals_of,
    split_story,
)
from digest.store.schema import entries, group_lane, memberships, revisions, stories, story_aliases
from digest.store.types import AnyRow, AnySelect

__all__ = ["StoryStore"]

_LANE: Final = "group"
_WINDOW_COLUMNS: Final = ("entry_id", "story_id", "clock", "fingerprint", "witness")
_MEMBERSHIP_COLUMNS: Final = tuple(
    memberships.c[name]
    for name in (
        "story_id",
        "reason",
        "score",
        "threshold",
        "nearest_entry_id",
        "gap_seconds",
        "shared",
        "granularity",
        "granularity_of",
    )
)


@dataclass(frozen=True, slots=True)
class StoryStore:
    """Keep the group lane and what it made; `digest.ports.Stories`."""

    engine: Engine

    def take_lane(self, owner: str, *, now: datetime, lease: timedelta) -> int | None:
        """Take or renew the lane; give its fencing token, or None while another holds it.

        The token grows whenever the lane comes to another owner; who had it last gets the same again. A lease
        that runs far longer than any is given is from before the clock was put back: it holds nobody off.
        """
        with writing(self.engine) as connection:
            connection.execute(
                insert(connection, group_lane)
                .values(name=_LANE, owner="", fence=0, last_order=0, leased_until=None)
                .on_conflict_do_nothing()
            )
            lane = _locked_lane(connection)
            held = lane.leased_until is not None and now < lane.leased_until <= now + 2 * lease
            if held and lane.owner != owner:
                return None
            fence: int = lane.fence + (lane.owner != owner)
            connection.execute(update(group_lane).values(owner=owner, fence=fence, leased_until=now + lease))
            return fence

    def free_lane(self, owner: str) -> None:
        """Give the lane back, if still held."""
        with writing(self.engine) as connection:
            connection.execute(update(group_lane).where(group_lane.c.owner == owner).values(leased_until=None))

    def latest_clock(self) -> datetime | None:
        """Tell the latest clock of any grouped entry."""
        with reading(self.engine) as connection:
            latest: datetime | None = connection.scalar(select(func.max(memberships.c.clock)))
            return latest

    def open_window(self, since: datetime, witnesses: datetime) -> tuple[GroupedEntry, ...]:
        """List grouped entries whose clock is not before `since`, of `witnesses` not before that, in group order."""
        query = (
            select(*(memberships.c[name] for name in _WINDOW_COLUMNS))
            .where(memberships.c.clock >= witnesses, (memberships.c.clock >= since) | memberships.c.witness)
            .order_by(memberships.c.group_order)
        )
        with reading(self.engine) as connection:
            return tuple(GroupedEntry(**row._mapping) for row in connection.execute(query))  # noqa: SLF001 -- SQLAlchemy's public name

    def kept_apart(self) -> tuple[Apart, ...]:
        """List the pairs of stories that an admin wants to stay two."""
        with reading(self.engine) as connection:
            return tuple(kept_apart(connection))

    def record(self, placements: Sequence[Placement], *, fence: int, now: datetime) -> None:
        """Give these entries their group order and save memberships and revisions; StoreError on a stale fence.

        A lease that ran out does no harm as long as nobody else took the lane.
        """
        with writing(self.engine) as connection:
            lane = _held_lane(connection, fence)
            record(connection, placements, first_order=lane.last_order + 1, now=now)
            connection.execute(update(group_lane).values(last_order=lane.last_order + len(placements)))

    def merge(self, story_id: int, other_id: int, *, fence: int, now: datetime) -> int:
        """Make one of two stories for good; give the id of the one that was opened first, which it keeps."""
        with writing(self.engine) as connection:
            _held_lane(connection, fence)
            kept, old = older_first(connection, story_id, other_id)
            merge_stories(connection, Merge(story_id=kept, old_id=old, score=0.0, threshold=0.0))
            keep_together(connection, kept, old, now)
            return kept

    def split(self, story_id: int, entry_ids: Collection[int], *, fence: int, now: datetime) -> int:
        """Make two of one story for good, these entries apart from the others; give the new story's id.

        What was apart from the one story is apart from both.
        """
        with writing(self.engine) as connection:
            _held_lane(connection, fence)
            rivals = rivals_of(connection, story_id)
            new_id = split_story(connection, story_id, entry_ids)
            keep_apart(connection, new_id, story_id, rivals, now)
            return new_id

    def revised(self, *, after: int, since: datetime) -> tuple[Story, ...]:
        """List stories with a revision whose id is above `after` or whose time is not before `since`, by id.

        Stories whose entries were all pruned are left out.
        """
        found = union(
            select(revisions.c.story_id).where(revisions.c.id > after),
            select(revisions.c.story_id).where(revisions.c.created_at >= since),
        )
        with reading(self.engine) as connection:
            return tuple(story for story in _load(connection, found) if story.entries)

    def moved(self, since: datetime) -> tuple[Story, ...]:
        """List stories that told news, or got an entry that is not only remembered, since then; by id."""
        joined = select(memberships.c.story_id).join(entries, entries.c.id == memberships.c.entry_id)
        found = union(
            joined.where(entries.c.seen_at >= since, ~entries.c.remembered),
            select(revisions.c.story_id).where(revisions.c.created_at >= since),
        )
        with reading(self.engine) as connection:
            return tuple(story for story in _load(connection, found) if story.entries)

    def listing(self, since: datetime, most: int | None = None) -> tuple[Story, ...]:
        """List stories updated since then, the latest first, at most so many."""
        found = select(stories.c.id).where(stories.c.updated_at >= since)
        if most is not None:
            found = found.order_by(stories.c.updated_at.desc(), stories.c.id.desc()).limit(most)
        with reading(self.engine) as connection:
            loaded = [story for story in _load(connection, found) if story.entries]
        return tuple(sorted(loaded, key=lambda story: (story.updated_at, story.id), reverse=True))

    def get(self, story_id: int) -> Story | None:
        """Find a story by its id or an old id of it; one whose entries were pruned has none."""
        found = union(
            select(stories.c.id).where(stories.c.id == story_id),
            select(story_aliases.c.story_id).where(story_aliases.c.old_id == story_id),
        )
        with reading(self.engine) as connection:
            return next(iter(_load(connection, found)), None)

    def last_revision(self) -> int:
        """Tell the highest revision id, 0 when there is none."""
        with reading(self.engine) as connection:
            return connection.scalar(select(func.max(revisions.c.id))) or 0


def _held_lane(connection: Connection, fence: int) -> Any:
    """Lock and give the lane's row; StoreError where it is not held under this fence."""
    lane = _locked_lane(connection)
    if lane is None or lane.leased_until is None or lane.fence != fence:
        raise StoreError("the group lane is not held: another process took it over, or it was given back")
    return lane


def _locked_lane(connection: Connection) -> Any:
    """Lock and give the lane's row; None before anybody ever took it."""
    return connection.execute(select(group_lane).where(group_lane.c.name == _LANE).with_for_update()).first()


def _load(connection: Connection, found: AnySelect | CompoundSelect[Any]) -> list[Story]:
    """Load whole stories in three queries, however many there are; by id."""
    ids = found.subquery()
    wanted = select(ids.c[0])
    told = _by_story(
        connection.execute(
            select(revisions).where(revisions.c.story_id.in_(wanted)).order_by(revisions.c.story_id, revisions.c.number)
        )
    )
    joined = _by_story(
        connection.execute(
            select(*ENTRY_COLUMNS, *_MEMBERSHIP_COLUMNS)
            .select_from(FROM_ENTRIES.join(memberships))
            .where(memberships.c.story_id.in_(wanted))
            .order_by(memberships.c.group_order)
        )
    )
    rows = connection.execute(select(stories).where(stories.c.id.in_(wanted)).order_by(stories.c.id))
    return [
        Story(
            id=row.id,
            opened_at=row.opened_at,
            updated_at=row.updated_at,
            entries=tuple(entry_of(each) for each in joined[row.id]),
            memberships=tuple(_membership(each) for each in joined[row.id]),
            revisions=tuple(_revision(each) for each in told[row.id]),
        )
        for row in rows
    ]


def _by_story(rows: Iterable[AnyRow]) -> defaultdict[int, list[AnyRow]]:
    grouped: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        grouped[row.story_id].append(row)
    return grouped


def _membership(row: AnyRow) -> Membership:
    return Membership(
        entry_id=row.id,
        story_id=row.story_id,
        reason=row.reason,
        score=row.score,
        threshold=row.threshold,
        nearest_entry_id=row.nearest_entry_id,
        gap=timedelta(seconds=row.gap_seconds),
        shared=tuple(SharedTerm(term=term, weight=weight) for term, weight in row.shared),
        granularity=row.granularity or None,
        granularity_of=row.granularity_of,
    )


def _revision(row: AnyRow) -> Revision:
    return Revision(
        id=row.id,
        story_id=row.story_id,
        entry_id=row.entry_id,
        number=row.number,
        news=News(sentence=row.sentence, names=tuple(row.names), numbers=tuple(row.numbers)),
        created_at=row.created_at,
    )
