"""What an admin sees of the stories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.app import App, group_entries, list_stories, open_app
from digest.model import Feed, FetchState, ParsedEntry, ParsedFeed, Settings, StoreSettings

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FERRY = "Ferry capsizes on Lake Kivu near Goma, dozens missing"


async def test_a_story_that_somebody_joined_has_moved(tmp_path: Path) -> None:
    """Though it told its last news before: two more outlets are what an admin looks for."""
    names = ("first", "second")
    feeds = tuple(Feed(url=f"https://{name}.example/rss", name=name) for name in names)
    settings = Settings(store=StoreSettings(url=f"sqlite:///{tmp_path / 'digest.db'}"), feeds=feeds)
    async with open_app(settings, NOW - 2 * DAY) as app:
        await _bring(app, 0, NOW - 2 * DAY, FERRY)
        await _bring(app, 0, NOW - 2 * DAY, "Bakers of Lyon win a prize")
        assert await list_stories(app, NOW, DAY) == ()
        await _bring(app, 1, NOW, FERRY)
        (moved,) = await list_stories(app, NOW, DAY)
    assert (moved.headline, len(moved.story.entries), len(moved.story.revisions)) == (FERRY, 2, 1)


async def _bring(app: App, place: int, at: datetime, title: str) -> None:
    feed = app.store.feeds.followed()[place]
    entry = ParsedEntry(keys=(title,), title=title, published=at, language="en")
    state = FetchState(status="ok", polled_at=at, succeeded_at=at)
    app.store.entries.ingest(feed.id, ParsedFeed(entries=(entry,)), state, now=at, first_poll=DAY)
    await group_entries(app, at)
