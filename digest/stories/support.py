"""Whether a claim follows from other claims, as far as words can tell.

Read `follows`. Its terms must be in theirs, in the same order; numbers must stand beside the same words and be as exact,
names keep their neighbours, and nothing may be denied, doubted or foretold in one and not in the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from digest.stories.claims import Claim, Said

__all__ = ["follows"]

_NEAR: Final = 3
_COUNTED: Final = 2


def follows(said: Claim, sources: Sequence[Claim]) -> bool:
    """Tell whether a claim says nothing that these do not, and turns nothing that they say."""
    if not said.terms or not said.terms <= frozenset().union(*(source.terms for source in sources)):
        return False
    if not said.asides <= frozenset().union(*(source.words for source in sources)):
        return False
    measured = {(one.term, one.measure) for source in sources for one in source.said}
    if not all(one.number or (one.term, one.measure) in measured for one in said.said):
        return False
    names = frozenset(one.term for claimed in (said, *sources) for one in claimed.said if one.name)
    return (
        _same_signs(said, sources)
        and all(_in_order(said, source) for source in sources)
        and all(any(_are_beside(run, said, source) for source in sources) for run in _runs(said, names))
        and all(any(_counts(number, said, source) for source in sources) for number in said.said if number.number)
    )


def _same_signs(said: Claim, sources: Sequence[Claim]) -> bool:
    """Compare with the clauses that have some of the claim's terms; doubt may be added, never left out."""
    used = [
        source.signs[clause]
        for source in sources
        for clause in sorted({one.clause for one in source.said if one.term in said.terms})
    ]
    limits = frozenset().union(*(sign.limits for source in sources for sign in source.signs))
    return (
        any(sign.denies for sign in said.signs) == any(sign.denies for sign in used)
        and any(sign.foretells for sign in said.signs) == any(sign.foretells for sign in used)
        and (any(sign.doubts for sign in said.signs) or not any(sign.doubts for sign in used))
        and all(sign.limits <= limits for sign in said.signs)
    )


def _in_order(said: Claim, source: Claim) -> bool:
    """Tell whether the terms that both have come in the same order: who does what to whom."""
    first = {one.term: one.place for one in reversed(source.said)}
    last = {one.term: one.place for one in source.said}
    shared = [one.term for one in said.said if one.term in first]
    return all(first[one] <= last[other] for one, other in pairwise(shared))


def _runs(said: Claim, names: Collection[str]) -> Iterator[list[Said]]:
    """Give what must not be torn from its neighbours: each number, and names, those side by side as one."""
    run: list[Said] = []
    for one in said.said:
        if run and not (one.term in names and one.place == run[-1].place + 1):
            yield run
            run = []
        if one.term in names:
            run.append(one)
        elif one.number:
            yield [one]
    if run:
        yield run


def _are_beside(run: Sequence[Said], said: Claim, source: Claim) -> bool:
    """Tell whether a source has all of these, and the terms on both sides of them in their clause."""
    first, last = said.said.index(run[0]), said.said.index(run[-1])
    around = said.said[max(0, first - 1) : last + 2]
    return all(one.term in source.terms for one in around if one.clause in {run[0].clause, run[-1].clause})


def _counts(number: Said, said: Claim, source: Claim) -> bool:
    """Tell whether a source counts with a number what the claim does, as exactly.

    That is the next two terms of its clause, else the two before it. They must come in the same order, unless the
    sentence has no other number that could have been meant.
    """
    place = said.said.index(number)
    after = _plain(said.said[place + 1 : place + 1 + _COUNTED], number.clause)
    before = _plain(said.said[max(0, place - _COUNTED) : place], number.clause)
    only = len({one.term for one in source.said if one.number}) == 1
    return any(
        _near(at, after or before, source, ahead=bool(after) or only, behind=not after or only)
        for at, one in enumerate(source.said)
        if one.term == number.term and one.measure == number.measure
    )


def _plain(around: Sequence[Said], clause: int) -> list[Said]:
    return [one for one in around if one.clause == clause and not one.number]


def _near(at: int, counted: Sequence[Said], source: Claim, *, ahead: bool, behind: bool) -> bool:
    """Tell whether a source has these terms near the place of a number, ahead of it or behind it."""
    before = source.said[max(0, at - _NEAR) : at] if behind else ()
    following = source.said[at + 1 : at + 1 + _NEAR] if ahead else ()
    around = {one.term for one in (*before, *following)}
    return all(one.term in around for one in counted)
