"""Issues through the outbox to a chat server that fails: nothing lost, and nothing sent twice that was known."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from engines.bot_api import BotApi

from digest.app import App, deliver_outbox, prepare_slot, send_slot
from digest.editing.slots import parse_slot
from digest.model import Address, FetchState, ParsedEntry, ParsedFeed
from digest.pipeline.publish import publish

CHATS = tuple(range(101, 126))


@pytest.fixture
async def published(app: App, api: BotApi) -> datetime:
    """An issue waits for each of 25 chats; give the time."""
    now = datetime.now(UTC)
    (feed,) = app.store.feeds.followed()
    title = "Lapid to visit Ankara on Thursday"
    entry = ParsedEntry(keys=(title,), title=title, link="https://outlet.example/1", published=now, language="en")
    state = FetchState(status="ok", succeeded_at=now)
    app.store.entries.ingest(feed.id, ParsedFeed(entries=(entry,)), state, now=now, first_poll=timedelta(days=1))
    for chat in CHATS:
        api.user(chat)
        app.store.readers.join(Address(channel="telegram", value=str(chat)), ["morning"], name="", now=now)
    digest = app.settings.digests[0]
    await publish(await prepare_slot(app, digest, parse_slot("", digest, now), now), issues=app.store.issues, now=now)
    return now


def times(api: BotApi) -> Counter[int]:
    """How often each chat got it."""
    return Counter(one.chat_id for one in api.world.sent)


async def work_off(app: App, now: datetime, *, rounds: int = 40) -> Sequence[str]:
    """Deliver again and again, half a minute further each time; give all problems that were told."""
    problems: list[str] = []
    for number in range(rounds):
        delivered = await deliver_outbox(app, now + number * timedelta(seconds=30))
        assert delivered is not None
        problems += delivered.problems
        if not app.store.outbox.waiting():
            break
    return problems


async def test_every_chat_gets_it_once_and_a_second_run_sends_nothing(
    app: App, api: BotApi, published: datetime
) -> None:
    """Two runs at once, too."""
    await asyncio.gather(deliver_outbox(app, published), deliver_outbox(app, published))
    await deliver_outbox(app, published + timedelta(hours=1))
    assert times(api) == dict.fromkeys(CHATS, 1)
    digest = app.settings.digests[0]
    again = await prepare_slot(app, digest, parse_slot("", digest, published), published)
    await send_slot(app, again, published)
    assert times(api) == dict.fromkeys(CHATS, 1)


async def test_readers_out_of_reach_are_paused_after_one_attempt_and_the_others_get_it(
    app: App, api: BotApi, published: datetime
) -> None:
    """With the reason in plain words."""
    api.user(101, blocked=True)
    api.user(102, deactivated=True)
    problems = await work_off(app, published)
    assert len(problems) == 2
    assert times(api) == dict.fromkeys(CHATS[2:], 1)
    assert len(api.requests) == 25
    for chat, reason in ((101, "the reader blocked the bot"), (102, "the reader's account was deleted")):
        (one,) = app.store.readers.at(Address(channel="telegram", value=str(chat)))
        assert (one.status, one.reason) == ("paused", reason)


async def test_a_storm_of_floods_loses_nothing_and_is_never_hit_meanwhile(
    app: App, api: BotApi, published: datetime
) -> None:
    """Each 429 ends its round; the outbox waits as long as it says."""
    for _ in range(3):
        api.answer(429, "Too Many Requests: retry after 30", parameters={"retry_after": 30})
        problems = (await deliver_outbox(app, published)).problems
        assert "Telegram wants no message for 30 s" in problems[0]
        seen = len(api.requests)
        assert (await deliver_outbox(app, published + timedelta(seconds=20))).sent == 0
        assert len(api.requests) == seen
        app.channels["telegram"].lanes._silent_until = 0.0
        published += timedelta(seconds=61)
    await work_off(app, published)
    assert times(api) == dict.fromkeys(CHATS, 1)
    assert api.violations == []


async def test_a_server_that_is_down_for_a_while_loses_nothing(app: App, api: BotApi, published: datetime) -> None:
    """One line stands for all that wait, and no attempt counts."""
    await api.go_down()
    assert (
        (await deliver_outbox(app, published)).problems[0].startswith("telegram is down: 127.0.0.1 cannot be reached")
    )
    await api.come_back()
    await work_off(app, published + timedelta(minutes=2))
    assert times(api) == dict.fromkeys(CHATS, 1)


@pytest.mark.parametrize(("when", "most"), [("before", 1), ("after", 2), ("midway", 2)])
async def test_cut_connections_lose_nothing_and_repeat_only_what_nobody_can_know(
    app: App, api: BotApi, published: datetime, when: str, most: int
) -> None:
    """At most one repeat each: where the cut came before the message was read there is none."""
    api.cut(when, times=5)
    await work_off(app, published)
    got = times(api)
    assert set(got) == set(CHATS)
    assert max(got.values()) == most
    assert sum(got.values()) == 25 + 5 * (most - 1)
