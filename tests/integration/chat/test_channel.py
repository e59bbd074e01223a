"""The Telegram channel against a strict chat server: what goes out, and what each no means."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from engines.bot_api import BotApi

from digest.channels.telegram import Lane, Pace, TelegramChannel
from digest.errors import AddressError, ChannelError, DeliveryError, StoreError, UncertainError
from digest.model import Address, Message
from digest.pipeline.messages import unrecorded

Make = Callable[..., Message]
MakeChannel = Callable[..., TelegramChannel]


class Progress:
    """Take note of how far a message got; raise an error after `fails` parts."""

    def __init__(self, fails: int = 0) -> None:
        self.calls: list[tuple[int, str]] = []
        self.fails = fails

    async def __call__(self, parts: int, reference: str) -> None:
        self.calls.append((parts, reference))
        if len(self.calls) == self.fails:
            raise StoreError("the claim was lost")


def texts(api: BotApi) -> list[str]:
    return [one.text for one in api.world.sent]


async def test_parts_go_out_in_order_without_previews_and_each_is_told(
    api: BotApi, channel: TelegramChannel, chat_message: Make
) -> None:
    """The reference holds the ids of all messages."""
    progress = Progress()
    receipt = await channel.send(chat_message("<b>One</b>", "Two", "Three"), progress)
    ids = [str(one.message_id) for one in api.world.sent]
    assert texts(api) == ["One", "Two", "Three"]
    assert not any(one.preview for one in api.world.sent)
    assert receipt.reference == " ".join(ids)
    assert progress.calls == [(n, " ".join(ids[:n])) for n in (1, 2, 3)]


async def test_sending_is_resumed_at_the_first_part_that_is_not_out(
    api: BotApi, channel: TelegramChannel, chat_message: Make
) -> None:
    """What is out is not sent again, and its id is kept."""
    progress = Progress()
    receipt = await channel.send(chat_message("One", "Two", "Three", next_part=1, reference="90"), progress)
    assert texts(api) == ["Two", "Three"]
    assert receipt.reference.split()[0] == "90"
    assert [parts for parts, _ in progress.calls] == [2, 3]


async def test_nothing_is_sent_when_every_part_is_out(
    api: BotApi, channel: TelegramChannel, chat_message: Make
) -> None:
    """Only the record of it was missing."""
    receipt = await channel.send(chat_message("One", next_part=1, reference="90"), Progress())
    assert (receipt.reference, api.requests) == ("90", [])


async def test_an_error_of_the_record_stops_the_message(
    api: BotApi, channel: TelegramChannel, chat_message: Make
) -> None:
    """Whoever lost the claim must not go on."""
    with pytest.raises(StoreError):
        await channel.send(chat_message("One", "Two"), Progress(fails=1))
    assert texts(api) == ["One"]


async def test_a_forum_topic_gets_its_messages(api: BotApi, channel: TelegramChannel, chat_message: Make) -> None:
    """The thread is part of the address."""
    api.group(-100, topics={7: "Weather"})
    await channel.send(chat_message("One", chat=-100, thread=7), unrecorded)
    assert api.world.sent[0].thread == 7


async def test_a_public_channel_is_found_by_its_name(api: BotApi, channel: TelegramChannel, chat_message: Make) -> None:
    """As the config may write it."""
    api.group(-100, kind="channel", username="levant", bot="administrator")
    await channel.send(chat_message("One", chat="@levant"), unrecorded)
    assert api.world.sent[0].chat_id == -100


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"blocked": True}, "the reader blocked the bot"),
        ({"deactivated": True}, "the reader's account was deleted"),
        ({"started": False}, "the reader never wrote to the bot"),
    ],
)
async def test_a_person_out_of_reach_is_an_address_error_after_one_attempt(
    api: BotApi, channel: TelegramChannel, chat_message: Make, state: dict[str, bool], reason: str
) -> None:
    """In plain words; the address is paused, not suppressed."""
    api.user(5, **state)
    await refused(channel, chat_message("One", "Two"), reason)
    assert api.requests == ["sendMessage"]


@pytest.mark.parametrize(
    ("state", "thread", "reason"),
    [
        ({"bot": "kicked"}, None, "the bot was removed"),
        ({"bot": "left"}, None, "not a member"),
        ({"kind": "channel"}, None, "may not write"),
        ({"may_write": False}, None, "may not write"),
        ({"refusal": "CHAT_WRITE_FORBIDDEN"}, None, "may not write"),
        ({"refusal": "TOPIC_CLOSED"}, None, "topic is closed"),
        ({"topics": {7: "Weather"}}, 8, "no such forum topic"),
    ],
)
async def test_a_group_out_of_reach_is_an_address_error_after_one_attempt(
    api: BotApi, channel: TelegramChannel, chat_message: Make, state: dict[str, Any], thread: int | None, reason: str
) -> None:
    """In plain words; the address is paused, not suppressed."""
    api.group(-100, **state)
    await refused(channel, chat_message("One", chat=-100, thread=thread), reason)
    assert api.requests == ["sendMessage"]


@pytest.mark.parametrize("chat", [6, "@nobody_here", "nonsense"])
async def test_an_unknown_chat_is_an_address_error(channel: TelegramChannel, chat_message: Make, chat: Any) -> None:
    """Whatever it is called."""
    await refused(channel, chat_message("One", chat=chat), "no such chat")


async def refused(channel: TelegramChannel, message: Message, reason: str) -> None:
    with pytest.raises(AddressError, match=reason) as caught:
        await channel.send(message, unrecorded)
    assert (caught.value.permanent, caught.value.suppress) == (True, False)


async def test_a_chat_that_moved_is_followed_and_told(
    api: BotApi, channel: TelegramChannel, chat_message: Make
) -> None:
    """The part goes to the new chat at once, and so do those after it."""
    group = api.group(-7, kind="group")
    await api.upgrades(api.world.users[5], group, -1007)
    receipt = await channel.send(chat_message("One", "Two", chat=-7), unrecorded)
    assert receipt.moved_to == Address(channel="telegram", value="-1007")
    assert [(one.chat_id, one.text) for one in api.world.sent] == [(-1007, "One"), (-1007, "Two")]
    assert api.requests == ["sendMessage"] * 3


async def test_a_chat_that_moves_forever_is_not_followed_forever(
    api: BotApi, channel: TelegramChannel, chat_message: Make
) -> None:
    """Once a message."""
    api.group(-7, migrated_to=-8)
    api.group(-8, migrated_to=-7)
    with pytest.raises(DeliveryError, match="moved twice"):
        await channel.send(chat_message("One", chat=-7), unrecorded)


async def test_markup_that_is_refused_goes_out_once_as_plain_text_and_the_admin_is_told(
    api: BotApi, channel: TelegramChannel, chat_message: Make
) -> None:
    """Only that part; the text is the reader's, without a tag in it."""
    receipt = await channel.send(chat_message("<b>One</b>", "<b>Two &amp; <h1>half</h1>", "<i>Three</i>"), unrecorded)
    assert texts(api) == ["One", "Two & half", "Three"]
    assert [one.parse_mode for one in api.world.sent] == ["HTML", "", "HTML"]
    assert receipt.note.startswith("message 2 went out without its formatting: ")
    assert receipt.note.endswith('unsupported start tag "h1" at byte offset 13')
    assert len(api.requests) == 4


