"""How alike an entry is to the stories of the window, and what it has to reach to join one.

An entry is compared with a story's nearest exemplar and with the sum of its exemplars. The threshold
adapts to where in the stream the entry stands: among many stories that are all somewhat alike (a sports
event, a war) the likeness of the also-rans is the level that chance reaches, as a cohort is in speaker
verification (Auckenthaler et al. 2000), so a multiple of it is asked on top.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from dataclasses import dataclass

from digest.model import Entry
from digest.stories.terms import Features
from digest.stories.window import Member, Weights, Window

__all__ = ["Candidate", "candidates", "cohort"]

_DECAY = 0.6
_EVIDENCE = 10.0
_CENTROID_SHARE = 0.6
_SAME_OUTLET = 0.85
_COMPARED = 20
_COHORT = slice(5, 15)
_LEAST_SHARED = 2
_LEAST_SHARED_ABROAD = 3
_LEAST_BITS_ABROAD = 22.0


@dataclass(slots=True)
class _Pair:
    """An entry beside one exemplar: their cosine, what they share, and names that meet across scripts."""

    cosine: float = 0.0
    bits: float = 0.0
    shared: int = 0
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that an entry could join: how alike (0 to 1), its nearest member, the terms that names met as."""

    score: float
    nearest: Member
    names: tuple[tuple[str, str], ...]


def candidates(entry: Entry, found: Features, weights: Weights, clock: float, window: Window) -> list[Candidate]:
    """List the most alike stories, best first; ties fall to the older story."""
    nearest: dict[int, tuple[float, int]] = {}
    pairs = _pairs(found, weights, window)
    for serial, pair in pairs.items():
        member = window.member(serial)
        if not _enough(found, member, pair):
            continue
        alike = pair.cosine * window.freshness(clock, member.clock, _DECAY) * _outlet_factor(entry, member)
        if alike > nearest.get(member.story_id, (0.0, 0))[0]:
            nearest[member.story_id] = (alike, serial)
    top = heapq.nlargest(_COMPARED, ((alike, -story_id, serial) for story_id, (alike, serial) in nearest.items()))
    compared = [
        _compared(entry, weights, clock, window, alike, window.member(serial), pairs[serial])
        for alike, _, serial in top
    ]
    return sorted(compared, key=lambda candidate: (-candidate.score, candidate.nearest.story_id))


def cohort(found: list[Candidate]) -> float:
    """Give the likeness that also-rans reach: the mean of the candidates behind the first few."""
    behind = found[_COHORT]
    return sum(candidate.score for candidate in behind) / (_COHORT.stop - _COHORT.start)


def _pairs(found: Features, weights: Weights, window: Window) -> dict[int, _Pair]:
    pairs: dict[int, _Pair] = defaultdict(_Pair)
    for term, weight in weights.unit.items():
        bits = weights.bits[term]
        for serial, other in window.sharing(term):
            pair = pairs[serial]
            pair.cosine += weight * other
            pair.bits += bits
            pair.shared += 1
    for term, skeletons in found.skeletons.items():
        for serial, name in dict(pair for skeleton in skeletons for pair in window.named(skeleton)).items():
            member = window.member(serial)
            if member.script == found.script or serial not in pairs or term not in weights.unit:
                continue
            pair = pairs[serial]
            pair.cosine += weights.unit[term] * member.weights.get(name, 0.0)
            pair.bits += weights.bits[term]
            pair.shared += 1
            pair.names += ((term, name),)
    return pairs


def _enough(found: Features, member: Member, pair: _Pair) -> bool:
    """Ask for more than one shared term, and for more still between languages."""
    if found.language == member.language or not found.language or not member.language:
        return pair.shared >= _LEAST_SHARED
    return pair.shared >= _LEAST_SHARED_ABROAD and pair.bits >= _LEAST_BITS_ABROAD


def _compared(
    entry: Entry, weights: Weights, clock: float, window: Window, alike: float, member: Member, pair: _Pair
) -> Candidate:
    """Mix the nearest exemplar with the whole story, and discount what little evidence could do by chance."""
    centroid = window.centroid(member.story_id)
    dot = bits = 0.0
    for term, weight in weights.unit.items():
        if term in centroid.weights:
            dot += weight * centroid.weights[term]
            bits += weights.bits[term]
    for term, name in pair.names:
        if term not in centroid.weights:
            dot += weights.unit[term] * centroid.weights.get(name, 0.0)
            bits += weights.bits[term]
    whole = dot / centroid.length * window.freshness(clock, member.clock, _DECAY) * _outlet_factor(entry, member)
    evidence = _CENTROID_SHARE * bits + (1 - _CENTROID_SHARE) * pair.bits
    mixed = _CENTROID_SHARE * whole + (1 - _CENTROID_SHARE) * alike
    return Candidate(-mixed * math.expm1(-evidence / _EVIDENCE), member, pair.names)


def _outlet_factor(entry: Entry, member: Member) -> float:
    """Ask more of entries of one outlet: its next article is more often another story than the same."""
    return _SAME_OUTLET if entry.outlet and entry.outlet == member.outlet else 1.0
