"""The chat server of the tests is as strict as the real one: tokens, limits, chats, floods, cuts, two pollers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from engines.bot_api import BotApi

Answer = dict[str, Any]
Ask = Callable[..., Awaitable[Answer]]
DANA = 5


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        server.user(DANA)
        yield server


@pytest.fixture
async def ask(api: BotApi) -> AsyncIterator[Ask]:
    """Ask for a method as a plain client would; the HTTP status is put into the answer."""
    async with aiohttp.ClientSession() as session:

        async def post(method: str, *, token: str = api.token, **given: Any) -> Answer:
            async with session.post(f"{api.url}/bot{token}/{method}", json=given) as reply:
                return {"status": reply.status, **await reply.json()}

        yield post


@pytest.mark.parametrize(("token", "status"), [("1:wrong", 401), ("nonsense", 404)])
async def test_a_wrong_token_is_refused(ask: Ask, token: str, status: int) -> None:
    """401 for one that looks like a token, 404 for one that does not."""
    assert (await ask("getMe", token=token))["status"] == status


async def test_the_bot_says_that_it_is_one_and_unknown_methods_are_not_found(ask: Ask) -> None:
    """Clients refuse a getMe without is_bot."""
    assert (await ask("getMe"))["result"]["is_bot"] is True
    assert (await ask("sendFax"))["status"] == 404


@pytest.mark.parametrize("as_form", [True, False])
async def test_a_message_is_accepted_and_kept_whole(api: BotApi, as_form: bool) -> None:
    """As JSON and as a form with JSON inside it."""
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    preview = {"is_disabled": True}
    given: dict[str, Any] = {"chat_id": DANA, "text": "<b>x</b> [1]", "parse_mode": "HTML"}
    async with aiohttp.ClientSession() as session:
        if as_form:
            form = given | {"reply_markup": json.dumps(markup), "link_preview_options": json.dumps(preview)}
            reply = await session.post(f"{api.url}/bot{api.token}/sendMessage", data=form)
        else:
            body = given | {"reply_markup": markup, "link_preview_options": preview}
            reply = await session.post(f"{api.url}/bot{api.token}/sendMessage", json=body)
        answer = await reply.json()
    (sent,) = api.world.sent
    assert answer["result"]["message_id"] == sent.message_id
    assert (sent.text, sent.buttons, sent.preview, [one.type for one in sent.entities]) == (
        "x [1]", {"Yes": "y"}, False, ["bold"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "description"),
    [
        ({"text": "<b>x"}, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ({"text": " <b>\n</b>"}, "Bad Request: message text is empty"),
        ({"text": "🏟" * 2049}, "Bad Request: message is too long"),
        ({"text": "<b>" + "x" * 4097 + "</b>"}, "Bad Request: message is too long"),
        ({"text": "<b></b>" * 5000}, "Bad Request: text is too long"),
        ({"text": "x", "parse_mode": "Wiki"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x", "chat_id": 6}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "x", "message_thread_id": 7}, "Bad Request: message thread not found"),
    ],
)
async def test_what_the_real_server_refuses_is_refused_in_its_words(
    api: BotApi, ask: Ask, given: Answer, description: str
) -> None:
    """And nothing of it is kept."""
    answer = await ask("sendMessage", **{"chat_id": DANA, "parse_mode": "HTML"} | given)
    assert (answer["status"], answer["description"]) == (400, description)
    assert api.world.sent == []


async def test_4096_units_and_much_markup_are_accepted(ask: Ask) -> None:
    """The limit counts what is left after parsing."""
    text = '<a href="https://e.org/' + "x" * 20_000 + '">' + "🏟" * 2048 + "</a>"
    assert (await ask("sendMessage", chat_id=DANA, text=text, parse_mode="HTML"))["ok"] is True


@pytest.mark.parametrize(("data", "ok"), [("x" * 64, True), ("x" * 65, False), ("ש" * 33, False), ("", False)])
async def test_callback_data_has_at_most_64_bytes(ask: Ask, data: str, ok: bool) -> None:
    """Bytes, not characters."""
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    answer = await ask("sendMessage", chat_id=DANA, text="x", reply_markup=markup)
    assert answer["ok"] is ok
    assert ok or answer["description"] == "Bad Request: BUTTON_DATA_INVALID"


@pytest.mark.parametrize(
    ("state", "status", "description"),
    [
        ({"started": False}, 403, "Forbidden: bot can't initiate conversation with a user"),
        ({"blocked": True}, 403, "Forbidden: bot was blocked by the user"),
        ({"deactivated": True}, 403, "Forbidden: user is deactivated"),
    ],
)
async def test_people_can_be_out_of_reach(
    api: BotApi, ask: Ask, state: dict[str, bool], status: int, description: str
) -> None:
    """Each in its own words."""
    api.user(DANA, **state)
    answer = await ask("sendMessage", chat_id=DANA, text="x")
    assert (answer["status"], answer["description"]) == (status, description)


@pytest.mark.parametrize(
    ("state", "thread", "status", "description"),
    [
        ({"bot": "kicked"}, None, 403, "Forbidden: bot was kicked from the supergroup chat"),
        ({"bot": "left", "kind": "channel"}, None, 403, "Forbidden: bot is not a member of the channel chat"),
        ({"kind": "channel"}, None, 400, "Bad Request: need administrator rights in the channel chat"),
        ({"may_write": False}, None, 400, "Bad Request: not enough rights to send text messages to the chat"),
        ({"refusal": "CHAT_WRITE_FORBIDDEN"}, None, 400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
        ({"topics": {7: "Weather"}}, 8, 400, "Bad Request: message thread not found"),
    ],
)
async def test_groups_can_be_out_of_reach(
    api: BotApi, ask: Ask, state: dict[str, Any], thread: int | None, status: int, description: str
) -> None:
    """Each in its own words."""
    api.group(-100, **state)
    answer = await ask("sendMessage", chat_id=-100, text="x", message_thread_id=thread)
    assert (answer["status"], answer["description"]) == (status, description)


async def test_forum_topics_take_messages_until_they_are_closed_or_deleted(api: BotApi, ask: Ask) -> None:
    """Each in its own words."""
    forum = api.group(-100, topics={7: "Weather"})
    assert (await ask("sendMessage", chat_id=-100, text="x", message_thread_id=7))["result"]["message_thread_id"] == 7
    forum.topics[7].closed = True
    assert (await ask("sendMessage", chat_id=-100, text="x", message_thread_id=7))["description"].endswith("_CLOSED")
    forum.topics[7].deleted = True
    assert (await ask("sendMessage", chat_id=-100, text="x", message_thread_id=7))["description"].endswith("_DELETED")


async def test_a_group_that_moved_says_where_to(api: BotApi, ask: Ask) -> None:
    """In the parameters, and the new one takes messages."""
    group = api.group(-5, kind="group")
    await api.upgrades(api.world.users[DANA], group, -1005)
    assert (await ask("sendMessage", chat_id=-5, text="x"))["parameters"] == {"migrate_to_chat_id": -1005}
    assert (await ask("sendMessage", chat_id=-1005, text="x"))["ok"] is True


@pytest.mark.parametrize(("chat", "others_too"), [(None, True), (DANA, False)])
async def test_a_flood_is_answered_by_429_until_it_is_over(
    api: BotApi, ask: Ask, chat: int | None, others_too: bool
) -> None:
    """For the whole bot or for one chat; every try meanwhile is a violation."""
    api.user(6)
    api.flood(0.3, chat=chat)
    answer = await ask("sendMessage", chat_id=DANA, text="x")
    assert (answer["status"], answer["parameters"]) == (429, {"retry_after": 1})
    assert ((await ask("sendMessage", chat_id=6, text="x"))["status"] == 429) is others_too
    assert len(api.violations) == 1 + others_too
    await asyncio.sleep(0.3)
    assert (await ask("sendMessage", chat_id=DANA, text="x"))["ok"] is True


async def test_the_servers_own_limits_can_be_switched_on(ask: Ask, api: BotApi) -> None:
    """Twenty messages a minute in a group, thirty a second from a bot."""
    api.limits = True
    api.group(-100)
    answers = [(await ask("sendMessage", chat_id=-100, text="x"))["status"] for _ in range(21)]
    assert answers == [200] * 20 + [429]
    answers = [(await ask("sendMessage", chat_id=DANA, text="x"))["status"] for _ in range(12)]
    assert 429 in answers


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1), ("midway", 1)])
async def test_connections_are_cut_before_or_after_a_message_was_accepted(
    api: BotApi, ask: Ask, when: Any, accepted: int
) -> None:
    """Once, and then it goes on."""
    api.cut(when)
    with pytest.raises(aiohttp.ClientError):
        await ask("sendMessage", chat_id=DANA, text="x")
    assert len(api.world.sent) == accepted
    assert (await ask("sendMessage", chat_id=DANA, text="x"))["ok"] is True


async def test_any_answer_can_be_given_for_one_chat(api: BotApi, ask: Ask) -> None:
    """The others do not notice; bytes are a gateway's page."""
    api.user(6)
    api.answer(403, "Forbidden: bot was blocked by the user", chat=6)
    assert (await ask("sendMessage", chat_id=DANA, text="x"))["ok"] is True
    assert (await ask("sendMessage", chat_id=6, text="x"))["status"] == 403
    api.answer(502, b"<html>Bad Gateway</html>")
    with pytest.raises(json.JSONDecodeError):
        await ask("sendMessage", chat_id=6, text="x")


