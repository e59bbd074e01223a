"""The streaming grouper: one entry in, its place among the stories out.

`Grouper.add` reads top to bottom: the entry's terms; is it a copy?; the most alike story; the decision; what it
tells anew; which stories it shows to be one. What is remembered is in `digest.stories.window`, what alike means
in `digest.stories.similarity`; the method and what it is worth are in docs/explanation/grouping.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from digest.model import (
    Apart,
    Entry,
    Granularity,
    GroupedEntry,
    GroupingSettings,
    Membership,
    Merge,
    Placement,
    SharedTerm,
)
from digest.stories import fingerprint
from digest.stories.copies import copied, siblings, url_key
from digest.stories.index import Weights
from digest.stories.members import Member, Texts
from digest.stories.merging import bridged
from digest.stories.sense import candidates_by_sense, told_or_meant
from digest.stories.similarity import TELLING, Candidate, Newcomer, candidates, cohort, easing, relief
from digest.stories.telling import Telling, agreement, listen
from digest.stories.terms import Features, features, title_concepts
from digest.stories.told import Ledger, Untold
from digest.stories.vectors import vector_of
from digest.stories.vocabulary import is_country, label
from digest.stories.window import Window

__all__ = ["Grouper"]

_THRESHOLD = {"tight": 0.26, "normal": 0.19, "wide": 0.14}
_ABROAD = {"tight": 0.33, "normal": 0.27, "wide": 0.22}
_COHORT_FACTOR = 1.65
_SHARED_TERMS = 8
_RIVAL_NAME = 0.85
_TITLE_KEPT = 400
_SUMMARY_KEPT = 1001
_TEXT_KEPT = 600


@dataclass(frozen=True, slots=True)
class _Decision:
    """The story to join by its nearest member (None: open one), what decided, and who else was alike."""

    reason: Literal["opened", "joined", "copy"]
    nearest: int | None
    score: float
    threshold: float
    shared: tuple[tuple[str, float], ...] = ()
    alike: Sequence[Candidate] = ()
    series: Collection[int] = ()


class Grouper:
    """Put entries into stories, one at a time, in the order of the group lane.

    The same entries in the same order give the same stories, whatever the batches, and after a restart
    in mid-stream with `restore`. What an entry tells anew is only asked of a `Ledger`.
    """

    def __init__(self, settings: GroupingSettings, ledger: Callable[[Window], Ledger | Untold] = Untold) -> None:
        self._granularity = settings.granularity
        self._window = Window(settings.window.total_seconds())
        self._ledger = ledger(self._window)

    def restore(self, grouped: Iterable[GroupedEntry], apart: Iterable[Apart] = ()) -> None:
        """Remember the entries of the open window, in group order, before the first `add`.

        Stories that are to stay `apart` are never merged.
        """
        for entry in grouped:
            remembered = fingerprint.decode(entry, self._window.index, self._window.read)
            vector = vector_of(entry.vector)
            self._window.insert(remembered.member, remembered.weights, vector, witness=entry.witness)
        for pair in apart:
            self._window.part(pair.story_id, pair.other_id)

    def add(self, entry: Entry, granularity: Granularity | None = None, *, vector: bytes = b"") -> Placement:
        """Place one entry and remember it, with what an encoder says of it, if there is one.

        It must be as alike as its own granularity asks (None: the setting's).
        """
        found = features(entry)
        clock = entry.clock.timestamp()
        self._window.advance(clock)
        read = self._window.read(found)
        newcomer = Newcomer(read, self._window.weigh(read), found.language, entry.outlet, clock, vector_of(vector))
        url = url_key(entry)
        decision = self._decide(url, found, newcomer, granularity or self._granularity)
        nearest = None if decision.nearest is None else self._window.member(decision.nearest)
        story_id = entry.id if nearest is None else nearest.story_id
        member = _member(entry, found, newcomer, story_id, url, copy=decision.reason == "copy")
        news = self._ledger.news(entry, found, story_id)
        self._window.insert(member, newcomer.weights, newcomer.vector, telling=lambda: _listened(found))
        return Placement(
            membership=_membership(member, nearest, decision),
            fingerprint=fingerprint.encode(member, newcomer.weights, self._window.index),
            news=news,
            merge=self._merge(found, newcomer, story_id, decision),
            witnesses=self._window.witnesses(),
            clock=entry.clock,
        )

    def _decide(self, url: int, found: Features, newcomer: Newcomer, granularity: Granularity) -> _Decision:
        """Join what the entry repeats, else the most alike story that is alike enough, else open one.

        A story is as alike as its nearest entries are, in the entry's language or in others: whichever
        exceeds its own threshold by more.
        """
        original = copied(url, newcomer, self._window)
        if original is not None:
            return _Decision("copy", original, 1.0, 1.0, self._shared(newcomer.weights, original))
        series = siblings(found, newcomer, self._window)
        home = self._home(found, newcomer, series, _THRESHOLD[granularity])
        away = self._away(found, newcomer, series, _ABROAD[granularity])
        return away if away is not None and (home.nearest is None or _excess(away) > _excess(home)) else home

    def _home(self, found: Features, newcomer: Newcomer, series: Collection[int], least: float) -> _Decision:
        """Find the story that is most alike in the entry's own language, discounted for what it contradicts."""
        crowd = self._window.crowd()
        alike = self._candidates(newcomer, least - easing(crowd))
        threshold = round(least - relief(crowd, alike) + _COHORT_FACTOR * cohort(alike), 4)
        best, place, nearest, refused = 0.0, 0.0, None, 0.0
        rivals = [one.story_id for one in alike if one.score >= threshold and one.story_id not in series]
        for candidate in alike:
            if candidate.score < max(place, threshold):
                break
            if candidate.story_id not in series:
                score = candidate.score * self._agreement(found, newcomer, candidate.serial)
                if score < threshold:
                    refused = max(refused, score)
                    continue
                preference = self._by_name(newcomer, candidate.story_id, rivals) if len(rivals) > 1 else 1.0
                if score * preference > place:
                    best, place, nearest = score, score * preference, candidate.serial
        if nearest is None:
            return _Decision("opened", None, refused, threshold)
        return _Decision("joined", nearest, best, threshold, self._shared(newcomer.weights, nearest), alike, series)

    def _candidates(self, newcomer: Newcomer, least: float) -> list[Candidate]:
        vectors = self._window.vectors(newcomer.vector)
        if newcomer.vector is None or vectors is None:
            return candidates(newcomer, least, self._window)
        return candidates_by_sense(newcomer, least, newcomer.vector, vectors, self._window)

    def _by_name(self, newcomer: Newcomer, story_id: int, rivals: Sequence[int]) -> float:
        """Give one, less where the entry tells a telling name that this story never told and a rival did."""
        groups = self._window.groups
        names = {number for number in newcomer.weights.names() if self._window.worth(number) > TELLING}
        missing = names - groups.terms(story_id) if names else names
        told = bool(missing) and any(not missing.isdisjoint(groups.terms(rival)) for rival in rivals)
        return _RIVAL_NAME if told else 1.0

    def _agreement(self, found: Features, newcomer: Newcomer, serial: int) -> float:
        """Discount what contradicts a member. Only where the titles do by themselves is the rest worth reading."""
        if not newcomer.reading.firm:
            return 1.0
        title, other = found.entry.title, self._window.member(serial)
        ours = listen(title_concepts(title, found.language), found.language)
        theirs = listen(title_concepts(other.texts.title, other.language), other.language)
        if agreement(ours, theirs) == 1:
            return 1.0
        return agreement(_listened(found), self._window.telling(serial))

    def _away(self, found: Features, newcomer: Newcomer, series: Collection[int], least: float) -> _Decision | None:
        """Find the story that is most alike in other languages, if it is alike enough."""
        best: _Decision | None = None
        told = self._window.abroad(lambda: _listened(found), found.language)
        vectors = self._window.vectors(newcomer.vector)
        if newcomer.vector is not None and vectors is not None:
            told = told_or_meant(newcomer, newcomer.vector, vectors, told, self._window)
        for serial, likeness in told:
            member = self._window.member(serial)
            score = likeness.score * self._window.freshness(newcomer.clock, [serial])[0]
            if score >= least and member.story_id not in series and (best is None or score > best.score):
                best = _Decision("joined", serial, score, least, likeness.shared)
        return best

    def _merge(self, found: Features, newcomer: Newcomer, story_id: int, decision: _Decision) -> Merge | None:
        """Make one story of two, if this entry shows that they are: what it contradicts it could not have joined."""
        also = [
            candidate.story_id
            for candidate in decision.alike
            if candidate.score >= decision.threshold
            and candidate.story_id != story_id
            and candidate.story_id not in decision.series
            and candidate.score * self._agreement(found, newcomer, candidate.serial) >= decision.threshold
        ]
        if not also:
            return None
        says = frozenset(newcomer.weights.numbers)
        bridge = bridged(story_id, also, says, self._window)
        if bridge is None:
            return None
        repeats = self._ledger.repeats(bridge.old_id, bridge.story_id)
        self._window.merge(bridge.old_id, bridge.story_id)
        return Merge(
            story_id=bridge.story_id,
            old_id=bridge.old_id,
            score=bridge.score,
            threshold=bridge.threshold,
            repeats=repeats,
        )

    def _shared(self, weights: Weights, serial: int) -> tuple[tuple[str, float], ...]:
        """List the shared terms by what each added to the cosine, the heaviest first."""
        worth = self._window.each(weights, serial)
        return tuple((label(term) if is_country(term) else term, share) for term, share in worth[:_SHARED_TERMS])


def _excess(decision: _Decision) -> float:
    return decision.score / decision.threshold


def _listened(found: Features) -> Telling:
    return listen(found.concepts, found.language)


def _member(entry: Entry, found: Features, newcomer: Newcomer, story_id: int, url: int, *, copy: bool) -> Member:
    return Member(
        entry_id=entry.id,
        story_id=story_id,
        clock=newcomer.clock,
        outlet=entry.outlet,
        language=found.language,
        script=found.script,
        url=url,
        title=newcomer.reading.title_key,
        pattern=newcomer.reading.pattern_key,
        copy=copy,
        remembered=entry.remembered,
        texts=Texts(
            title=entry.title[:_TITLE_KEPT],
            summary=entry.summary[:_SUMMARY_KEPT],
            text="" if entry.summary else entry.text[:_TEXT_KEPT],
        ),
    )


def _membership(member: Member, nearest: Member | None, decision: _Decision) -> Membership:
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
