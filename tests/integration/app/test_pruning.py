"""What is kept, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.app import group_entries, open_app, poll_feeds
from digest.model import Feed, FetchState, ParsedEntry, ParsedFeed, Settings, StoreSettings

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
FEED = Path(__file__).parents[2] / "data/feeds/outlet.rss.xml"
FERRY = "Ferry capsizes on Lake Kivu near Goma, dozens missing"


async def test_entries_stay_as_long_as_grouping_remembers_them(tmp_path: Path) -> None:
    """However short `keep` is: what a process remembers must not depend on when it was started."""
    url = FEED.as_uri()
    store = StoreSettings(url=f"sqlite:///{tmp_path / 'digest.db'}", keep=timedelta(days=7))
    settings = Settings(store=store, feeds=(Feed(url=url, name="Outlet"),))
    async with open_app(settings, NOW - timedelta(days=50)) as app:
        (feed,) = app.store.feeds.followed()
        for days, title in ((40, "Bakers of Lyon win a prize"), (20, FERRY)):
            at = NOW - timedelta(days=days)
            parsed = ParsedFeed(entries=(ParsedEntry(keys=(title,), title=title, published=at, language="en"),))
            state = FetchState(status="ok", polled_at=at, succeeded_at=at)
            app.store.entries.ingest(feed.id, parsed, state, now=at, first_poll=timedelta(days=1))
            await group_entries(app, at)
        await poll_feeds(app, NOW, everything=True)
        left = {entry.title for story in app.store.stories.listing(NOW - timedelta(days=50)) for entry in story.entries}
    assert left == {FERRY}
