"""Which entries of a story belong to some news of it: what is told to whoever did not know the story.

A story can return weeks later. To somebody who hears of it for the first time, its headline is not the one of then, nor are
the outlets of then those that report it now.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from digest.model import Entry, Revision, Story

__all__ = ["EPISODE", "episode"]

EPISODE: Final = timedelta(days=7)
"""What was told so long before some news still belongs to it."""


def episode(story: Story, news: Iterable[Revision]) -> tuple[Entry, ...]:
    """List a story's entries from a week before the first of this news on; all of them where the news was pruned."""
    telling = {revision.entry_id for revision in news}
    first = min((entry.clock for entry in story.entries if entry.id in telling), default=None)
    if first is None:
        return story.entries
    return tuple(entry for entry in story.entries if entry.clock >= first - EPISODE)