async def test_plain_text_keeps_to_the_limit_too(api: BotApi, channel: TelegramChannel, chat_message: Make) -> None:
    """4,096 UTF-16 units, whatever the letters."""
    await channel.send(chat_message("<h1>" + "🏟 " * 3000 + "</h1>"), unrecorded)
    assert 3_900 < len(texts(api)[0].encode("utf-16-le")) // 2 <= 4_096


@pytest.mark.parametrize(("content", "words"), [("x" * 4_097, "too long"), (" ", "empty"), ("<h1> </h1>", "empty")])
async def test_a_message_that_is_refused_fails_for_good(
    api: BotApi, channel: TelegramChannel, chat_message: Make, content: str, words: str
) -> None:
    """The stories go back to the reader; the address is not to blame."""
    with pytest.raises(DeliveryError, match=words) as caught:
        await channel.send(chat_message(content), unrecorded)
    assert type(caught.value) is DeliveryError
    assert caught.value.permanent is True


async def test_an_issue_without_a_message_for_a_chat_fails_for_good(
    channel: TelegramChannel, chat_message: Make
) -> None:
    """There is nothing to send."""
    with pytest.raises(DeliveryError, match="no message for a chat"):
        await channel.send(chat_message(), unrecorded)


@pytest.mark.parametrize("token", ["1:wrong", "nonsense", "", "two\nlines"])
async def test_a_wrong_token_is_the_channels_trouble_and_names_the_setting(
    make_channel: MakeChannel, chat_message: Make, token: str
) -> None:
    """No delivery is blamed."""
    with pytest.raises(ChannelError, match=r"telegram\.token_env"):
        await make_channel(token=token).send(chat_message("One"), unrecorded)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}', ChannelError),
        (503, b"<html>busy</html>", ChannelError),
        (301, b"", ChannelError),
        (403, b"<html>The proxy forbids this</html>", ChannelError),
        (400, b"<html>Bad Request</html>", ChannelError),
        (502, b"<html>Bad Gateway</html>", UncertainError),
        (504, b"", UncertainError),
        (200, b"<html>Please log in to this network</html>", UncertainError),
        (200, b'{"ok":true}', UncertainError),
        (200, b'{"ok":true,"result":{}}', UncertainError),
        (200, b"[" * 100_000, UncertainError),
        (409, b'{"ok":false,"error_code":409,"description":"Conflict: x"}', ChannelError),
    ],
)
async def test_answers_of_a_server_in_trouble_never_blame_an_address(
    api: BotApi, channel: TelegramChannel, chat_message: Make, status: int, body: bytes, error: type[DeliveryError]
) -> None:
    """Whoever stands in between says nothing about the reader; a gateway may have passed the message on."""
    api.answer(status, body)
    with pytest.raises(DeliveryError) as caught:
        await channel.send(chat_message("One"), unrecorded)
    assert type(caught.value) is error
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("when", ["before", "after", "midway"])
async def test_a_connection_cut_after_the_request_was_written_leaves_it_uncertain(
    api: BotApi, channel: TelegramChannel, chat_message: Make, when: Any
) -> None:
    """Nobody can know; nothing is repeated by itself."""
    api.cut(when)
    with pytest.raises(UncertainError):
        await channel.send(chat_message("One"), unrecorded)
    assert api.requests == ["sendMessage"]
    await channel.send(chat_message("Two"), unrecorded)
    assert texts(api)[-1] == "Two"


