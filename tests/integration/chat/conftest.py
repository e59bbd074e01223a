"""A chat server, and the Telegram channel that talks to it as fast as it can."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from engines.bot_api import BotApi, Chat, Sent, User

from digest.app import App, answering_bot, open_app
from digest.channels.telegram import Lanes, Pace, TelegramChannel, Timeouts
from digest.model import (
    Address,
    Digest,
    Feed,
    FetchState,
    Message,
    ParsedEntry,
    ParsedFeed,
    Part,
    Secret,
    Settings,
    Site,
    StoreSettings,
    Subscription,
    TelegramSettings,
    Topic,
)
from digest.store import open_store

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


# --- a site whose bot answers ------------------------------------------------------------------------


TIES = Topic(id="ties", name="Israel–Turkey <ties>", any=("Ankara",))
FIRES = Topic(id="fires", name="Fires", any=("fire",))
DIGESTS = (
    Digest(id="morning", name="Morning <digest>", timezone=ZoneInfo("Europe/Istanbul"), topics=("ties", "fires")),
    Digest(id="all", name="The whole day", timezone=ZoneInfo("UTC")),
)


@dataclass
class Desk:
    """A site, its chat server, and a reader called Dana."""

    app: App
    api: BotApi
    dana: User

    def subscriptions(self, chat: int = 5, thread: int | None = None) -> tuple[Subscription, ...]:
        return self.app.store.readers.at(Address(channel="telegram", value=str(chat), thread=thread))

    def got(self, chat: int = 5, thread: int | None = None) -> dict[str, str]:
        """What an address gets: statuses by digest."""
        return {one.digest_id: one.status for one in self.subscriptions(chat, thread)}

    def hear(self, title: str) -> None:
        """Let a feed tell something new."""
        (feed,) = self.app.store.feeds.followed()
        now = datetime.now(UTC)
        entry = ParsedEntry(keys=(title,), title=title, link="https://outlet.example/1", published=now, language="en")
        self.app.store.entries.ingest(
            feed.id,
            ParsedFeed(entries=(entry,)),
            FetchState(status="ok", succeeded_at=now),
            now=now,
            first_poll=DIGESTS[0].lookback,
        )

    async def ask(self, text: str, *, user: User | None = None, chat: Chat | None = None, **more: Any) -> Sent:
        """Type a line and give the next message that appears in that chat."""
        who = user or self.dana
        where = chat.id if chat else who.id
        before = len(self.api.world.to(where))
        await self.api.types(who, text, chat=chat, **more)
        await self.api.until(lambda: len(self.api.world.to(where)) > before)
        return self.api.world.to(where)[before]

    async def press(self, message: Sent, button: str, *, user: User | None = None, chat: Chat | None = None) -> str:
        """Press a button; give the word that pops up."""
        before = len(self.api.world.answers)
        await self.api.presses(user or self.dana, message.message_id, button, chat=chat)
        await self.api.until(lambda: len(self.api.world.answers) > before)
        return str(self.api.world.answers[before].get("text", ""))

    async def becomes(self, true: Callable[[], bool]) -> None:
        """Wait until something is true of the store."""
        async with asyncio.timeout(10):
            while not true():
                await asyncio.sleep(0.01)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was never used; making its schema takes longer than copying the file."""
    path = tmp_path_factory.mktemp("store") / "digest.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def site(tmp_path: Path, api: BotApi, empty_store: Path) -> Settings:
    shutil.copy(empty_store, tmp_path / "digest.db")
    return Settings(
        site=Site(title="Levant Desk"),
        store=StoreSettings(url=f"sqlite:///{tmp_path / 'digest.db'}"),
        telegram=TelegramSettings(token=Secret(api.token), api_url=api.url),
        feeds=(Feed(url="file:///wire.xml", name="Wire"),),
        topics=(TIES, FIRES),
        digests=DIGESTS,
    )


@pytest.fixture
async def app(site: Settings) -> AsyncIterator[App]:
    """The site, opened; its channel is as fast as it can be."""
    assert site.telegram is not None
    async with (
        open_app(site, datetime.now(UTC)) as opened,
        TelegramChannel(settings=site.telegram, lanes=Lanes(FAST)) as channel,
    ):
        yield replace(opened, channels={**opened.channels, "telegram": channel})


@pytest.fixture
async def desk(app: App, api: BotApi) -> AsyncIterator[Desk]:
    """The site with its bot running."""
    async with answering_bot(app):
        yield Desk(app=app, api=api, dana=api.world.users[5])