async def test_it_goes_down_and_comes_back_at_the_same_port(api: BotApi, ask: Ask) -> None:
    """Meanwhile connections are refused."""
    await api.go_down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await ask("getMe")
    await api.come_back()
    assert (await ask("getMe"))["ok"] is True


async def test_updates_wait_until_an_offset_confirms_them(api: BotApi, ask: Ask) -> None:
    """Whoever asks again without confirming gets them again."""
    first = await api.types(api.world.users[DANA], "/start")
    await api.types(api.world.users[DANA], "hello")
    again = [[one["update_id"] for one in (await ask("getUpdates"))["result"]] for _ in range(2)]
    assert again[0] == again[1] == [first, first + 1]
    assert [one["update_id"] for one in (await ask("getUpdates", offset=first + 1))["result"]] == [first + 1]


async def test_a_long_poll_ends_when_somebody_types(api: BotApi, ask: Ask) -> None:
    """Or when its time is over."""
    assert (await ask("getUpdates", timeout=0))["result"] == []
    waiting = asyncio.create_task(ask("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await api.types(api.world.users[DANA], "/help")
    assert (await waiting)["result"][0]["message"]["text"] == "/help"


async def test_a_second_poller_ends_the_first_with_a_conflict(ask: Ask) -> None:
    """As the real server does it: the newer one goes on."""
    first = asyncio.create_task(ask("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(ask("getUpdates", timeout=0))
    assert (await first)["status"] == 409
    assert (await second)["ok"] is True


async def test_a_button_is_pressed_answered_once_and_its_message_edited(api: BotApi, ask: Ask) -> None:
    """An edit that changes nothing is refused."""
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    sent = (await ask("sendMessage", chat_id=DANA, text="Sure?", reply_markup=markup))["result"]["message_id"]
    await api.presses(api.world.users[DANA], sent, "Yes")
    query = (await ask("getUpdates"))["result"][0]["callback_query"]
    assert query["data"] == "y"
    assert [(await ask("answerCallbackQuery", callback_query_id=query["id"]))["ok"] for _ in range(2)] == [True, False]
    edited = [(await ask("editMessageText", chat_id=DANA, message_id=sent, text="Done"))["ok"] for _ in range(2)]
    assert edited == [True, False]
    assert (api.world.sent[0].text, api.world.sent[0].markup, api.world.sent[0].edits) == ("Done", None, 1)


async def test_members_administrators_and_chats_can_be_looked_up(api: BotApi, ask: Ask) -> None:
    """With the status of each."""
    api.user(6, "Kerem")
    api.group(-100, members={DANA: "administrator", 6: "member"})
    statuses = [(await ask("getChatMember", chat_id=-100, user_id=who))["result"]["status"] for who in (DANA, 6)]
    assert statuses == ["administrator", "member"]
    admins = (await ask("getChatAdministrators", chat_id=-100))["result"]
    assert [one["user"]["id"] for one in admins] == [DANA]
    assert (await ask("getChat", chat_id=-100))["result"]["type"] == "supergroup"


async def test_commands_are_checked_before_they_are_set(api: BotApi, ask: Ask) -> None:
    """Small letters, and a description."""
    assert (await ask("setMyCommands", commands=[{"command": "Sub", "description": "x"}]))["ok"] is False
    assert (await ask("setMyCommands", commands=[{"command": "sub", "description": ""}]))["ok"] is False
    assert (await ask("setMyCommands", commands=[{"command": "sub", "description": "Subscribe"}]))["ok"] is True
    assert api.world.commands[0]["command"] == "sub"
