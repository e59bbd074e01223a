"""Look into the stories, and score grouping and topics on labelled rows."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from digest.app.feeds import PATIENCE, STEP
from digest.app.site import App
from digest.errors import DigestError
from digest.inference.encoder import TextEncoder
from digest.model import Revision, Settings, Story
from digest.stories.episodes import episode
from digest.stories.evaluation import Scores, read_rows, replay, score
from digest.stories.ranking import rank
from digest.stories.summary import lead_entry
from digest.stories.topics import compile_topics, learn, topics_of

__all__ = ["ListedStory", "evaluate_file", "list_stories", "merge_stories", "split_story"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStory:
    """A story for an admin's eyes, with its topics and its best headline in the site's language."""

    story: Story
    topics: tuple[str, ...]
    headline: str


async def list_stories(app: App, now: datetime, since: timedelta) -> tuple[ListedStory, ...]:
    """List the stories that told news or got entries since then, ranked as in a digest."""
    found = await asyncio.to_thread(app.store.stories.moved, now - since)
    compiled = learn(compile_topics(app.settings.topics), (story.entries for story in found))
    reads = (app.settings.site.language,)
    told = {story.id: episode(story, _news(story, now - since)) for story in found}
    return tuple(
        ListedStory(
            story=story,
            topics=tuple(topics_of(story.entries, compiled)),
            headline=lead_entry(told[story.id], reads).title,
        )
        for story in sorted(found, key=lambda story: -rank(story, now, fresh=told[story.id]))
    )


def _news(story: Story, since: datetime) -> Sequence[Revision]:
    """List what a story told since then; its latest news where that was before."""
    return [one for one in story.revisions if one.created_at >= since] or story.revisions[-1:]


async def merge_stories(app: App, story_id: int, other_id: int, now: datetime) -> int:
    """Make one of two stories for good; give its id."""
    one, other = [await _story(app, named) for named in (story_id, other_id)]
    if one.id == other.id:
        raise DigestError(f"{story_id} and {other_id} are one story already: {one.id}")

    def merge(fence: int) -> int:
        return app.store.stories.merge(one.id, other.id, fence=fence, now=now)

    return await _in_the_lane(app, now, merge)


async def split_story(app: App, story_id: int, entry_ids: Collection[int], now: datetime) -> int:
    """Make two of one story for good, these entries apart from the others; give the new story's id."""
    story = await _story(app, story_id)
    members = {entry.id for entry in story.entries}
    if strangers := sorted(set(entry_ids) - members):
        raise DigestError(f"no entry of story {story.id}: {strangers}; `digest why {story.id}` lists them")
    if members <= set(entry_ids):
        raise DigestError(f"story {story.id} has no other entries: one must stay behind")

    def split(fence: int) -> int:
        return app.store.stories.split(story.id, entry_ids, fence=fence, now=now)

    return await _in_the_lane(app, now, split)


async def _story(app: App, story_id: int) -> Story:
    story = await asyncio.to_thread(app.store.stories.get, story_id)
    if story is None:
        raise DigestError(f"there is no story {story_id}; `digest stories` lists them")
    return story


async def _in_the_lane(app: App, now: datetime, work: Callable[[int], int]) -> int:
    """Do some work as the holder of the group lane, so that no grouper sees it half done; wait for the lane."""
    stories, owner, waited = app.store.stories, f"mending:{uuid.uuid4().hex[:8]}", timedelta(0)
    while (fence := await asyncio.to_thread(stories.take_lane, owner, now=now + waited, lease=PATIENCE)) is None:
        if waited >= PATIENCE:
            raise DigestError("another process is grouping and does not end; try again later")
        await asyncio.sleep(STEP.total_seconds())
        waited += STEP
    try:
        return await asyncio.to_thread(work, fence)
    finally:
        await asyncio.to_thread(stories.free_lane, owner)


def evaluate_file(gold: Path, predictions: Path | None, settings: Settings) -> Scores:
    """Score grouping and topics on labelled rows; write what was predicted where a file is named."""
    topics = compile_topics(settings.topics)
    try:
        with gold.open(encoding="utf-8") as lines:
            rows = read_rows(lines)
    except (OSError, UnicodeDecodeError) as error:
        raise DigestError(f"{gold} cannot be read: {error}") from error
    encoder = settings.grouping.encoder
    predicted = replay(rows, settings.grouping, topics, TextEncoder(encoder).encode if encoder else None)
    if predictions is not None:
        written = (json.dumps({"id": p.id, "cluster": p.cluster, "topics": p.topics}) + "\n" for p in predicted)
        try:
            predictions.write_text("".join(written), encoding="utf-8")
        except OSError as error:
            raise DigestError(f"{predictions} cannot be written: {error}") from error
    return score(rows, predicted, topics)
