"""Which stories may come into a digest, and which topics each is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from digest.model import Digest, Story, Topic
from digest.stories.levels import changes
from digest.stories.topics import Topics, compile_topics, learn, weigh

__all__ = ["EVERY_STORY", "Candidate", "find_candidates"]

EVERY_STORY = "*"
"""The section that takes every story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A story that may be in an issue, with the ids of the topics it is on.

    `fits` tells how clearly it is on each, 0 to 1.
    """

    story: Story
    topics: tuple[str, ...]
    fits: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def section(self, topics: Sequence[str]) -> str | None:
        """Tell the first of these sections that takes the story."""
        return next((topic for topic in topics if topic == EVERY_STORY or topic in self.topics), None)


def find_candidates(stories: Sequence[Story], digest: Digest, topics: Sequence[Topic]) -> tuple[Candidate, ...]:
    """Keep the stories that a section of the digest takes, with what is news of them there."""
    compiled = learn(compile_topics(topics), (story.entries for story in stories))
    levels = {topic.id: topic.level for topic in topics}
    found = (_candidate(story, compiled) for story in stories)
    return tuple(_levelled(one, digest, levels) for one in found if one.section(digest.topics))


def _candidate(story: Story, topics: Topics) -> Candidate:
    verdicts = [verdict for verdict in weigh(story.entries, topics) if verdict.belongs]
    return Candidate(
        story=story,
        topics=tuple(verdict.topic_id for verdict in verdicts),
        fits={verdict.topic_id: verdict.fit for verdict in verdicts},
    )


def _levelled(candidate: Candidate, digest: Digest, levels: Mapping[str, str]) -> Candidate:
    """Leave out news that is no change of a level, where every topic that takes the story asks for one."""
    if EVERY_STORY in digest.topics:
        return candidate
    asked = [levels.get(topic, "") for topic in candidate.topics if topic in digest.topics]
    if not all(asked):
        return candidate
    return replace(candidate, story=replace(candidate.story, revisions=changes(candidate.story, asked)))
