"""The bot as readers meet it: they type and press, and the store and the chat show what came of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest
import structlog
from engines.bot_api import BotApi

from digest.app import App, answering_bot, send_on_demand
from digest.errors import DigestError
from digest.model import Address, Subscriber

Desk: TypeAlias = Any  # the site of conftest: app, api, dana, and what she does
DANA = Address(channel="telegram", value="5")


async def test_start_greets_and_offers_every_digest(desk: Desk) -> None:
    """Nothing is subscribed by looking; names are text, never markup."""
    hello = await desk.ask("/start")
    assert hello.text.startswith("This bot sends digests of the news")
    assert "The number of this chat: 5\n" in hello.text
    assert list(hello.buttons) == ["· Morning <digest>", "· The whole day"]
    assert hello.preview is False
    assert desk.got() == {}


async def test_a_deep_link_joins_its_digest(desk: Desk) -> None:
    """As t.me/BOT?start=morning sends it."""
    said = await desk.ask("/start morning")
    assert said.text == "You get Morning <digest> now."
    assert desk.got() == {"morning": "confirmed"}
    assert desk.subscriptions()[0].origin == "reader"
    assert desk.subscriptions()[0].name == "Dana"


@pytest.mark.parametrize("name", ["all", "ALL", "All"])
async def test_a_digest_is_joined_by_its_name(desk: Desk, name: str) -> None:
    """Whatever the case."""
    await desk.ask(f"/sub {name}")
    assert desk.got() == {"all": "confirmed"}


async def test_sub_without_a_name_offers_buttons_that_join_and_leave(desk: Desk) -> None:
    """The message shows what they get after each press."""
    offer = await desk.ask("/sub")
    assert await desk.press(offer, "· Morning <digest>") == "You get Morning <digest> now."
    assert list(offer.buttons) == ["✓ Morning <digest>", "· The whole day"]
    assert desk.got() == {"morning": "confirmed"}
    assert await desk.press(offer, "✓ Morning <digest>") == "You no longer get Morning <digest>."
    assert desk.got() == {"morning": "unsubscribed"}


async def test_an_unknown_digest_is_named_harmlessly_and_the_others_are_offered(desk: Desk) -> None:
    """What a reader typed is text, and cut where it is long."""
    said = await desk.ask("/sub <b>evening</b>&amp;" + "x" * 3_000)
    assert said.text.startswith("There is no digest called <b>evening</b>&amp;xxx")
    assert (said.entities, len(said.text) < 200, len(said.buttons)) == ((), True, 2)


async def test_unsub_ends_one_and_stop_ends_all_until_the_reader_asks_again(desk: Desk) -> None:
    """The config cannot bring back who left."""
    await desk.ask("/sub morning")
    await desk.ask("/sub all")
    assert (await desk.ask("/unsub morning")).text == "You no longer get Morning <digest>."
    assert desk.got() == {"morning": "unsubscribed", "all": "confirmed"}
    assert (await desk.ask("/stop")).text.startswith("You get nothing any more")
    desk.app.store.readers.sync([Subscriber(address=DANA, digests=("morning", "all"))], datetime.now(UTC))
    assert set(desk.got().values()) == {"unsubscribed"}
    await desk.ask("/sub all")
    assert desk.got()["all"] == "confirmed"


async def test_who_stops_without_having_anything_stays_out_too(desk: Desk) -> None:
    """And the bot does not mind."""
    assert (await desk.ask("/stop")).text.startswith("You get nothing any more")
    assert (await desk.ask("/unsub")).text.startswith("You get no digest yet")
    assert (await desk.ask("/list")).text.startswith("You get no digest yet")
    assert (await desk.ask("/digest")).text.startswith("You get no digest yet")
    assert (await desk.ask("/topics")).text.startswith("You get no digest yet")


async def test_list_names_what_they_get(desk: Desk) -> None:
    """One line each."""
    await desk.ask("/sub morning")
    assert (await desk.ask("/list")).text == "You get:\n• Morning <digest>"


async def test_help_and_anything_unknown_get_the_commands(desk: Desk) -> None:
    """And so does plain text."""
    said = [(await desk.ask(text)).text for text in ("/help", "/frobnicate", "hello there", "/", "//x")]
    assert len(set(said)) == 1
    assert said[0].startswith("/sub – subscribe to a digest\n")


async def test_the_menu_of_commands_is_set(desk: Desk) -> None:
    """So that clients offer them."""
    await desk.ask("/help")
    names = [one["command"] for one in desk.api.world.commands]
    assert names == ["sub", "unsub", "topics", "digest", "list", "stop", "help"]


async def test_topics_are_switched_by_buttons(desk: Desk) -> None:
    """The last one stays; all of them again are the digest's own."""
    await desk.ask("/sub morning")
    topics = await desk.ask("/topics")
    assert topics.text == "Topics of Morning <digest>:"
    assert list(topics.buttons) == ["✓ Israel–Turkey <ties>", "✓ Fires"]
    await desk.press(topics, "✓ Fires")
    assert list(topics.buttons) == ["✓ Israel–Turkey <ties>", "· Fires"]
    assert desk.subscriptions()[0].topics == ("ties",)
    assert (await desk.press(topics, "✓ Israel–Turkey <ties>")).startswith("One topic has to stay")
    assert desk.subscriptions()[0].topics == ("ties",)
    await desk.press(topics, "· Fires")
    assert desk.subscriptions()[0].topics == ()


