"""Which story matters more: distinct outlets that tell it anew, how clearly it is on topic, freshness.

A copy of an agency's text is not a second report, so copies do not count as outlets. To somebody who knows
a story, only what joined it since counts: an update of one outlet is a small thing, however large the story.

    rank         how much a story matters
    lone_outlet  the outlet that tells a story alone: of all that it tells so, each further story counts as less fresh
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from digest.model import Entry, Story
from digest.stories.originals import copies

__all__ = ["lone_outlet", "rank"]

HALF_LIFE = timedelta(hours=12)
FIT = 0.5
"""What being on topic is worth at most: less than one more outlet beside another."""


def rank(
    story: Story, now: datetime, *, fresh: Iterable[Entry] | None = None, fit: float = 0.0, turn: int = 1
) -> float:
    """Score a story for ordering (higher first): log2 of its weighted outlets, 0 to 1 for freshness, 0 to ½ for fit.

    `fresh` are the entries that a reader does not know (all of them when None), `fit` tells how clearly
    the story is on a topic that they follow (0 to 1). Two more outlets of the usual weight outdo half a
    day of age; every term is bounded below by 0. Age is that of the latest news, not of the latest entry.
    The story of an outlet's `turn` is so many times less fresh (the divisors by which D'Hondt shares out seats).
    """
    entries = story.entries if fresh is None else tuple(fresh)
    age = max(now - _news_at(story), timedelta(0))
    return math.log2(1 + _weight(story, entries)) + 2 ** (-(age / HALF_LIFE)) / turn + FIT * min(max(fit, 0.0), 1.0)


def lone_outlet(story: Story, entries: Iterable[Entry]) -> str:
    """Name the one outlet that wrote these entries of a story, copies aside; "" where several did."""
    repeating = copies(story)
    outlets = {entry.outlet for entry in entries if entry.id not in repeating}
    return outlets.pop() if len(outlets) == 1 else ""


def _weight(story: Story, entries: Iterable[Entry]) -> float:
    """Sum the weights of outlets that wrote something of their own among these entries; one at least."""
    repeating = copies(story)
    weights: dict[str, float] = {}
    for entry in entries:
        if entry.id in repeating:
            continue
        weights[entry.outlet] = max(entry.weight, weights.get(entry.outlet, 0.0))
    return sum(weights.values()) if weights else 1.0


def _news_at(story: Story) -> datetime:
    """Tell when the latest entry with news was written; when the story was updated, where none is left."""
    telling = {revision.entry_id for revision in story.revisions}
    return max((entry.clock for entry in story.entries if entry.id in telling), default=story.updated_at)
