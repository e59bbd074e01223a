"""How alike an entry must be that is on a topic by itself: the granularity that its topics ask for.

It is decided before grouping, so on the entry alone and by background word statistics: the same entry under the
same topics always gets the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from digest.model import Entry, Granularity, Topic
from digest.stories.topics import Topics, compile_topics, explain

__all__ = ["OwnGranularity", "compile_granular", "own_granularity"]

_TIGHTEST_FIRST: Final[tuple[Granularity, ...]] = ("tight", "normal", "wide")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGranularity:
    """What an entry is grouped by in place of the setting, and the topic that asks for it."""

    granularity: Granularity
    topic_id: str


def compile_granular(topics: Sequence[Topic]) -> Topics:
    """Prepare the topics that have a granularity; the others have no say."""
    return compile_topics([topic for topic in topics if topic.granularity is not None])


def own_granularity(entry: Entry, granular: Topics) -> OwnGranularity | None:
    """Give the tightest that the entry's topics ask for, of the first topic that does; None where none asks.

    A wrong join is worse than two stories: that is why the tightest wins.
    """
    if not granular.rules:
        return None
    explained = zip(granular.rules, explain(entry, granular), strict=True)
    asking = [rule for rule, found in explained if found.belongs]
    for granularity in _TIGHTEST_FIRST:
        for rule in asking:
            if rule.granularity == granularity:
                return OwnGranularity(granularity=granularity, topic_id=rule.id)
    return None