async def test_topics_narrow_a_digest_of_every_story(desk: Desk) -> None:
    """And none of them leaves it whole."""
    await desk.ask("/sub all")
    topics = await desk.ask("/topics all")
    assert list(topics.buttons) == ["✓ Everything", "· Israel–Turkey <ties>", "· Fires"]
    await desk.press(topics, "· Fires")
    assert list(topics.buttons) == ["· Everything", "· Israel–Turkey <ties>", "✓ Fires"]
    assert desk.subscriptions()[0].topics == ("fires",)
    await desk.press(topics, "· Everything")
    assert desk.subscriptions()[0].topics == ()


async def test_who_gets_several_digests_is_asked_which_one_they_mean(desk: Desk) -> None:
    """For topics and for an issue now."""
    await desk.ask("/sub morning")
    await desk.ask("/sub all")
    which = await desk.ask("/topics")
    assert list(which.buttons) == ["Morning <digest>", "The whole day"]
    await desk.press(which, "The whole day")
    assert which.text == "Topics of The whole day:"
    assert await desk.press(await desk.ask("/digest"), "The whole day") == "Nothing new since the last issue."


async def test_the_same_press_twice_is_one_press(desk: Desk) -> None:
    """Telegram repeats an update that it is not sure we had."""
    await desk.ask("/sub morning")
    topics = await desk.ask("/topics")
    data = topics.buttons["✓ Fires"]
    for _ in range(3):
        await desk.press(topics, data)
    assert desk.subscriptions()[0].topics == ("ties",)
    assert topics.edits == 1


@pytest.mark.parametrize("data", ["", "x", "t:1:2", "d:0000000000::1", "t:0:0:1", "d:::2", "🏟" * 16, ":::", "n:0::1"])
async def test_a_forged_or_outdated_button_does_nothing(desk: Desk, data: str) -> None:
    """It says so."""
    offer = await desk.ask("/sub")
    assert await desk.press(offer, data or " ") == "This is out of date; please ask again."
    assert desk.got() == {}


async def test_a_button_works_for_the_chat_in_which_it_stands_only(desk: Desk) -> None:
    """Dana's data, pressed by Kerem, is about Kerem."""
    await desk.ask("/sub morning")
    topics = await desk.ask("/topics")
    kerem = desk.api.user(6, "Kerem")
    his = await desk.ask("/sub", user=kerem)
    assert await desk.press(his, topics.buttons["✓ Fires"], user=kerem) == "This is out of date; please ask again."
    assert desk.subscriptions()[0].topics == ()


async def test_an_issue_comes_at_once_when_it_is_asked_for_and_is_seen(desk: Desk) -> None:
    """What it told is not told again; another reader gets theirs in the same minute."""
    kerem = desk.api.user(6, "Kerem")
    desk.hear("Lapid to visit Ankara on Thursday")
    await desk.ask("/sub morning")
    await desk.ask("/sub morning", user=kerem)
    issues = [await desk.ask("/digest"), await desk.ask("/digest", user=kerem)]
    assert ["Lapid to visit Ankara on Thursday" in one.text for one in issues] == [True, True]
    again = await desk.ask("/digest morning")
    assert again.text in {"You got an issue this very minute.", "Nothing new since the last issue."}
    assert desk.app.store.outbox.counts() == {"sent": 2}


async def test_an_issue_on_demand_goes_out_in_quiet_hours(desk: Desk) -> None:
    """Who asks is awake."""
    desk.hear("Lapid to visit Ankara on Thursday")
    await desk.ask("/sub morning")
    desk.app.store.readers.choose(DANA, "morning", {"quiet": "00:00-23:59"})
    assert "Lapid" in (await desk.ask("/digest")).text


async def test_issues_on_demand_wait_where_everything_waits(desk: Desk) -> None:
    """Paused by the admin; the reader is told."""
    desk.hear("Lapid to visit Ankara on Thursday")
    await desk.ask("/sub morning")
    desk.app.store.outbox.pause(now=datetime.now(UTC))
    assert (await desk.ask("/digest")).text == "Sending is paused; it will come."


