"""The clock: each slot once, whatever the machine and its clock do meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from digest.app import App, open_app
from digest.app.clock import publish_due
from digest.editing.plans import plan_slots
from digest.model import Address, Digest, Settings, Site, StoreSettings, Subscriber
from digest.store.schema import outbox

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 10, 23, 12, 0, tzinfo=UTC)
"""A Friday; the clocks go back in the night to Sunday."""
MINUTE = timedelta(minutes=1)


def settings_of(folder: Path, *digests: Digest, readers: Iterable[Subscriber] = (), **site: object) -> Settings:
    reader = Subscriber(
        address=Address(channel="file", value=str(folder / "out")), digests=tuple(one.id for one in digests)
    )
    return Settings(
        site=Site(**site),
        store=StoreSettings(url=f"sqlite:///{folder / 'digest.db'}"),
        digests=digests,
        subscribers=(reader, *readers),
    )


def hourly(digest_id: str = "hourly", **changed: object) -> Digest:
    return replace(Digest(id=digest_id, timezone=BERLIN, cron="0 * * * *", empty="send"), **changed)


MORNING = Digest(id="morning", timezone=BERLIN, at=(time(2, 30), time(7, 30)), empty="send")


@asynccontextmanager
async def opened(settings: Settings, now: datetime = START) -> AsyncIterator[App]:
    async with open_app(settings, now) as app:
        yield app


def sent(app: App) -> list[tuple[str, str]]:
    """Every delivery there is, by digest and label."""
    with app.store.engine.connect() as connection:
        query = select(outbox.c.digest_id, outbox.c.slot_label).order_by(outbox.c.slot_label, outbox.c.id)
        return [tuple(row) for row in connection.execute(query)]


async def test_a_week_brings_exactly_what_was_planned(tmp_path: Path) -> None:
    """Hours of the digest and of a reader in Lord Howe, a night that is an hour longer, ticks at odd moments."""
    far = ZoneInfo("Australia/Lord_Howe")
    reader = Subscriber(
        address=Address(channel="file", value="/far"), digests=("morning",), at=(time(2, 15),), timezone=far
    )
    settings = settings_of(tmp_path, MORNING, hourly(), readers=[reader])
    end = START + timedelta(days=7)
    planned = [(one.digest_id, one.slot.label) for one in plan_slots(settings.digests, START, 7)]
    theirs = replace(MORNING, at=(time(2, 15),), timezone=far)
    planned += [(one.digest_id, one.slot.label) for one in plan_slots([theirs], START, 7)]
    async with opened(settings) as app:
        now, step = START, 0
        while now < end:
            step += 1
            now = min(now + timedelta(seconds=53 + 7 * (step % 91)), end)
            tick = await publish_due(app, now)
            assert {one.outcome for one in tick.outcomes} <= {"published"}
        assert sorted(sent(app)) == sorted(planned)


@pytest.mark.parametrize("hours", [1, 24])
async def test_a_clock_that_jumps_back_brings_nothing_twice(tmp_path: Path, hours: int) -> None:
    async with opened(settings_of(tmp_path, hourly())) as app:
        for minute in range(180):
            await publish_due(app, START + minute * MINUTE)
        before = sent(app)
        back = START + 180 * MINUTE - timedelta(hours=hours)
        tick = await publish_due(app, back)
        assert tick.went_back > timedelta(hours=hours) - 2 * MINUTE
        for minute in range(1, hours * 60 - 5):
            await publish_due(app, back + minute * MINUTE)
        again = sent(app)
        assert len(set(again)) == len(again)
        assert set(before) <= set(again)
        if hours == 1:
            assert again == before


async def test_a_step_of_a_second_is_no_jump(tmp_path: Path) -> None:
    async with opened(settings_of(tmp_path, hourly())) as app:
        await publish_due(app, START + timedelta(seconds=30))
        tick = await publish_due(app, START + timedelta(seconds=29))
        assert (tick.went_back, tick.outcomes) == (timedelta(0), ())


@pytest.mark.parametrize("hours", [1, 3, 24, 72])
async def test_after_a_sleep_each_slot_is_caught_up_once_or_skipped_and_said(tmp_path: Path, hours: int) -> None:
    """Six hours back are sent late; what is older is skipped; nothing is silently missed."""
    async with opened(settings_of(tmp_path, hourly(), catch_up=timedelta(hours=6))) as app:
        await publish_due(app, START + timedelta(minutes=30))
        awake = START + timedelta(minutes=45, hours=hours)
        tick = await publish_due(app, awake)
        said = {one.slot.label: one.outcome for one in tick.outcomes}
        assert len(said) == hours - (hours == 72)  # an hour of that night has no label of its own
        late = [label for label, outcome in said.items() if outcome == "published"]
        assert len(late) == min(hours, 6)
        assert [label for _, label in sent(app)] == late
        assert (await publish_due(app, awake + MINUTE)).outcomes == ()


async def test_the_first_start_sends_nothing_of_the_past(tmp_path: Path) -> None:
    async with opened(settings_of(tmp_path, hourly())) as app:
        assert (await publish_due(app, START + timedelta(minutes=10))).outcomes == ()
        assert [one.slot.label[-5:] for one in (await publish_due(app, START + timedelta(hours=1))).outcomes] == [
            "15:00"
        ]


async def test_the_first_start_within_the_minute_of_a_slot_sends_it(tmp_path: Path) -> None:
    async with opened(settings_of(tmp_path, hourly())) as app:
        assert len((await publish_due(app, START + timedelta(seconds=20))).outcomes) == 1


async def test_ticks_of_many_processes_publish_each_slot_once(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, hourly(), MORNING)
    async with AsyncExitStack() as stack:
        apps = [await stack.enter_async_context(opened(settings)) for _ in range(4)]
        await publish_due(apps[0], START)
        for hour in range(1, 13):
            at = START + timedelta(hours=hour)
            await asyncio.gather(*(publish_due(app, at + timedelta(seconds=n)) for n, app in enumerate(apps)))
        labels = sent(apps[0])
        assert len(set(labels)) == len(labels)
        assert len([one for one in labels if one[0] == "hourly"]) == 13


async def test_a_slot_without_news_is_over_and_not_asked_again(tmp_path: Path) -> None:
    async with opened(settings_of(tmp_path, hourly(empty="skip"))) as app:
        await publish_due(app, START - MINUTE)
        tick = await publish_due(app, START)
        assert [one.outcome for one in tick.outcomes] == ["empty"]
        app.store.clock.see_to(START - MINUTE)
        assert (await publish_due(app, START)).outcomes == ()
        assert sent(app) == []


async def test_a_broken_template_is_tried_again_and_costs_no_other_digest(tmp_path: Path) -> None:
    """The admin mends it within catch_up, and the issue goes out late."""
    broken = tmp_path / "templates" / "default"
    broken.mkdir(parents=True)
    (broken / "subject.txt.j2").write_text("{{ nothing.like.it }}")
    settings = settings_of(tmp_path, hourly(), hourly("other", template="plain"), templates=tmp_path / "templates")
    (tmp_path / "templates" / "plain").mkdir()
    (tmp_path / "templates" / "plain" / "subject.txt.j2").write_text("{{ issue.digest_name }}")
    async with opened(settings) as app:
        await publish_due(app, START - MINUTE)
        tick = await publish_due(app, START)
        assert {one.digest_id: one.outcome for one in tick.outcomes} == {"hourly": "failed", "other": "published"}
        assert "subject.txt.j2" in next(one.detail for one in tick.outcomes if one.outcome == "failed")
        again = await publish_due(app, START + MINUTE)
        assert [(one.digest_id, one.outcome) for one in again.outcomes] == [("hourly", "failed")]
    (broken / "subject.txt.j2").unlink()
    async with opened(settings) as app:
        mended = await publish_due(app, START + 20 * MINUTE)
        assert [(one.digest_id, one.outcome) for one in mended.outcomes] == [("hourly", "published")]
        assert sorted(sent(app)) == [("hourly", "2026-10-23T14:00"), ("other", "2026-10-23T14:00")]


async def test_slots_that_a_wrong_clock_skipped_come_when_they_come(tmp_path: Path) -> None:
    """A clock is a day ahead for a minute: what it skipped was yet to come, what it sent is not sent again."""
    async with opened(settings_of(tmp_path, hourly())) as app:
        await publish_due(app, START - MINUTE)
        ahead = await publish_due(app, START + timedelta(days=1))
        skipped = [one.slot.label for one in ahead.outcomes if one.outcome == "skipped"]
        assert len(skipped) == 18
        early = sent(app)
        assert (await publish_due(app, START - MINUTE)).went_back > timedelta(days=1)
        for hours in range(25):
            await publish_due(app, START + timedelta(hours=hours))
        assert len(sent(app)) == len(set(sent(app)))
        assert {label for _, label in sent(app)} == {label for _, label in early} | set(skipped)
