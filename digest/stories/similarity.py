"""How alike an entry is to the stories of the window, and what it has to reach to join one.

An entry is compared with a story's nearest exemplar and with the sum of its exemplars. The threshold
adapts to where in the stream the entry stands: among many stories that are all somewhat alike (a sports
event, a war) the likeness of the also-rans is the level that chance reaches, as a cohort is in speaker
verification (Auckenthaler et al. 2000), so a multiple of it is asked on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digest.stories.index import BITS, COARSE, UNIT, Found, Weights
from digest.stories.products import norm, shared
from digest.stories.vectors import Vector
from digest.stories.window import Window

__all__ = [
    "COHORT",
    "COMPARED",
    "Candidate",
    "Near",
    "Newcomer",
    "candidates",
    "cohort",
    "discounts",
    "evident",
    "likely",
    "nearest",
]

_DECAY: Final = 1.0
_EVIDENCE: Final = 10.0
_TOTAL_SHARE: Final = 0.5
_SAME_OUTLET: Final = 0.6
COMPARED: Final = 20
"""How many stories an entry is compared with at most."""
_VISITED: Final = 64
COHORT: Final = slice(5, 15)
"""Which of the candidates, best first, are the also-rans."""
_LEAST_SHARED: Final = 2
_ONE: Final = UNIT * UNIT


class Newcomer(NamedTuple):
    """An entry that is to be placed: what comparing it needs, and what an encoder says of it."""

    weights: Weights
    language: str
    outlet: str
    clock: float
    vector: Vector | None = None


class Candidate(NamedTuple):
    """A story that an entry could join: how alike (0 to 1), and its nearest member."""

    score: float
    story_id: int
    serial: int


@dataclass(frozen=True, slots=True)
class Near:
    """Of some stories the exemplars nearest to an entry, in what they are alike, and how alike the stories are."""

    serials: list[int]
    likeness: NDArray[np.float64]
    bits: NDArray[np.int64]
    terms: NDArray[np.int64]


def candidates(newcomer: Newcomer, least: float, window: Window) -> list[Candidate]:
    """List the stories most alike in the entry's language, best first; ties fall to the older story.

    None where nobody reaches `least`: most entries belong to nothing.
    """
    found = window.sharing(newcomer.weights, newcomer.language)
    if not len(found.serials) or int(found.alike.max()) * COARSE < least * _ONE:
        return []
    stories = likely(found, window)
    near = nearest(newcomer.weights, stories, window)
    scores: list[float] = (near.likeness * evident(near) * discounts(newcomer, near.serials, window)).tolist()
    if max(scores) < least:
        return []
    each = zip(scores, stories, near.serials, strict=True)
    return sorted(
        [Candidate(score, story_id, serial) for score, story_id, serial in each if score > 0],
        key=lambda candidate: (-candidate.score, candidate.story_id),
    )


def cohort(found: Sequence[Candidate]) -> float:
    """Give the likeness that also-rans reach: the mean of the candidates behind the first few."""
    behind = found[COHORT]
    return sum(candidate.score for candidate in behind) / (COHORT.stop - COHORT.start)


def likely(found: Found, window: Window) -> list[int]:
    """List the stories of the members that share most, those first."""
    serials = found.serials[(-found.alike).argsort(kind="stable")[:_VISITED]]
    return list(dict.fromkeys(window.rows.stories(serials).tolist()))[:COMPARED]


def nearest(weights: Weights, stories: Sequence[int], window: Window) -> Near:
    """Compare an entry with all exemplars of some stories: which is nearest, and how alike it and their sum are."""
    groups = [window.groups.exemplars(story_id) for story_id in stories]
    everyone = [serial for group in groups for serial in group]
    found = shared(window.index, weights, window.rows.block(everyone))
    every = found.products.tolist()
    places, likeness, end = [], [], 0
    for story_id, group in zip(stories, groups, strict=True):
        start, end = end, end + len(group)
        product = max(every[start:end])
        places.append(every.index(product, start))
        alike = product / _ONE
        whole = alike if len(group) == 1 else sum(every[start:end]) / (UNIT * norm(story_id, window))
        likeness.append(_TOTAL_SHARE * whole + (1 - _TOTAL_SHARE) * alike)
    serials = [everyone[place] for place in places]
    return Near(serials, np.array(likeness), found.bits(places), found.terms(places))


def evident(near: Near) -> NDArray[np.float64]:
    """Give what is left of likeness that little evidence could make by chance."""
    found: NDArray[np.float64] = -np.expm1(near.bits / (-BITS * _EVIDENCE)) * (near.terms >= _LEAST_SHARED)
    return found


def discounts(newcomer: Newcomer, serials: Sequence[int], window: Window) -> list[float]:
    """Give what is left of likeness with members that are long ago, or of the same outlet."""
    return [
        window.freshness(newcomer.clock, window.clock(serial), _DECAY)
        * _outlet_factor(newcomer.outlet, window.outlet(serial))
        for serial in serials
    ]


def _outlet_factor(outlet: str, other: str) -> float:
    """Ask more of entries of one outlet: its next article is more often another story than the same."""
    return _SAME_OUTLET if outlet and outlet == other else 1.0
