"""How much it says that a text has a word: the more, the fewer of some stories have it.

They are counted before a background (`digest.stories.background`), so that ten stories do not make every word rare.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from digest.model import Entry
from digest.stories.background import COMMON_SHARE, OTHER_SHARE
from digest.stories.concepts import share_of
from digest.stories.forms import is_common
from digest.stories.terms import features
from digest.stories.vocabulary import is_country

__all__ = ["NOTHING_COUNTED", "Frequencies", "count"]

_BACKGROUND_STORIES = 1000
_BACKGROUND_CONCEPTS = 2000
_RARE_CONCEPT = 1 / 100


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many of some stories have a term, and how many a concept."""

    stories: int = 0
    terms: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    concepts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def of_term(self, term: str, language: str) -> float:
        """Tell what it is worth to share a term, in nats."""
        share = COMMON_SHARE if is_common(term, language) or is_country(term) else OTHER_SHARE
        return _worth(self.terms.get(term, 0), self.stories, share, _BACKGROUND_STORIES)

    def of_new_term(self) -> float:
        """Tell what it is worth to share a term that no story has."""
        return _worth(0, self.stories, OTHER_SHARE, _BACKGROUND_STORIES)

    def of_rare_concept(self) -> float:
        """Tell the same of a rare concept: there are fewer, and they are commoner."""
        return _worth(0, self.stories, _RARE_CONCEPT, _BACKGROUND_CONCEPTS)

    def of_concept(self, concept: str) -> float:
        """Tell what it is worth to share a concept, in nats."""
        return _worth(self.concepts.get(concept, 0), self.stories, share_of(concept), _BACKGROUND_CONCEPTS)


NOTHING_COUNTED = Frequencies()


def count(stories: Iterable[Sequence[Entry]]) -> Frequencies:
    """Count in how many stories each term and each concept is."""
    terms, concepts, total = Counter[str](), Counter[str](), 0
    for entries in stories:
        found = [features(entry) for entry in entries]
        terms.update({term for each in found for term in each.counts})
        concepts.update({concept for each in found for concept in each.concepts.counts})
        total += 1
    return Frequencies(total, terms, concepts)


def _worth(known: int, stories: int, share: float, background: int) -> float:
    return max(0.0, math.log((stories + background) / (known + background * share)))
