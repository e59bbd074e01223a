"""Topics tried on stored stories: what each takes, what it only just misses, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.model import Story, Topic
from digest.stories.crowds import NEAR
from digest.stories.rules import flaws
from digest.stories.topics import Explanation, Verdict, compile_topics, learn, weigh
from digest.text import shorten

__all__ = ["Tried", "TriedStory", "try_topics"]

_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedStory:
    """A story that a topic takes or misses: how clearly (one is enough), its telling title, and why."""

    story_id: int
    score: float
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a topic does with some stories: those it takes and those it only just misses, the clearest first."""

    topic_id: str
    stories: int
    taken: tuple[TriedStory, ...]
    missed: tuple[TriedStory, ...]
    flaws: tuple[str, ...]


def try_topics(stories: Sequence[Story], topics: Sequence[Topic]) -> tuple[Tried, ...]:
    """Decide about every story and topic, and say why; in the order of the topics."""
    compiled = learn(compile_topics(topics), (story.entries for story in stories))
    weighed = [(story, weigh(story.entries, compiled)) for story in stories]
    return tuple(
        _tried(topic, [(story, verdicts[place]) for story, verdicts in weighed if verdicts])
        for place, topic in enumerate(topics)
    )


def _tried(topic: Topic, weighed: Sequence[tuple[Story, Verdict]]) -> Tried:
    taken = [(story, verdict) for story, verdict in weighed if verdict.belongs]
    missed = [(story, verdict) for story, verdict in weighed if not verdict.belongs and _is_near(topic, verdict)]
    return Tried(
        topic_id=topic.id,
        stories=len(weighed),
        taken=_clearest_first(topic, taken),
        missed=_clearest_first(topic, missed),
        flaws=flaws(topic),
    )


def _clearest_first(topic: Topic, weighed: Sequence[tuple[Story, Verdict]]) -> tuple[TriedStory, ...]:
    order = sorted(weighed, key=lambda each: (-each[1].score, -each[0].updated_at.timestamp(), each[0].id))
    return tuple(
        TriedStory(
            story_id=story.id,
            score=round(verdict.score, 2),
            title=verdict.entry.title or verdict.entry.outlet,
            reason=_reason(topic, verdict),
        )
        for story, verdict in order
    )


def _is_near(topic: Topic, verdict: Verdict) -> bool:
    """Tell whether little kept a story out: a `none` phrase, one list of several, or a part of the weight."""
    told = verdict.explanation
    if not told.admitted:
        return told.by_rule or told.close.score >= 1
    lacking = _lacking(topic, told)
    return told.close.score * told.close.apart >= NEAR or (len(lacking) == 1 and bool(told.matched))


def _lacking(topic: Topic, told: Explanation) -> list[str]:
    """Name the lists of a rule that an entry has nothing of."""
    lists = [*((f"all[{place}]", phrases) for place, phrases in enumerate(topic.all, start=1)), ("any", topic.any)]
    return [name for name, phrases in lists if phrases and not set(phrases) & set(told.matched)]


def _reason(topic: Topic, verdict: Verdict) -> str:
    told = verdict.explanation
    parts = []
    if told.matched:
        parts.append("has " + ", ".join(told.matched))
    if told.refused:
        parts.append("kept out by none: " + ", ".join(told.refused))
    elif not told.admitted:
        parts.append("not of its feeds")
    if told.matched and (lacking := _lacking(topic, told)):
        parts.append("has nothing of " + ", ".join(lacking))
    return "; ".join((*parts, *_closeness(verdict)))


def _closeness(verdict: Verdict) -> list[str]:
    close = verdict.explanation.close
    parts = []
    if close.covered:
        parts.append(f"about: {', '.join(close.covered)} ({close.coverage:.2f} of what is enough)")
    if close.nearest:
        shown = shorten(close.nearest, _SHOWN)
        parts.append(f'like "{shown}" by {close.likeness:.2f} (needs {close.threshold:.2f})')
    if close.raised != 1 and close.score >= NEAR:
        parts.append(f"asked for {close.raised:.2f} of what is usual, because there the stories part")
    if round(close.apart, 2) > 1 and close.score * close.apart >= NEAR:
        parts.append(f"asked for {close.apart:.2f} times as much, because it is so far in time from the event")
    if close.score >= 1 > verdict.score and verdict.explanation.admitted:
        parts.append("the other entries do not bear it out")
    return parts
