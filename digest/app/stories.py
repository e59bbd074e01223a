"""Look into the stories, and score grouping and topics on labelled rows."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from digest.app.site import App
from digest.errors import DigestError
from digest.model import Settings, Story
from digest.stories.evaluation import Scores, read_rows, replay, score
from digest.stories.ranking import rank
from digest.stories.summary import lead_entry
from digest.stories.topics import compile_topics, learn, topics_of

__all__ = ["ListedStory", "evaluate_file", "list_stories"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStory:
    """A story for an admin's eyes, with its topics and its best headline in the site's language."""

    story: Story
    topics: tuple[str, ...]
    headline: str


async def list_stories(app: App, now: datetime, since: timedelta) -> tuple[ListedStory, ...]:
    """List the stories with news since then, ranked as in a digest."""
    stories = app.store.stories
    last = await asyncio.to_thread(stories.last_revision)
    found = await asyncio.to_thread(stories.revised, after=last, since=now - since)
    compiled = learn(compile_topics(app.settings.topics), (story.entries for story in found))
    reads = (app.settings.site.language,)
    return tuple(
        ListedStory(
            story=story,
            topics=tuple(topics_of(story.entries, compiled)),
            headline=lead_entry(story.entries, reads).title,
        )
        for story in sorted(found, key=lambda story: -rank(story, now))
    )


def evaluate_file(gold: Path, predictions: Path | None, settings: Settings) -> Scores:
    """Score grouping and topics on labelled rows; write what was predicted where a file is named."""
    topics = compile_topics(settings.topics)
    try:
        with gold.open(encoding="utf-8") as lines:
            rows = read_rows(lines)
    except (OSError, UnicodeDecodeError) as error:
        raise DigestError(f"{gold} cannot be read: {error}") from error
    predicted = replay(rows, settings.grouping, topics)
    if predictions is not None:
        written = (json.dumps({"id": p.id, "cluster": p.cluster, "topics": p.topics}) + "\n" for p in predicted)
        try:
            predictions.write_text("".join(written), encoding="utf-8")
        except OSError as error:
            raise DigestError(f"{predictions} cannot be written: {error}") from error
    return score(rows, predicted, topics)
