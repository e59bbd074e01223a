"""How alike an entry is to the stories of the window, and what it has to reach to join one.

An entry is compared with a story's nearest exemplar and with the sum of its exemplars. The threshold
adapts to where in the stream the entry stands: among many stories that are all somewhat alike (a sports
event, a war) the likeness of the also-rans is the level that chance reaches, as a cohort is in speaker
verification (Auckenthaler et al. 2000), so a multiple of it is asked on top.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digest.stories.index import BITS, UNIT, Weights
from digest.stories.products import norm, products, shared
from digest.stories.rows import Numbers
from digest.stories.window import Window

__all__ = ["Candidate", "Newcomer", "candidates", "cohort"]

_DECAY: Final = 1.0
_EVIDENCE: Final = 10.0
_TOTAL_SHARE: Final = 0.5
_SAME_OUTLET: Final = 0.6
_COMPARED: Final = 20
_VISITED: Final = 512
_COHORT: Final = slice(5, 15)
_LEAST_SHARED: Final = 2
_ONE: Final = UNIT * UNIT
_LEAST_PRODUCT: Final = _ONE // 50


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An entry that is to be placed: what comparing it needs."""

    weights: Weights
    language: str
    outlet: str
    clock: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that an entry could join: how alike (0 to 1), and its nearest member."""

    score: float
    story_id: int
    serial: int


@dataclass(frozen=True, slots=True)
class _Near:
    """A story's exemplar that is nearest to an entry, and the products with it and with the sum of all."""

    story_id: int
    serial: int
    product: int
    total: int


def candidates(newcomer: Newcomer, least: float, window: Window) -> list[Candidate]:
    """List the stories most alike in the entry's language, best first; ties fall to the older story.

    None where it is plain that nobody reaches `least`: most entries belong to nothing.
    """
    serials = window.sharing(newcomer.weights, newcomer.language)[-_VISITED:]
    near = _nearest(newcomer.weights, serials, least, window) if len(serials) else []
    if not near:
        return []
    worth = shared(window.index, newcomer.weights, window.rows.block([each.serial for each in near]))
    found = [
        Candidate(_score(newcomer, each, bits / BITS, window), each.story_id, each.serial)
        for each, bits, terms in zip(near, worth.bits, worth.terms, strict=True)
        if terms >= _LEAST_SHARED
    ]
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.story_id))


def cohort(found: Sequence[Candidate]) -> float:
    """Give the likeness that also-rans reach: the mean of the candidates behind the first few."""
    behind = found[_COHORT]
    return sum(candidate.score for candidate in behind) / (_COHORT.stop - _COHORT.start)


def _nearest(weights: Weights, serials: Numbers, least: float, window: Window) -> list[_Near]:
    """Find the exemplars that are nearest in the stories of these members, in the most alike stories."""
    found = products(window.index, weights, window.rows.block(serials))
    best: dict[int, int] = {}
    for story_id, product in zip(window.rows.stories(serials).tolist(), found.tolist(), strict=True):
        if product > best.get(story_id, _LEAST_PRODUCT):
            best[story_id] = product
    stories = sorted(best, key=lambda story_id: (-best[story_id], story_id))[:_COMPARED]
    exemplars = [window.groups.exemplars(story_id) for story_id in stories]
    everyone = [serial for group in exemplars for serial in group]
    if not stories or (len(everyone) == len(stories) and best[stories[0]] < least * _ONE):
        return []
    every = products(window.index, weights, window.rows.block(everyone))
    ends = accumulate(len(group) for group in exemplars)
    return [
        _near(story_id, group, every[end - len(group) : end])
        for story_id, group, end in zip(stories, exemplars, ends, strict=True)
    ]


def _near(story_id: int, group: Sequence[int], found: NDArray[np.int64]) -> _Near:
    place = int(found.argmax())
    return _Near(story_id, group[place], int(found[place]), int(found.sum()))


def _score(newcomer: Newcomer, near: _Near, bits: float, window: Window) -> float:
    """Mix the nearest exemplar with the whole story, and discount what little evidence could do by chance."""
    member = window.member(near.serial)
    total = near.total / (UNIT * norm(near.story_id, window)) if len(window.story(near.story_id)) > 1 else 0.0
    alike = _TOTAL_SHARE * (total or near.product / _ONE) + (1 - _TOTAL_SHARE) * near.product / _ONE
    discount = window.freshness(newcomer.clock, member.clock, _DECAY) * _outlet_factor(newcomer.outlet, member.outlet)
    return -alike * math.expm1(-bits / _EVIDENCE) * discount


def _outlet_factor(outlet: str, other: str) -> float:
    """Ask more of entries of one outlet: its next article is more often another story than the same."""
    return _SAME_OUTLET if outlet and outlet == other else 1.0