async def test_an_issue_that_needs_approval_waits_for_it(app: App, api: BotApi, tmp_path: Any) -> None:
    """On demand, too."""
    morning = replace(app.settings.digests[0], approve=True, empty="send")
    app.store.readers.join(DANA, ["morning"], name="", now=datetime.now(UTC))
    (subscription,) = app.store.readers.at(DANA)
    assert await send_on_demand(app, morning, subscription.id, datetime.now(UTC)) == "waits for approval"
    assert api.world.sent == []


async def test_nothing_new_is_said(desk: Desk) -> None:
    """Instead of an empty issue."""
    await desk.ask("/sub morning")
    assert (await desk.ask("/digest")).text == "Nothing new since the last issue."


async def test_a_block_pauses_and_a_restart_goes_on(desk: Desk) -> None:
    """Who left of their own stays out."""
    await desk.ask("/sub morning")
    await desk.ask("/sub all")
    await desk.ask("/unsub all")
    await desk.api.blocks(desk.dana)
    await desk.becomes(lambda: desk.got() == {"morning": "paused", "all": "unsubscribed"})
    assert desk.subscriptions()[0].reason == "the reader blocked the bot"
    await desk.api.unblocks(desk.dana)
    await desk.ask("/help")
    assert desk.got()["morning"] == "paused"
    assert (await desk.ask("/start")).text == "You get:\n• Morning <digest>"
    assert desk.got() == {"morning": "confirmed", "all": "unsubscribed"}


async def test_in_a_group_only_administrators_are_heard(desk: Desk) -> None:
    """And only commands; people talk to each other."""
    kerem = desk.api.user(6, "Kerem")
    group = desk.api.group(-100, members={5: "administrator", 6: "member"})
    said = await desk.ask("/sub morning", user=kerem, chat=group)
    assert said.text == "Only administrators of this chat can do that."
    assert desk.got(-100) == {}
    await desk.api.types(kerem, "hello", chat=group)
    await desk.api.types(kerem, "/weather", chat=group)
    await desk.api.types(kerem, "/sub@other_bot morning", chat=group)
    assert (await desk.ask("/sub@Levant_Bot morning", chat=group)).text == "You get Morning <digest> now."
    assert desk.got(-100) == {"morning": "confirmed"}
    assert len(desk.api.world.to(-100)) == 2
    assert desk.subscriptions(-100)[0].name == "Newsroom"


async def test_in_a_group_only_administrators_press_buttons(desk: Desk) -> None:
    """Whoever asked for them."""
    kerem = desk.api.user(6, "Kerem")
    group = desk.api.group(-100, members={5: "creator", 6: "member"})
    offer = await desk.ask("/sub", chat=group)
    word = await desk.press(offer, "· The whole day", user=kerem, chat=group)
    assert word == "Only administrators of this chat can do that."
    assert desk.got(-100) == {}
    await desk.press(offer, "· The whole day", chat=group)
    assert desk.got(-100) == {"all": "confirmed"}


async def test_an_anonymous_administrator_is_one_and_a_channel_posts_for_itself(desk: Desk) -> None:
    """Telegram lets nobody else write in their name."""
    group = desk.api.group(-100)
    channel = desk.api.group(-200, "Levant", kind="channel", bot="administrator")
    await desk.api.types_as_group(group, "/sub morning")
    await desk.api.posts(channel, "/sub all")
    await desk.api.until(lambda: len(desk.api.world.sent) == 2)
    assert (desk.got(-100), desk.got(-200)) == ({"morning": "confirmed"}, {"all": "confirmed"})


async def test_in_a_forum_the_topic_is_part_of_the_address(desk: Desk) -> None:
    """Commands, buttons and issues stay in their thread."""
    forum = desk.api.group(-100, members={5: "administrator"}, topics={7: "Weather", 8: "News"})
    assert (await desk.ask("/sub morning", chat=forum, thread=7)).thread == 7
    assert (desk.got(-100, 7), desk.got(-100, 8), desk.got(-100)) == ({"morning": "confirmed"}, {}, {})
    topics = await desk.ask("/topics", chat=forum, thread=7)
    await desk.press(topics, "✓ Fires", chat=forum)
    assert desk.subscriptions(-100, 7)[0].topics == ("ties",)
    desk.hear("Lapid to visit Ankara on Thursday")
    issue = await desk.ask("/digest", chat=forum, thread=7)
    assert (issue.thread, "Lapid" in issue.text) == (7, True)


async def test_being_thrown_out_of_a_forum_pauses_all_of_its_topics(desk: Desk) -> None:
    """With the reason."""
    forum = desk.api.group(-100, members={5: "administrator"}, topics={7: "Weather"})
    await desk.ask("/sub morning", chat=forum, thread=7)
    await desk.ask("/sub all", chat=forum)
    await desk.api.removes_bot(desk.dana, forum)
    await desk.becomes(lambda: (desk.got(-100, 7), desk.got(-100)) == ({"morning": "paused"}, {"all": "paused"}))
    assert desk.subscriptions(-100, 7)[0].reason == "the bot was removed from this chat"


