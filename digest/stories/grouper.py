"""The streaming grouper: one entry in, its place among the stories out.

`Grouper.add` reads top to bottom: the entry's terms; is it a copy?; the most alike story; the decision;
what it tells anew. What it remembers is in `digest.stories.window`, what alike means in
`digest.stories.similarity`; the method and what it is worth are in docs/explanation/grouping.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from digest.model import Entry, GroupedEntry, GroupingSettings, Membership, Placement, SharedTerm
from digest.stories import fingerprint
from digest.stories.abroad import Telling, agreement
from digest.stories.copies import copied, siblings, url_key
from digest.stories.news import facts, news, statements
from digest.stories.similarity import candidates, cohort
from digest.stories.terms import Features, features
from digest.stories.vocabulary import is_country, label
from digest.stories.window import Member, Weights, Window

__all__ = ["Grouper"]

_THRESHOLD = {"tight": 0.25, "normal": 0.19, "wide": 0.14}
_ABROAD = {"tight": 0.33, "normal": 0.27, "wide": 0.22}
_DECAY_ABROAD = 1.0
_COHORT_FACTOR = 1.5
_EXEMPLARS = 48
_SHARED_TERMS = 8


@dataclass(frozen=True, slots=True)
class _Decision:
    """The story to join by its nearest member (None: open one), and what decided."""

    reason: Literal["opened", "joined", "copy"]
    nearest: Member | None
    score: float
    threshold: float
    shared: tuple[tuple[str, float], ...] = ()


class Grouper:
    """Put entries into stories, one at a time, in the order of the group lane.

    The same entries in the same order give the same stories, whatever the batches, and after a restart
    in mid-stream with `restore`.
    """

    def __init__(self, settings: GroupingSettings) -> None:
        self._threshold = _THRESHOLD[settings.granularity]
        self._abroad = _ABROAD[settings.granularity]
        self._window = Window(settings.window.total_seconds())

    def restore(self, grouped: Iterable[GroupedEntry]) -> None:
        """Remember the entries of the open window, in group order, before the first `add`."""
        for entry in grouped:
            self._window.insert(fingerprint.decode(entry))

    def add(self, entry: Entry) -> Placement:
        """Place one entry and remember it."""
        clock = entry.clock.timestamp()
        self._window.advance(clock)
        found = features(entry)
        read = statements(entry, found)
        weights = self._window.weigh(found)
        telling = self._window.abroad.weigh(found.concepts, found.language)
        decision = self._decide(entry, found, weights, telling, clock)
        story_id = entry.id if decision.nearest is None else decision.nearest.story_id
        member = Member(
            entry_id=entry.id,
            story_id=story_id,
            clock=clock,
            outlet=entry.outlet,
            language=found.language,
            script=found.script,
            url=url_key(entry),
            title=found.title,
            weights=weights.unit,
            telling=telling,
            exemplar=decision.reason != "copy" and self._window.exemplars(story_id) < _EXEMPLARS,
            told=None if entry.remembered else facts(read),
        )
        told = self._window.story(story_id)
        self._window.insert(member)
        return Placement(
            membership=_membership(member, decision),
            fingerprint=fingerprint.encode(member),
            news=None if entry.remembered else news(entry, found, read, told),
        )

    def _decide(self, entry: Entry, found: Features, weights: Weights, telling: Telling, clock: float) -> _Decision:
        """Join what the entry repeats, else the most alike story that is alike enough, else open one.

        A story is as alike as its nearest entries are, in the entry's language or in others: whichever
        exceeds its own threshold by more.
        """
        original = copied(entry, found, weights, clock, self._window)
        if original is not None:
            return _Decision("copy", original, 1.0, 1.0, _shared(weights, original))
        series = siblings(entry, found, weights, clock, self._window)
        home = self._home(entry, found, weights, telling, clock, series)
        away = self._away(telling, clock, series)
        return away if away is not None and (home.nearest is None or _excess(away) > _excess(home)) else home

    def _home(
        self, entry: Entry, found: Features, weights: Weights, telling: Telling, clock: float, series: Collection[int]
    ) -> _Decision:
        """Find the story that is most alike in the entry's own language, discounted for what it contradicts."""
        alike = candidates(entry, found, weights, clock, self._window)
        threshold = round(self._threshold + _COHORT_FACTOR * cohort(alike), 4)
        best, nearest = 0.0, None
        for candidate in alike:
            if candidate.score < max(best, threshold):
                break
            score = candidate.score * agreement(telling, candidate.nearest.telling)
            if score > best and candidate.nearest.story_id not in series:
                best, nearest = score, candidate.nearest
        if nearest is None or best < threshold:
            return _Decision("opened", None, best, threshold)
        return _Decision("joined", nearest, best, threshold, _shared(weights, nearest))

    def _away(self, telling: Telling, clock: float, series: Collection[int]) -> _Decision | None:
        """Find the story that is most alike in other languages, if it is alike enough."""
        best: _Decision | None = None
        for serial, likeness in self._window.abroad.alike(telling):
            member = self._window.member(serial)
            score = likeness.score * self._window.freshness(clock, member.clock, _DECAY_ABROAD)
            if score >= self._abroad and member.story_id not in series and (best is None or score > best.score):
                best = _Decision("joined", member, score, self._abroad, likeness.shared)
        return best


def _excess(decision: _Decision) -> float:
    return decision.score / decision.threshold


def _membership(member: Member, decision: _Decision) -> Membership:
    nearest = decision.nearest
    return Membership(
        entry_id=member.entry_id,
        story_id=member.story_id,
        reason=decision.reason,
        score=round(decision.score, 4),
        threshold=decision.threshold,
        nearest_entry_id=None if nearest is None else nearest.entry_id,
        gap=timedelta(0) if nearest is None else timedelta(seconds=abs(member.clock - nearest.clock)),
        shared=tuple(SharedTerm(term=term, weight=weight) for term, weight in decision.shared[:_SHARED_TERMS]),
    )


def _shared(weights: Weights, nearest: Member) -> tuple[tuple[str, float], ...]:
    """List the shared terms by what each added to the cosine, the heaviest first."""
    worth = {term: weight * nearest.weights[term] for term, weight in weights.unit.items() if term in nearest.weights}
    heaviest = sorted((term for term in worth if worth[term] > 0), key=lambda term: (-worth[term], term))
    return tuple(
        (label(term) if is_country(term) else term, round(worth[term], 4)) for term in heaviest[:_SHARED_TERMS]
    )
