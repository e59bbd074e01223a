"""What the store would bring back of a stream that was grouped, for tests that restart in the middle of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from digest.model import Entry, GroupedEntry, Placement
from digest.stories.witnesses import TERMS


def homes_of(placements: Sequence[Placement]) -> list[int]:
    """The story in which each entry is in the end, after every merge."""
    homes: list[int] = []
    for placement in placements:
        homes.append(placement.membership.story_id)
        if (merge := placement.merge) is not None:
            homes = [merge.story_id if home == merge.old_id else home for home in homes]
    return homes


def remembered_by(
    entries: Sequence[Entry],
    placements: Sequence[Placement],
    window: timedelta,
    vectors: Mapping[int, bytes] | None = None,
) -> list[GroupedEntry]:
    """The entries of the window and the witnesses, in group order, with what an encoder said of them by their ids."""
    latest = max(entry.clock for entry in entries)
    witnesses = {entry_id for placement in placements for entry_id in placement.witnesses}
    return [
        GroupedEntry(
            entry_id=entry.id,
            story_id=home,
            clock=entry.clock,
            fingerprint=placement.fingerprint,
            vector=(vectors or {}).get(entry.id, b""),
            witness=entry.id in witnesses,
        )
        for entry, placement, home in zip(entries, placements, homes_of(placements), strict=True)
        if entry.clock >= latest - (TERMS if entry.id in witnesses else 1) * window
    ]
