"""How alike an entry is to the stories of the window, and what it has to reach to join one.

An entry is compared with a story's nearest exemplar and with the sum of its exemplars. The threshold
adapts to where in the stream the entry stands: among many stories that are all somewhat alike (a sports
event, a war) the likeness of the also-rans is the level that chance reaches, as a cohort is in speaker
verification (Auckenthaler et al. 2000), so a multiple of it is asked on top.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

from digest.model import Entry
from digest.stories.terms import Features
from digest.stories.window import Member, Weights, Window

__all__ = ["Candidate", "candidates", "cohort"]

_DECAY = 0.8
_EVIDENCE = 10.0
_CENTROID_SHARE = 0.5
_SAME_OUTLET = 0.6
_COMPARED = 20
_VISITED = 2500
_LEAST_COSINE = 0.02
_NONE = (0.0, 0)
_COHORT = slice(5, 15)
_LEAST_SHARED = 2


@dataclass(frozen=True, slots=True)
class _Pair:
    """An entry beside one exemplar: their cosine, and what they share."""

    member: Member
    cosine: float
    bits: float
    shared: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that an entry could join: how alike (0 to 1), and its nearest member."""

    score: float
    nearest: Member


def candidates(entry: Entry, found: Features, weights: Weights, clock: float, window: Window) -> list[Candidate]:
    """List the stories most alike in the entry's language, best first; ties fall to the older story."""
    cosines = _cosines(weights, found.language, window)
    nearest: dict[int, tuple[float, int]] = {}
    stories = window.stories_of()
    for serial, cosine in cosines.items():
        if cosine > _LEAST_COSINE and cosine > nearest.get(story_id := stories[serial], _NONE)[0]:
            nearest[story_id] = (cosine, serial)
    top = heapq.nlargest(_COMPARED, [(cosine, -story_id, serial) for story_id, (cosine, serial) in nearest.items()])
    pairs = (_pair(weights, window.member(serial), cosine) for cosine, _, serial in top)
    compared = [_compared(entry, weights, clock, window, pair) for pair in pairs if pair.shared >= _LEAST_SHARED]
    return sorted(compared, key=lambda candidate: (-candidate.score, candidate.nearest.story_id))


def cohort(found: list[Candidate]) -> float:
    """Give the likeness that also-rans reach: the mean of the candidates behind the first few."""
    behind = found[_COHORT]
    return sum(candidate.score for candidate in behind) / (_COHORT.stop - _COHORT.start)


def _cosines(weights: Weights, language: str, window: Window) -> dict[int, float]:
    """Add up the cosines of the exemplars that share the heaviest terms; the rest is bounded, not complete."""
    cosines: dict[int, float] = {}
    left = _VISITED
    for term, weight in weights.unit.items():
        for serial, other in window.sharing(term, language, left):
            cosines[serial] = cosines.get(serial, 0.0) + weight * other
            left -= 1
    return cosines


def _pair(weights: Weights, member: Member, cosine: float) -> _Pair:
    shared = [term for term in weights.unit if term in member.weights]
    return _Pair(member, cosine, sum(weights.bits[term] for term in shared), len(shared))


def _compared(entry: Entry, weights: Weights, clock: float, window: Window, pair: _Pair) -> Candidate:
    """Mix the nearest exemplar with the whole story, and discount what little evidence could do by chance."""
    member = pair.member
    centroid = window.centroid(member.story_id, member.language)
    dot = bits = 0.0
    for term, weight in weights.unit.items():
        if term in centroid.weights:
            dot += weight * centroid.weights[term]
            bits += weights.bits[term]
    mixed = _CENTROID_SHARE * dot / centroid.length + (1 - _CENTROID_SHARE) * pair.cosine
    evidence = _CENTROID_SHARE * bits + (1 - _CENTROID_SHARE) * pair.bits
    discount = window.freshness(clock, member.clock, _DECAY) * _outlet_factor(entry, member)
    return Candidate(-mixed * math.expm1(-evidence / _EVIDENCE) * discount, member)


def _outlet_factor(entry: Entry, member: Member) -> float:
    """Ask more of entries of one outlet: its next article is more often another story than the same."""
    return _SAME_OUTLET if entry.outlet and entry.outlet == member.outlet else 1.0
