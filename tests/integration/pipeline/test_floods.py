"""A feed that suddenly turns mostly new is held and reported; nobody gets it again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from digest.app import group_entries, open_app, poll_feeds
from digest.model import Feed, FetchSettings, Settings, StoreSettings

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def document(prefix: str, count: int, *, published: datetime) -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>{prefix}{n}</guid><link>https://wire.example/{prefix}/{n}</link>"
        f"<title>{number_in_words(n)} ferries leave the harbour</title><pubDate>{format_datetime(published)}</pubDate></item>"
        for n in range(count)
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'


def number_in_words(number: int) -> str:
    return f"{'Red' if number % 2 else 'Blue'} {'abcdefghijklmnop'[number]}"


async def test_new_ids_for_old_entries_are_held_and_said(tmp_path: Path) -> None:
    place = tmp_path / "wire.xml"
    place.write_text(document("old", 12, published=NOW - HOUR))
    settings = Settings(
        store=StoreSettings(url=f"sqlite:///{tmp_path / 'digest.db'}"),
        fetch=FetchSettings(first_poll=timedelta(days=1)),
        feeds=(Feed(url=place.as_uri(), name="Wire"),),
    )
    async with open_app(settings, NOW) as app:
        (first,) = await poll_feeds(app, NOW, everything=True)
        assert (first.ingested.new, first.ingested.held, first.detail) == (12, 0, "")
        await group_entries(app, NOW)
        before = app.store.stories.last_revision()
        place.write_text(document("new", 12, published=NOW - HOUR))
        (flooded,) = await poll_feeds(app, NOW + HOUR, everything=True)
        assert (flooded.ingested.new, flooded.ingested.held) == (0, 12)
        assert "12 entries came back as new and are held" in flooded.detail
        await group_entries(app, NOW + HOUR)
        assert app.store.stories.last_revision() == before
