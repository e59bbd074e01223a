"""Which stories are too alike for one issue: one event that grouping keeps in two stories, two parts of a series.

They are compared as stories are, but by their titles alone and without a stream: what matters is what a
reader would read twice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from digest.model import Story
from digest.stories.concepts import share_of, skeleton_share
from digest.stories.rarity import NOTHING_COUNTED
from digest.stories.telling import Telling, agreement, likeness
from digest.stories.terms import title_concepts
from digest.stories.topic_texts import Sums, read_title, sums

__all__ = ["too_alike"]

_TOO_ALIKE = 0.75
_TOO_ALIKE_ABROAD = 0.6
_TITLES = 8
_CHARACTERS = 400


def too_alike(one: Story, other: Story) -> bool:
    """Tell whether the titles of two stories say the same, in a language that both are told in, else by concepts.

    Concepts are few and common, so across languages as many must be shared, and be worth as much, as grouping asks
    for, and neither side may contradict the other.
    """
    ours, theirs = _titles(one), _titles(other)
    shared = [language for language in ours.sums.terms if language in theirs.sums.terms]
    if shared:
        return any(_cosine(ours.sums.terms[name], theirs.sums.terms[name]) >= _TOO_ALIKE for name in shared)
    return (
        _cosine(ours.sums.concepts, theirs.sums.concepts) >= _TOO_ALIKE_ABROAD
        and likeness(ours.telling, theirs.telling, _bits) is not None
        and agreement(ours.telling, theirs.telling) == 1
    )


def _bits(concept: str) -> float:
    """Tell what sharing a concept, or behind a `~` the sound of a name, is worth where nothing was counted."""
    return -math.log(skeleton_share(concept[1:]) if concept[0] == "~" else share_of(concept))


@dataclass(frozen=True, slots=True)
class _Titles:
    """What the titles of a story say: in each language, and in none."""

    sums: Sums
    telling: Telling


def _titles(story: Story) -> _Titles:
    titles = dict.fromkeys((entry.title[:_CHARACTERS], entry.language) for entry in story.entries if entry.title)
    return _summed(tuple(islice(titles, _TITLES)))


@lru_cache(maxsize=2000)
def _summed(titles: tuple[tuple[str, str], ...]) -> _Titles:
    found = [title_concepts(title, language) for title, language in titles]
    telling = Telling(
        language="",
        counts={concept: count for each in found for concept, count in each.counts.items()},
        title=frozenset().union(*(each.title for each in found)),
        guesses=frozenset().union(*(each.guesses for each in found)),
        spoken={name: heard for each in found for name, heard in each.spoken.items()},
    )
    return _Titles(sums([read_title(title, language, NOTHING_COUNTED) for title, language in titles]), telling)


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other[key] for key, weight in one.items() if key in other)
