"""An encoder that the admin names: checked before anything runs, used when grouping, and told of when it fails."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.app import check_site, evaluate_file, group_entries, open_app
from digest.errors import ConfigError
from digest.model import (
    Feed,
    FetchState,
    GroupingSettings,
    ParsedEntry,
    ParsedFeed,
    Settings,
    StoreSettings,
)

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
USE = "digest.inference.use:encode"
WALKOUT = ("Train drivers walk out and leave passengers stranded", "Walkout by train drivers leaves travellers stuck")


def settings_of(folder: Path, encoder: str, **more: object) -> Settings:
    return Settings(
        store=StoreSettings(url=f"sqlite:///{folder / 'digest.db'}"),
        grouping=GroupingSettings(encoder=encoder),
        feeds=tuple(Feed(url=f"https://{name}.example/rss", name=name) for name in ("wire", "post")),
        **more,
    )


def test_check_tries_the_encoder_and_names_the_setting(tmp_path: Path) -> None:
    """What is missing is found before anything runs, with a way to mend it."""
    check_site(settings_of(tmp_path, USE))
    with pytest.raises(ConfigError, match=r"grouping\.encoder.*ModuleNotFoundError.*remove the setting"):
        check_site(settings_of(tmp_path, "my_models.nowhere:encode"))


async def test_entries_are_grouped_with_the_encoder_that_is_named(tmp_path: Path) -> None:
    """From the setting to the vectors in the store."""
    async with open_app(settings_of(tmp_path, USE), NOW) as app:
        for feed, title in zip(app.store.feeds.followed(), WALKOUT, strict=True):
            entry = ParsedEntry(keys=(title,), title=title, published=NOW, language="en")
            state = FetchState(status="ok", polled_at=NOW, succeeded_at=NOW)
            document = ParsedFeed(entries=(entry,))
            app.store.entries.ingest(feed.id, document, state, now=NOW, first_poll=timedelta(days=1))
        await group_entries(app, NOW)
        stories = await asyncio.to_thread(app.store.stories.listing, NOW - timedelta(days=1))
        vectors = app.store.vectors.known(USE, [entry.id for story in stories for entry in story.entries])
    assert [len(story.entries) for story in stories] == [2]
    assert [len(vector) for vector in vectors.values()] == [512, 512]


def test_evaluating_uses_the_encoder_that_is_named(tmp_path: Path) -> None:
    """`digest evaluate` scores what `digest run` would do."""
    rows = tmp_path / "gold.jsonl"
    line = (
        '{{"id": "{0}", "title": "{1}", "ts": "2026-06-15T04:00:00Z", "source": "{0}", "lang": "en", "cluster": "a"}}'
    )
    rows.write_text("\n".join(line.format(place, title) for place, title in enumerate(WALKOUT)))
    scores = evaluate_file(rows, None, settings_of(tmp_path, USE)).grouping
    assert scores is not None
    assert scores.stories == 1
