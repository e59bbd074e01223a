"""A chat server, and the Telegram channel that talks to it as fast as it can."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from engines.bot_api import BotApi

from digest.channels.telegram import Lanes, Pace, TelegramChannel, Timeouts
from digest.model import Address, Message, Part, Secret, TelegramSettings

FAST = Pace(per_second=0, chat_per_second=0, group_per_minute=0)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        server.user(5)
        yield server


@pytest.fixture
async def make_channel(api: BotApi) -> AsyncIterator[Callable[..., TelegramChannel]]:
    """Make channels; `pace`, `timeouts` and the token are what a test names."""
    made: list[TelegramChannel] = []

    def make(*, token: str = api.token, pace: Pace = FAST, url: str = "", **timeouts: float) -> TelegramChannel:
        settings = TelegramSettings(token=Secret(token), api_url=url or api.url)
        made.append(TelegramChannel(settings=settings, lanes=Lanes(pace), timeouts=Timeouts(**timeouts)))
        return made[-1]

    yield make
    for channel in made:
        async with channel:
            pass


@pytest.fixture
def channel(make_channel: Callable[..., TelegramChannel]) -> TelegramChannel:
    return make_channel()


@pytest.fixture
def chat_message() -> Callable[..., Message]:
    """Make a message of these parts to a chat."""

    def make(*contents: str, chat: int | str = 5, thread: int | None = None, **other: Any) -> Message:
        parts = tuple(
            Part(form="telegram", name="message", content=content, position=position)
            for position, content in enumerate(contents)
        )
        known: dict[str, Any] = {
            "delivery_id": 1,
            "message_id": "<1@digest.example.org>",
            "digest_id": "morning",
            "slot_label": "2026-06-16T07:30",
            "slot_instant": datetime(2026, 6, 16, 4, 30, tzinfo=UTC),
            "address": Address(channel="telegram", value=str(chat), thread=thread),
            "parts": (Part(form="web", name="page", content="<p>Page</p>"), *parts),
        }
        return Message(**(known | other))

    return make