async def test_an_answer_that_comes_too_late_is_uncertain(
    api: BotApi, make_channel: MakeChannel, chat_message: Make
) -> None:
    """The message was accepted all the same."""
    api.delay(5)
    with pytest.raises(UncertainError):
        await make_channel(read=0.2).send(chat_message("One"), unrecorded)
    assert texts(api) == ["One"]


async def test_a_server_that_is_down_is_the_channels_trouble_until_it_is_back(
    api: BotApi, channel: TelegramChannel, chat_message: Make
) -> None:
    """Surely nothing was sent."""
    await api.go_down()
    with pytest.raises(ChannelError, match=r"127\.0\.0\.1 cannot be reached"):
        await channel.send(chat_message("One"), unrecorded)
    await api.come_back()
    assert (await channel.send(chat_message("One"), unrecorded)).reference


async def test_a_name_that_leads_nowhere_is_the_channels_trouble(make_channel: MakeChannel, chat_message: Make) -> None:
    """It is named."""
    with pytest.raises(ChannelError, match=r"nowhere\.invalid cannot be reached"):
        await make_channel(url="http://nowhere.invalid").send(chat_message("One"), unrecorded)


async def test_a_flood_holds_the_whole_bot_to_the_second_without_another_hit(
    api: BotApi, make_channel: MakeChannel, chat_message: Make
) -> None:
    """One 429, then silence: what is asked meanwhile is told how long it takes, and the server hears nothing."""
    api.user(6)
    channel = make_channel()
    api.answer(429, "Too Many Requests: retry after 40", parameters={"retry_after": 40})
    with pytest.raises(ChannelError) as caught:
        await channel.send(chat_message("One"), unrecorded)
    assert caught.value.retry_after is not None
    assert timedelta(seconds=39) < caught.value.retry_after <= timedelta(seconds=40)
    with pytest.raises(ChannelError):
        await channel.send(chat_message("One", chat=6), unrecorded)
    assert api.requests == ["sendMessage"]


async def test_a_short_flood_is_waited_out(api: BotApi, channel: TelegramChannel, chat_message: Make) -> None:
    """And nobody has to try again."""
    api.flood(0.9)
    await channel.send(chat_message("One", "Two"), unrecorded)
    assert texts(api) == ["One", "Two"]
    assert len(api.violations) == 1


async def test_a_crowd_that_waits_out_a_flood_does_not_come_back_all_at_once(
    api: BotApi, make_channel: MakeChannel, chat_message: Make
) -> None:
    """The server's own limits hold: only what was on its way when the flood began is refused."""
    for chat in range(10, 50):
        api.user(chat)
    channel = make_channel(pace=Pace())
    await channel.send(chat_message("One", chat=10), unrecorded)
    api.limits = True
    api.flood(1)
    sends = [channel.send(chat_message("One", chat=chat), unrecorded) for chat in range(11, 50)]
    await asyncio.gather(*sends)
    assert len(api.world.sent) == 40
    assert len(api.violations) == 1


async def test_replies_go_before_issues(api: BotApi, make_channel: MakeChannel, chat_message: Make) -> None:
    """Somebody waits for them; forty readers of an issue do not notice."""
    for chat in range(10, 51):
        api.user(chat)
    channel = make_channel(pace=Pace())
    sends = [asyncio.create_task(channel.send(chat_message("Issue", chat=chat), unrecorded)) for chat in range(10, 50)]
    await api.until(lambda: len(api.world.sent) >= 2)
    await channel._bot.send_message(50, "Reply", rate_limit_args=Lane.REPLY)
    place = texts(api).index("Reply")
    await asyncio.gather(*sends)
    assert place < 10


async def test_a_token_of_one_letter_is_found_in_no_answer(make_channel: MakeChannel, chat_message: Make) -> None:
    """A server of one's own may have such; hiding it must not spoil what the server says."""
    async with BotApi(token="1") as api:
        api.user(5)
        receipt = await make_channel(token="1", url=api.url).send(chat_message("One"), unrecorded)
        assert receipt.reference == str(api.world.sent[0].message_id)


async def test_probing_names_the_bot(channel: TelegramChannel) -> None:
    """`check --online` shows it."""
    assert await channel.probe() == "bot @levant_bot answers"


async def test_probing_says_what_is_wrong(api: BotApi, make_channel: MakeChannel) -> None:
    """A wrong token and a dead server have their own words."""
    with pytest.raises(ChannelError, match="token"):
        await make_channel(token="1:wrong").probe()
    channel = make_channel()
    await api.go_down()
    with pytest.raises(ChannelError, match="cannot be reached"):
        await channel.probe()
