"""The streaming grouper: one entry in, its place among the stories out.

`Grouper.add` reads top to bottom: the entry's terms, a copy of something known?, the most alike story,
the decision, what it tells anew. What it remembers is in `digest.stories.window`; the method and what
it is worth are in docs/explanation/grouping.md.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from digest.model import Entry, GroupedEntry, GroupingSettings, Membership, Placement, SharedTerm
from digest.stories import fingerprint
from digest.stories.copies import copied, url_key
from digest.stories.news import facts, news
from digest.stories.terms import Features, features
from digest.stories.window import EXEMPLARS, Member, Weights, Window

__all__ = ["Grouper"]

_THRESHOLD = {"tight": 0.36, "normal": 0.26, "wide": 0.20}
_DECAY = 0.3
_EVIDENCE = 14.0
_SAME_OUTLET = 0.85
_NEAREST_SHARE = 0.6
_SHARED_TERMS = 8


@dataclass(frozen=True, slots=True)
class _Match:
    """A story that an entry could join: how alike, and the member that is nearest."""

    score: float
    nearest: Member
    reason: str = "joined"


class Grouper:
    """Put entries into stories, one at a time, in the order of the group lane.

    The same entries in the same order give the same stories, whatever the batches, and after a restart
    in mid-stream with `restore`.
    """

    def __init__(self, settings: GroupingSettings) -> None:
        self._length = settings.window.total_seconds()
        self._threshold = _THRESHOLD[settings.granularity]
        self._window = Window(self._length)

    def restore(self, grouped: Iterable[GroupedEntry]) -> None:
        """Remember the entries of the open window, in group order, before the first `add`."""
        for entry in grouped:
            self._window.insert(fingerprint.decode(entry))

    def add(self, entry: Entry) -> Placement:
        """Place one entry and remember it."""
        clock = entry.clock.timestamp()
        self._window.advance(clock)
        found = features(entry)
        weights = self._window.weigh(found)
        match = self._copy(entry, found, weights, clock) or self._joined(entry, weights, clock)
        membership = self._membership(entry, weights, clock, match)
        story = self._window.story(membership.story_id)
        told = facts(found)
        member = Member(
            entry_id=entry.id,
            story_id=membership.story_id,
            clock=clock,
            outlet=entry.outlet,
            url=url_key(entry),
            title=found.title,
            weights=weights.unit,
            exemplar=membership.reason != "copy" and self._window.exemplars(membership.story_id) < EXEMPLARS,
            told=None if entry.remembered else told,
        )
        self._window.insert(member)
        return Placement(
            membership=membership,
            fingerprint=fingerprint.encode(member),
            news=None if entry.remembered else news(entry, found, story, copy=membership.reason == "copy"),
        )

    def _copy(self, entry: Entry, found: Features, weights: Weights, clock: float) -> _Match | None:
        known = copied(entry, found, weights, clock, self._window)
        return None if known is None else _Match(1.0, known, "copy")

    def _joined(self, entry: Entry, weights: Weights, clock: float) -> _Match | None:
        """Find the most alike story, if it is alike enough."""
        best: _Match | None = None
        for match in self._candidates(entry, weights, clock):
            if best is None or (match.score, -match.nearest.story_id) > (best.score, -best.nearest.story_id):
                best = match
        return best if best is not None and best.score >= self._threshold else None

    def _candidates(self, entry: Entry, weights: Weights, clock: float) -> Iterable[_Match]:
        """Score every story that shares a term: mostly its nearest exemplar, partly its second."""
        stories: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for serial, score in self._scores(entry, weights, clock).items():
            stories[self._window.member(serial).story_id].append((score, -serial))
        for story_id, scored in stories.items():
            scored.sort(reverse=True)
            second = scored[1][0] if len(scored) > 1 else 0.0
            lonely = len(scored) == 1 and self._window.exemplars(story_id) == 1
            score = (
                scored[0][0]
                if lonely
                else _NEAREST_SHARE * scored[0][0] + (1 - _NEAREST_SHARE) * (scored[0][0] + second) / 2
            )
            yield _Match(score, self._window.member(-scored[0][1]))

    def _scores(self, entry: Entry, weights: Weights, clock: float) -> dict[int, float]:
        cosine: dict[int, float] = defaultdict(float)
        evidence: dict[int, float] = defaultdict(float)
        for term, weight in weights.unit.items():
            for serial, other in self._window.sharing(term):
                cosine[serial] += weight * other
                evidence[serial] += weights.bits[term]
        scores = {}
        for serial, value in cosine.items():
            member = self._window.member(serial)
            gap = abs(clock - member.clock) / self._length
            outlet = _SAME_OUTLET if entry.outlet and entry.outlet == member.outlet else 1.0
            scores[serial] = value * max(0.0, 1 - _DECAY * gap) * -math.expm1(-evidence[serial] / _EVIDENCE) * outlet
        return scores

    def _membership(self, entry: Entry, weights: Weights, clock: float, match: _Match | None) -> Membership:
        if match is None:
            return Membership(entry_id=entry.id, story_id=entry.id, reason="opened", threshold=self._threshold)
        nearest = match.nearest
        shared = sorted(
            (
                (weight * nearest.weights[term], term)
                for term, weight in weights.unit.items()
                if term in nearest.weights
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )
        return Membership(
            entry_id=entry.id,
            story_id=nearest.story_id,
            reason="copy" if match.reason == "copy" else "joined",
            score=round(match.score, 4),
            threshold=self._threshold,
            nearest_entry_id=nearest.entry_id,
            gap=timedelta(seconds=abs(clock - nearest.clock)),
            shared=tuple(SharedTerm(term=term, weight=round(weight, 4)) for weight, term in shared[:_SHARED_TERMS]),
        )
