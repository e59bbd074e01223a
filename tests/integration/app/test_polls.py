"""Polling what is due, as a command and the service do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from digest.app import open_app, poll_feeds
from digest.model import Feed, Settings, StoreSettings
from digest.pipeline.poll import Polled

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
FEEDS = Path(__file__).parents[2] / "data/feeds"


async def test_whoever_polls_is_told_beforehand_how_many_feeds_and_what_they_are_called() -> None:
    """Feeds that share a name are told apart, also where only one of them is polled."""
    first, second = ((FEEDS / name).as_uri() for name in ("outlet.rss.xml", "missing.rss.xml"))
    feeds = (Feed(url=first, name="Outlet"), Feed(url=second, name="Outlet"))
    told: list[tuple[int, Mapping[str, str]]] = []
    ended: list[Polled] = []
    async with open_app(Settings(store=StoreSettings(url="sqlite://"), feeds=feeds), NOW) as app:
        await poll_feeds(app, NOW, names=[second], begun=lambda *what: told.append(what), report=ended.append)
    assert told == [(1, {first: f"Outlet ({first})", second: f"Outlet ({second})"})]
    assert [one.status for one in ended] == ["failing"]
