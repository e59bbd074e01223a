"""The clock and machines that write summaries: slots are published whatever they do."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from engines.summary_server import SummaryServer

from digest.app import App, open_app
from digest.app.clock import publish_due
from digest.model import (
    Address,
    Brief,
    Digest,
    Feed,
    FetchState,
    ParsedEntry,
    ParsedFeed,
    Settings,
    StoreSettings,
    Subscriber,
    SummarySettings,
)
from digest.pipeline.summaries import SummaryDesk

NOW = datetime(2026, 10, 23, 7, 30, tzinfo=UTC)
NAMES = ("one", "two", "three")


class Stalled:
    """Write nothing, ever."""

    def __init__(self) -> None:
        self.asked = 0

    async def write(self, _: Brief) -> str:
        self.asked += 1
        await asyncio.sleep(3600)
        raise AssertionError


def settings_of(folder: Path, **more: object) -> Settings:
    digests = tuple(Digest(id=name, timezone=ZoneInfo("UTC"), at=(time(7, 30),)) for name in NAMES)
    return Settings(
        store=StoreSettings(url=f"sqlite:///{folder / 'digest.db'}"),
        feeds=(Feed(url="file:///wire.xml", name="Wire", language="en"),),
        digests=digests,
        subscribers=tuple(
            Subscriber(address=Address(channel="file", value=str(folder / name)), digests=(name,)) for name in NAMES
        ),
        **more,  # type: ignore[arg-type]
    )


def hear(app: App) -> None:
    (feed,) = app.store.feeds.followed()
    entry = ParsedEntry(
        keys=("guid:1",),
        title="Warehouse fire in Haifa harbour",
        summary="Three people were injured when a warehouse burned down in Haifa harbour.",
        link="https://wire.example/1",
        published=NOW - timedelta(hours=1),
        language="en",
    )
    state = FetchState(status="ok", succeeded_at=NOW)
    app.store.entries.ingest(feed.id, ParsedFeed(entries=(entry,)), state, now=NOW, first_poll=timedelta(days=1))


async def test_slots_of_one_minute_are_all_published_while_a_machine_stalls(tmp_path: Path) -> None:
    """They wait together, not one after another, and each says what is missing."""
    async with open_app(settings_of(tmp_path), NOW) as opened:
        desk = SummaryDesk(writer=Stalled(), kept=opened.store.summaries, patience=timedelta(seconds=0.2))
        app = replace(opened, desk=desk)
        hear(app)
        tick = await publish_due(app, NOW)
    assert [(one.digest_id, one.outcome) for one in tick.outcomes] == [(name, "published") for name in sorted(NAMES)]
    assert {one.unwritten for one in tick.outcomes} == {"1 of 1 summaries were not written in time"}


async def test_the_endpoint_of_the_settings_is_asked_once_for_all_digests(tmp_path: Path) -> None:
    """One story, one revision, one language: one summary."""
    async with SummaryServer() as server:
        server.say("A warehouse burned down in Haifa harbour.")
        settings = settings_of(tmp_path, summary=SummarySettings(url=server.url, model="small"))
        async with open_app(settings, NOW) as app:
            hear(app)
            tick = await publish_due(app, NOW)
    assert [one.outcome for one in tick.outcomes] == ["published"] * 3
    assert {one.unwritten for one in tick.outcomes} == {""}
    assert len(server.asked) == 1
