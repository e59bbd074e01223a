"""Try topics on what is stored, without touching it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from digest.model import Settings, Topic
from digest.store import look
from digest.stories.trial import Tried, try_topics

__all__ = ["try_on_stored"]

MOST_TRIED = 2000
"""Stored stories that topics are tried on."""


def try_on_stored(settings: Settings, topics: Sequence[Topic], now: datetime, since: timedelta) -> tuple[Tried, ...]:
    """Try topics on the stories that moved since then, the latest of them; on none where there is no store yet."""
    store = look(settings.store.url)
    try:
        return try_topics(store.stories.listing(now - since, MOST_TRIED) if store else (), topics)
    finally:
        if store:
            store.close()
