"""The bot's token stands in the path of every request, and comes out nowhere."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable

import pytest
from engines.bot_api import BotApi

from digest.channels.telegram import TelegramChannel
from digest.errors import DeliveryError
from digest.model import Message
from digest.pipeline.messages import unrecorded

LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy", "telegram", "asyncio")


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture, channel: TelegramChannel) -> pytest.LogCaptureFixture:
    """Every log line there is, once the channel has set its own levels."""
    for name in ("", *LOGGERS):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


async def test_nothing_that_is_logged_raised_or_printed_holds_the_token(
    api: BotApi,
    channel: TelegramChannel,
    chat_message: Callable[..., Message],
    everything: pytest.LogCaptureFixture,
) -> None:
    """With every library at DEBUG, tracebacks included, and a server that repeats the whole request."""
    echo = f"<html>/bot{api.token}/sendMessage was not found</html>".encode()
    shown = [repr(channel), repr(channel._bot), str(channel._bot)]
    for status in (200, 301, 400, 403, 404, 409, 429, 500, 502):
        api.answer(status, echo)
        shown.append(await failure(channel, chat_message("One")))
    for times, description in enumerate(("no", "can't parse entities:"), 1):
        api.answer(400, f"Bad Request: {description} {api.token}", times=times)
        shown.append(await failure(channel, chat_message("One")))
    api.cut("after")
    shown.append(await failure(channel, chat_message("One")))
    await channel.send(chat_message("One"), unrecorded)
    await channel.probe()
    await api.go_down()
    shown.append(await failure(channel, chat_message("One")))
    lines = [f"{record.getMessage()} {record.exc_text or ''}" for record in everything.records]
    assert len(lines) > 50
    assert [line for line in (*lines, everything.text, *shown) if holds(line, api.token)] == []
    assert any("HTTP Request: POST" in line and "/bot…/sendMessage" in line for line in lines)


async def test_a_server_that_is_an_echo_shows_no_token_either(
    channel: TelegramChannel,
    chat_message: Callable[..., Message],
    api: BotApi,
    everything: pytest.LogCaptureFixture,
) -> None:
    """An error of the HTTP library may quote what it could not read."""
    await api.go_down()
    server = await _echo(api)
    async with server:
        said = await failure(channel, chat_message("One"))
    assert not holds(said + everything.text, api.token)
    assert "UncertainError" in said


async def _echo(api: BotApi) -> asyncio.Server:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline() + b"\r\n\r\n")
        await writer.drain()
        writer.close()

    return await asyncio.start_server(echo, "127.0.0.1", api._port)


def holds(text: str, token: str) -> bool:
    """Whatever the case: libraries change it."""
    return token.partition(":")[2].lower() in text.lower()


async def failure(channel: TelegramChannel, message: Message) -> str:
    """The whole traceback of a send that fails, causes included."""
    with pytest.raises(DeliveryError) as caught:
        await channel.send(message, unrecorded)
    channel.lanes._silent_until = 0.0  # what a 429 began is not what is tested here
    return "".join(traceback.format_exception(caught.value))


def test_the_http_library_logs_addresses_only_where_an_admin_wants_them(channel: TelegramChannel) -> None:
    """By itself it would log every request at INFO."""
    assert logging.getLogger("httpx").getEffectiveLevel() == logging.WARNING