async def test_a_group_that_becomes_a_supergroup_keeps_its_subscriptions(desk: Desk) -> None:
    """Under its new number."""
    group = desk.api.group(-7, kind="group", members={5: "creator"})
    await desk.ask("/sub morning", chat=group)
    await desk.api.upgrades(desk.dana, group, -1007)
    await desk.becomes(lambda: (desk.got(-7), desk.got(-1007)) == ({}, {"morning": "confirmed"}))


async def test_one_chat_that_floods_the_bot_does_not_keep_others_waiting(desk: Desk) -> None:
    """Others are answered while it pours in."""
    kerem = desk.api.user(6, "Kerem")
    for _ in range(300):
        await desk.api.types(desk.dana, "/help")
    await desk.ask("/sub morning", user=kerem)
    assert desk.got(6) == {"morning": "confirmed"}


async def test_what_is_typed_in_a_row_is_done_in_a_row(desk: Desk) -> None:
    """Joining and stopping in one breath ends stopped."""
    for text in ("/sub morning", "/sub all", "/stop"):
        await desk.api.types(desk.dana, text)
    await desk.api.until(lambda: len(desk.api.world.to(5)) == 3)
    assert set(desk.got().values()) == {"unsubscribed"}


async def test_an_answer_that_telegram_refuses_undoes_nothing(desk: Desk) -> None:
    """It is logged in a line, and the bot goes on."""
    desk.api.answer(400, "Bad Request: not enough rights to send text messages to the chat", chat=5)
    with structlog.testing.capture_logs() as logs:
        await desk.api.types(desk.dana, "/sub morning")
        assert (await desk.ask("/list")).text == "You get:\n• Morning <digest>"
    assert [one["event"] for one in logs] == ["bot.unanswered"]


async def test_the_bot_speaks_the_language_that_the_reader_chose(desk: Desk) -> None:
    """Where it has phrases for it."""
    await desk.ask("/sub morning")
    desk.app.store.readers.choose(DANA, "morning", {"language": "de"})
    assert (await desk.ask("/digest")).text == "Seit der letzten Ausgabe nichts Neues."


async def test_what_was_said_while_nobody_listened_is_answered_later(app: App, api: BotApi) -> None:
    """Telegram keeps it."""
    await api.types(api.world.users[5], "/sub morning")
    async with answering_bot(app) as name:
        assert name == "bot @levant_bot"
        await api.until(lambda: len(api.world.sent) == 1)
    assert [one.status for one in app.store.readers.at(DANA)] == ["confirmed"]


async def test_what_was_answered_is_not_answered_again_after_a_restart(app: App, api: BotApi) -> None:
    """It is confirmed when the bot ends."""
    for _ in range(2):
        async with answering_bot(app):
            if not api.world.sent:
                await api.types(api.world.users[5], "/help")
            await api.until(lambda: len(api.world.sent) == 1)
    assert len(api.world.sent) == 1
    assert api.world.updates == []


async def test_a_bot_that_cannot_begin_says_why(app: App, api: BotApi) -> None:
    """A dead server; nothing keeps running."""
    await api.go_down()
    with pytest.raises(DigestError, match="cannot be reached"):
        async with answering_bot(app):
            pass


async def test_without_a_token_there_is_no_bot(app: App) -> None:
    """The setting is named."""
    with pytest.raises(DigestError, match=r"telegram\.token_env"):
        async with answering_bot(replace(app, channels={})):
            pass


async def test_a_server_that_goes_away_for_a_while_is_waited_out_in_one_line(desk: Desk) -> None:
    """Polling begins again by itself."""
    with structlog.testing.capture_logs() as logs:
        await desk.api.go_down()
        await asyncio.sleep(1.5)
        await desk.api.come_back()
        assert (await desk.ask("/list")).text.startswith("You get no digest yet")
    assert len([one for one in logs if one["event"] == "bot.trouble"]) <= 2


async def test_a_second_poller_is_reported_in_one_line_and_does_not_end_the_bot(desk: Desk, app: App) -> None:
    """Two processes share a token: both are told, neither crashes, and people are answered."""
    with structlog.testing.capture_logs() as logs:
        async with answering_bot(app):
            await desk.api.until(lambda: any("409" in one for one in desk.api.refusals))
            assert (await desk.ask("/list")).text.startswith("You get no digest yet")
        await asyncio.sleep(0.1)
    conflicts = [one for one in logs if "only one may run" in one.get("reason", "")]
    assert 1 <= len(conflicts) <= 2
    assert all("\n" not in one["reason"] for one in conflicts)
