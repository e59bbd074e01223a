"""Alerts: soon, once, from enough outlets, and never told again by the digest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from digest.app import App, deliver_outbox, group_entries, open_app
from digest.app.clock import publish_alerts, publish_due
from digest.model import (
    Address,
    AlertRule,
    Digest,
    Feed,
    FetchState,
    ParsedEntry,
    ParsedFeed,
    QuietHours,
    Settings,
    StoreSettings,
    Subscriber,
    Topic,
)
from digest.store.schema import issues, outbox, parts

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Istanbul")
MINUTE = timedelta(minutes=1)
RULE = AlertRule(settle=5 * MINUTE, min_sources=2, at_most=2, per=timedelta(days=1))
FIRE = "Warehouse fire in Haifa harbour injures three dock workers"
MORE = "Warehouse fire in Haifa harbour: death toll rises to seven dock workers"


def settings_of(folder: Path, rule: AlertRule = RULE, **reader: object) -> Settings:
    digest = Digest(id="morning", timezone=ZONE, topics=("fires", "*"), at=(time(18, 0),))
    readers = [
        Subscriber(address=Address(channel="file", value=str(folder / "ada")), digests=("morning",), **reader),
        Subscriber(address=Address(channel="file", value=str(folder / "bob")), digests=("morning",)),
    ]
    return Settings(
        store=StoreSettings(url=f"sqlite:///{folder / 'digest.db'}"),
        feeds=tuple(Feed(url=f"https://{name}.example/rss", name=name) for name in ("wire", "post", "desk")),
        topics=(Topic(id="fires", name="Fires", any=("fire",), alert=rule),),
        digests=(digest,),
        subscribers=tuple(readers),
    )


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with open_app(settings_of(tmp_path), NOW) as opened:
        yield opened


async def hear(app: App, outlet: str, title: str, at: datetime, summary: str = "") -> None:
    """An outlet reports."""
    feed = next(one for one in app.store.feeds.followed() if one.name == outlet)
    entry = ParsedEntry(keys=(f"guid:{title}",), title=title, summary=summary or title, published=at, language="en")
    state = FetchState(status="ok", polled_at=at, succeeded_at=at)
    app.store.entries.ingest(feed.id, ParsedFeed(entries=(entry,)), state, now=at, first_poll=timedelta(days=1))
    await group_entries(app, at)


def alerts(app: App) -> list[tuple[str, str]]:
    """Every alert there is: who gets it, and its title."""
    query = select(outbox.c.value, issues.c.title).join(issues, issues.c.id == outbox.c.issue_id)
    with app.store.engine.connect() as connection:
        rows = connection.execute(query.where(issues.c.alert == "fires").order_by(outbox.c.id)).all()
    return [(Path(row.value).name, row.title) for row in rows]


async def test_an_alert_waits_until_the_story_has_settled_and_enough_outlets_have_it(app: App) -> None:
    await hear(app, "wire", FIRE, NOW)
    assert await publish_alerts(app, NOW + 10 * MINUTE) == ()  # one outlet
    await hear(app, "post", "Three dock workers injured as warehouse fire rages in Haifa harbour", NOW + 11 * MINUTE)
    assert await publish_alerts(app, NOW + 4 * MINUTE) == ()  # not settled
    assert len(await publish_alerts(app, NOW + 12 * MINUTE)) == 1
    assert [who for who, _ in alerts(app)] == ["ada", "bob"]
    assert await publish_alerts(app, NOW + 13 * MINUTE) == ()


async def told(app: App, at: datetime) -> None:
    await hear(app, "wire", FIRE, at)
    await hear(app, "post", "Three dock workers injured as warehouse fire rages in Haifa harbour", at)


async def test_outlets_of_weeks_ago_do_not_bear_out_what_one_says_today(app: App) -> None:
    """A story that returned needs as many outlets as a new one."""
    await told(app, NOW - timedelta(days=12))
    await publish_alerts(app, NOW - timedelta(days=12) + 6 * MINUTE)
    before = len(alerts(app))
    await hear(app, "desk", "Police arrest Avi Levy over warehouse fire in Haifa harbour that injured three", NOW)
    assert len(app.store.stories.listing(NOW - timedelta(days=30))) == 1
    assert await publish_alerts(app, NOW + 10 * MINUTE) == ()
    await hear(app, "post", "Avi Levy arrested over Haifa harbour warehouse fire that injured three", NOW + 11 * MINUTE)
    assert len(await publish_alerts(app, NOW + 20 * MINUTE)) == 1
    assert len(alerts(app)) == before + 2


async def test_what_was_alerted_is_not_told_again_and_nothing_else_is_lost(app: App) -> None:
    """The digest tells the other story, which was there before the alert."""
    await publish_due(app, NOW)
    await hear(app, "desk", "Council approves new tram line to the university", NOW)
    await told(app, NOW)
    await publish_alerts(app, NOW + 6 * MINUTE)
    await publish_due(app, NOW + timedelta(hours=6))
    query = select(parts.c.content).join(issues, issues.c.id == parts.c.issue_id)
    with app.store.engine.connect() as connection:
        digests = list(connection.scalars(query.where(issues.c.alert == "", parts.c.name == "text")))
        texts = list(connection.scalars(query.where(issues.c.alert != "", parts.c.form == "telegram")))
    assert len(digests) == 1
    assert "tram line" in digests[0]
    assert "warehouse" not in digests[0].lower()
    (alert,) = texts
    assert alert.startswith("<b>")
    assert alert.endswith("<i>Fires</i>")


async def test_a_real_update_is_an_alert_of_its_own_and_one_more_copy_is_none(app: App) -> None:
    await told(app, NOW)
    await publish_alerts(app, NOW + 6 * MINUTE)
    await hear(app, "desk", FIRE, NOW + 7 * MINUTE)
    assert await publish_alerts(app, NOW + 20 * MINUTE) == ()
    await hear(app, "wire", MORE, NOW + 30 * MINUTE)
    assert len(await publish_alerts(app, NOW + 40 * MINUTE)) == 1
    assert len(alerts(app)) == 4


async def test_an_update_answers_the_first_message(app: App) -> None:
    await told(app, NOW)
    await publish_alerts(app, NOW + 6 * MINUTE)
    assert (await deliver_outbox(app, NOW + 6 * MINUTE)).sent == 2
    await hear(app, "wire", MORE, NOW + 30 * MINUTE)
    await publish_alerts(app, NOW + 40 * MINUTE)
    claims = app.store.outbox.claim(["file"], owner="x", now=NOW + 41 * MINUTE, lease=MINUTE, limit=9)
    assert len(claims) == 2
    assert all(claim.reply_to and claim.reply_to.startswith(claim.address.value) for claim in claims)


async def test_more_than_the_rule_allows_waits_for_the_digest(app: App) -> None:
    places = ("Haifa harbour", "Izmir station", "Larnaca airport", "Tyre market")
    for number, place in enumerate(places):
        at = NOW + number * 20 * MINUTE
        for outlet in ("wire", "post"):
            await hear(app, outlet, f"{outlet.title()}: huge fire destroys {place}", at, f"The fire at {place} is out.")
        await publish_alerts(app, at + 6 * MINUTE)
    mine = [title for who, title in alerts(app) if who == "ada"]
    assert len(mine) == 2


async def test_old_news_is_no_alert(app: App) -> None:
    await told(app, NOW)
    assert await publish_alerts(app, NOW + timedelta(hours=7)) == ()


@pytest.mark.parametrize("through", [False, True])
async def test_quiet_hours_are_kept_unless_the_rule_goes_through_them(tmp_path: Path, through: bool) -> None:
    rule = replace(RULE, through_quiet_hours=through)
    quiet = QuietHours(start=time(0, 0), end=time(23, 0))
    async with open_app(settings_of(tmp_path, rule, quiet=quiet), NOW) as app:
        await told(app, NOW)
        await publish_alerts(app, NOW + 6 * MINUTE)
        delivered = await deliver_outbox(app, NOW + 6 * MINUTE)
        assert (delivered.sent, delivered.postponed) == ((2, 0) if through else (1, 1))


async def test_a_reader_who_does_not_follow_the_topic_gets_no_alert(app: App) -> None:
    ada = next(one.address for one in app.store.readers.active("morning") if one.address.value.endswith("ada"))
    app.store.readers.choose(ada, "morning", {"topics": ["other"]})
    await told(app, NOW)
    await publish_alerts(app, NOW + 6 * MINUTE)
    assert [who for who, _ in alerts(app)] == ["bob"]
