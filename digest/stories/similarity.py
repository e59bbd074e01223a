"""How alike an entry is to the stories of the window, and what it has to reach to join one.

An entry is compared with a story's nearest exemplar and with the sum of its exemplars. The threshold
adapts to where in the stream the entry stands: among many stories that are all somewhat alike (a sports
event, a war) the likeness of the also-rans is the level that chance reaches, as a cohort is in speaker
verification (Auckenthaler et al. 2000), so a multiple of it is asked on top. Among few entries the best
of the strangers is less alike than among many (the highest of a sample grows with the logarithm of its
size), so less is asked there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digest.stories.index import BITS, COARSE, UNIT, Found, Weights
from digest.stories.products import Evidence, evidence, norm, products
from digest.stories.reading import Reading
from digest.stories.vectors import Vector
from digest.stories.window import Window

__all__ = [
    "COHORT",
    "COMPARED",
    "TELLING",
    "Candidate",
    "Near",
    "Newcomer",
    "candidates",
    "cohort",
    "discounts",
    "easing",
    "evident",
    "judged",
    "likely",
    "nearest",
    "relief",
]

_EVIDENCE: Final = 9.3
_TOTAL_SHARE: Final = 0.5
_SAME_OUTLET: Final = 0.6
_ALONE: Final = 0.4
COMPARED: Final = 20
"""How many stories an entry is compared with at most."""
_VISITED: Final = 128
COHORT: Final = slice(5, 15)
"""Which of the candidates, best first, are the also-rans."""
_FEW: Final = 100
_RELIEF: Final = 0.04
_MOST_RELIEF: Final = 0.09
TELLING: Final = 4.0
"""What sharing a name or number must be worth for it to tell one event from another."""
_NAMES_SPEAK: Final = 2
_NO_COMMON_NAME: Final = 0.8
_PLAIN_SHARE: Final = 0.8
_LEAST_SHARED: Final = 2
_ONE: Final = UNIT * UNIT


class Newcomer(NamedTuple):
    """An entry that is to be placed: what comparing it needs, and what an encoder says of it."""

    reading: Reading
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
    shared: Evidence


def candidates(newcomer: Newcomer, least: float, window: Window) -> list[Candidate]:
    """List the stories most alike in the entry's language, best first; ties fall to whose nearest member came first.

    None where nobody reaches `least`: most entries belong to nothing.
    """
    found = window.sharing(newcomer.weights, newcomer.language, len(newcomer.reading.plain))
    if not len(found.serials) or int(found.alike.max()) * COARSE < _PLAIN_SHARE * least * _ONE:
        return []
    stories = likely(found, window)
    near = nearest(newcomer.weights, stories, window)
    scores: list[float] = (near.likeness * evident(near) * discounts(newcomer, near.serials, window)).tolist()
    if max(scores) < least:
        return []
    every = [Candidate(*each) for each in zip(scores, stories, near.serials, strict=True) if each[0] > 0]
    return judged(every, newcomer, least, window)


def cohort(found: Sequence[Candidate]) -> float:
    """Give the likeness that also-rans reach: the mean of the candidates behind the first few."""
    behind = found[COHORT]
    return sum(candidate.score for candidate in behind) / (COHORT.stop - COHORT.start)


def easing(crowd: float) -> float:
    """Give how much less may be asked at most in a window of so few members; nothing where they are many."""
    return min(_MOST_RELIEF, _RELIEF * math.log(_FEW / (crowd + 1))) if crowd + 1 < _FEW else 0.0


def relief(crowd: float, found: Sequence[Candidate]) -> float:
    """Give how much less is asked in a window of so few members, less what the runner-up says that strangers reach."""
    runner_up = found[1].score if len(found) > 1 else 0.0
    return max(0.0, easing(crowd) - runner_up)


def likely(found: Found, window: Window) -> list[int]:
    """List the stories of the members that share most, those first."""
    serials = found.serials[(-found.alike).argsort(kind="stable")[:_VISITED]]
    return list(dict.fromkeys(window.rows.stories(serials).tolist()))[:COMPARED]


def nearest(weights: Weights, stories: Sequence[int], window: Window) -> Near:
    """Compare an entry with all exemplars of some stories: which is nearest, and how alike it and their sum are."""
    groups = [window.groups.exemplars(story_id) for story_id in stories]
    everyone = [serial for group in groups for serial in group]
    block = window.rows.block(everyone)
    every: list[int] = products(window.index, weights, block).tolist()
    places, likeness, end = [], [], 0
    for story_id, group in zip(stories, groups, strict=True):
        start, end = end, end + len(group)
        if end - start == 1:
            places.append(start)
            likeness.append(every[start] / _ONE)
            continue
        product = max(every[start:end])
        places.append(every.index(product, start))
        whole = sum(every[start:end]) / (UNIT * norm(story_id, window))
        likeness.append(_TOTAL_SHARE * whole + (1 - _TOTAL_SHARE) * product / _ONE)
    shared = evidence(window.index, weights, block.numbers.take(places, axis=0))
    return Near([everyone[place] for place in places], np.array(likeness), shared)


def evident(near: Near) -> NDArray[np.float64]:
    """Give what is left of likeness that little evidence could make by chance."""
    bits, terms = near.shared
    found: NDArray[np.float64] = -np.expm1(bits / (-BITS * _EVIDENCE)) * (terms >= _LEAST_SHARED)
    return found


def discounts(newcomer: Newcomer, serials: Sequence[int], window: Window) -> list[float]:
    """Give what is left of likeness with members that are long ago, or of the same outlet.

    The next article of an outlet is more often another story than the same; most of all where nobody else tells the one.
    """
    outlet = newcomer.outlet
    return [
        fresh * (_ALONE if _tells_alone(outlet, serial, window) else _SAME_OUTLET)
        if outlet and other == outlet
        else fresh
        for fresh, other, serial in zip(
            window.freshness(newcomer.clock, serials), window.outlets(serials), serials, strict=True
        )
    ]


def _tells_alone(outlet: str, serial: int, window: Window) -> bool:
    """Tell whether all that stand for the story of a member are of one outlet."""
    exemplars = window.groups.exemplars(window.rows.story(serial))
    return all(other == outlet for other in window.outlets(exemplars))


def judged(found: Iterable[Candidate], newcomer: Newcomer, least: float, window: Window) -> list[Candidate]:
    """Put candidates in order, best first, once those who reach `least` were judged by their names."""
    ours = _telling(newcomer.weights.names(), window)
    if len(ours) >= _NAMES_SPEAK:
        found = [_by_names(one, ours, newcomer, window) if one.score >= least else one for one in found]
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.serial))


def _by_names(candidate: Candidate, ours: Set[int], newcomer: Newcomer, window: Window) -> Candidate:
    """Discount a story whose nearest member and the entry both tell telling names and have none in common."""
    theirs = _telling(window.rows.named(candidate.serial), window)
    if len(theirs) < _NAMES_SPEAK:
        return candidate
    strange = ours.isdisjoint(window.rows.terms(candidate.serial)) and theirs.isdisjoint(newcomer.weights.numbers)
    return candidate._replace(score=candidate.score * _NO_COMMON_NAME) if strange else candidate


def _telling(numbers: Sequence[int], window: Window) -> frozenset[int]:
    return frozenset(number for number in numbers if window.worth(number) > TELLING)
