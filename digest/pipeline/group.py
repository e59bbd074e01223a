"""Group entries into stories, in the one lane there is, whoever polls.

The lane is leased and fenced in the store. The index of the open window lives in memory between
batches, and is rebuilt from the store whenever somebody else held the lane in between.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from digest.model import Entry, GroupingSettings, Placement
from digest.pipeline.encode import Encoding, encoded, remembered
from digest.ports import Entries, Stories
from digest.stories import Grouper, Ledger
from digest.stories.granularity import compile_granular, own_granularity
from digest.stories.topics import Topics
from digest.stories.witnesses import TERMS

__all__ = ["GroupLane", "Grouped", "group"]

LEASE = timedelta(minutes=2)
BATCH = 500
ENCODED = 64
"""How many entries are grouped at a time where they are encoded: slow encoders must not outlast the lease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """What one batch did. `finished` is False while entries are left, or another holds the lane.

    `failed` tells of entries that no text of a stranger's should have brought about: each opened a story, unread.
    """

    entries: int = 0
    opened: int = 0
    revisions: int = 0
    failed: tuple[str, ...] = ()
    held_elsewhere: bool = False
    finished: bool = True


@dataclass(slots=True, kw_only=True)
class GroupLane:
    """One process's hold on the lane: its name, its last fence, and the index that goes with it.

    `granular` are the topics that have a granularity, as `compile_granular` makes them.
    With `encoding` entries are compared by sense, too.
    """

    owner: str
    settings: GroupingSettings
    granular: Topics = field(default_factory=lambda: compile_granular(()))
    encoding: Encoding | None = None
    fence: int | None = None
    grouper: Grouper | None = None


async def group(lane: GroupLane, *, entries: Entries, stories: Stories, now: datetime, batch: int = BATCH) -> Grouped:
    """Group the next entries that have no group order yet, at most `batch` of them.

    The same entries in the same order make the same stories whatever the batches are.
    """
    return await asyncio.to_thread(_group, lane, entries, stories, now, batch)


def _group(lane: GroupLane, entries: Entries, stories: Stories, now: datetime, batch: int) -> Grouped:
    if not entries.ungrouped(1):
        return Grouped()  # idle processes leave the lane alone
    fence = stories.take_lane(lane.owner, now=now, lease=LEASE)
    if fence is None:
        return Grouped(held_elsewhere=True, finished=False)
    if lane.grouper is None or lane.fence != fence:
        lane.grouper, lane.fence = _rebuilt(lane, stories), fence
    batch = batch if lane.encoding is None else min(batch, ENCODED)
    waiting = entries.ungrouped(batch)
    try:
        vectors = encoded(lane.encoding, waiting)
        placements, failed = _in_turn(waiting, lane.grouper, lane, stories, vectors)
        stories.record(placements, fence=fence, now=now)
    except BaseException:
        lane.grouper = None  # it may hold what the store does not
        raise
    finished = len(placements) == len(waiting) < batch or not entries.ungrouped(1)
    if finished:
        stories.free_lane(lane.owner)
    return Grouped(
        entries=len(placements),
        opened=sum(placement.membership.reason == "opened" for placement in placements),
        revisions=sum(placement.news is not None for placement in placements),
        failed=failed,
        finished=finished,
    )


def _in_turn(
    waiting: Sequence[Entry], grouper: Grouper, lane: GroupLane, stories: Stories, vectors: Mapping[int, bytes]
) -> tuple[list[Placement], tuple[str, ...]]:
    """Place entries in turn, up to one where that fails: the first of the next batch, it is placed alone and unread.

    The grouper is given up at a failure, as it may hold half of the entry.
    """
    placements: list[Placement] = []
    for entry in waiting:
        try:
            placements.append(_placed(entry, grouper, lane.granular, vectors.get(entry.id, b"")))
        except Exception as error:  # noqa: BLE001 -- whatever a stranger wrote must not stop all others for good
            lane.grouper = None
            if placements:
                break
            lane.grouper = _rebuilt(lane, stories)
            return [lane.grouper.add(_unread(entry))], (f"entry {entry.id}: {error!r}",)
    return placements, ()


def _unread(entry: Entry) -> Entry:
    return replace(entry, title="", summary="", text="")


def _placed(entry: Entry, grouper: Grouper, granular: Topics, vector: bytes) -> Placement:
    """Place an entry as alike as its topics ask, and keep who asked."""
    own = own_granularity(entry, granular)
    if own is None:
        return grouper.add(entry, vector=vector)
    placement = grouper.add(entry, own.granularity, vector=vector)
    asked = replace(placement.membership, granularity=own.granularity, granularity_of=own.topic_id)
    return replace(placement, membership=asked)


def _rebuilt(lane: GroupLane, stories: Stories) -> Grouper:
    grouper = Grouper(lane.settings, Ledger)
    latest = stories.latest_clock()
    if latest is not None:
        window = lane.settings.window
        grouped = stories.open_window(_before(latest, window), _before(latest, TERMS * window))
        grouper.restore(remembered(lane.encoding, grouped), stories.kept_apart())
    return grouper


def _before(clock: datetime, span: timedelta) -> datetime:
    """Give the time so long before a clock, or the first there is."""
    return clock - min(span, clock - datetime.min.replace(tzinfo=UTC))
