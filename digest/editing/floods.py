"""Floods: when most of a feed's document comes back as new, its ids changed, and readers know it all.

Pure. One backdated entry among others is news; half a document that we have met before is none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

__all__ = ["LEAST", "Fresh", "come_back"]

LEAST = 5
"""Fewer entries than this are no flood, whatever share of a short document they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """An entry that no key of the feed knows: its title, and when it was published, by its own word."""

    title: str
    published: datetime | None


def come_back(
    fresh: Sequence[Fresh], *, document: int, titles: Collection[str], last_success: datetime
) -> frozenset[int]:
    """Give the places of the fresh entries that are old acquaintances; none where they are no flood.

    `document` is how many entries the document has, `titles` are those that the feed had before. An
    acquaintance was published before the feed's last good poll, or has a title of before.
    """
    met = frozenset(
        place
        for place, entry in enumerate(fresh)
        if entry.title in titles or (entry.published is not None and entry.published < last_success)
    )
    return met if len(met) >= LEAST and 2 * len(met) >= document else frozenset()
