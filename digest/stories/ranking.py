"""Which story matters more: distinct outlets, then freshness.

A copy of an agency's text is not a second witness, so copies do not count as outlets.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from digest.model import Story

__all__ = ["rank"]

HALF_LIFE = timedelta(hours=12)


def rank(story: Story, now: datetime) -> float:
    """Score a story for ordering (higher first): log2 of its weighted outlets, plus 0 to 1 for freshness.

    Two more outlets of the usual weight outdo half a day of age; both terms are bounded below by 0.
    """
    age = max(now - story.updated_at, timedelta(0))
    return math.log2(1 + _witnesses(story)) + 2 ** (-(age / HALF_LIFE))


def _witnesses(story: Story) -> float:
    """Sum the weights of outlets that wrote something of their own; a story has one at least."""
    copies = {membership.entry_id for membership in story.memberships if membership.reason == "copy"}
    weights: dict[str, float] = {}
    for entry in story.entries:
        if entry.id not in copies:
            weights[entry.outlet] = max(entry.weight, weights.get(entry.outlet, 0.0))
    return sum(weights.values()) if weights else 1.0
