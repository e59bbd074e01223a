"""Which stories are too alike for one issue: one event that grouping keeps in two stories, two parts of a series.

They are compared as stories are, but by their titles alone and without a stream: what matters is what a
reader would read twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice

from digest.model import Entry, Story
from digest.stories.rarity import NOTHING_COUNTED
from digest.stories.topic_texts import Reading, Sums, read, sums

__all__ = ["too_alike"]

_TOO_ALIKE = 0.75
_TOO_ALIKE_ABROAD = 0.6
_TITLES = 8
_CHARACTERS = 400


def too_alike(one: Story, other: Story) -> bool:
    """Tell whether the titles of two stories say the same, in a language that both are told in, else by concepts."""
    ours, theirs = _titles(one), _titles(other)
    shared = [language for language in ours.terms if language in theirs.terms]
    if shared:
        return any(_cosine(ours.terms[language], theirs.terms[language]) >= _TOO_ALIKE for language in shared)
    return _cosine(ours.concepts, theirs.concepts) >= _TOO_ALIKE_ABROAD


def _titles(story: Story) -> Sums:
    titles = dict.fromkeys((entry.title[:_CHARACTERS], entry.language) for entry in story.entries if entry.title)
    return _summed(tuple(islice(titles, _TITLES)))


@lru_cache(maxsize=2000)
def _summed(titles: tuple[tuple[str, str], ...]) -> Sums:
    return sums([_read(title, language) for title, language in titles])


def _read(title: str, language: str) -> Reading:
    never = datetime.min.replace(tzinfo=UTC)
    entry = Entry(id=0, feed_id=0, outlet="", title=title, language=language, seen_at=never)
    return read(entry, NOTHING_COUNTED)


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other[key] for key, weight in one.items() if key in other)
