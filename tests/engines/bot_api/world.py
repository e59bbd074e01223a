"""What the server keeps: chats, messages, updates, and a record of all that was accepted."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engines.bot_api.chats import Chat, RefusedError, User, chat_json
from engines.bot_api.markup import Entity

__all__ = ["Sent", "World"]


@dataclass
class Sent:
    """A message that was accepted, as it stands now; `lost` is what was dropped from it in silence.

    `moment` is the loop's time at which it was accepted, `edits` how often it was edited since.
    """

    message_id: int
    chat_id: int
    thread: int | None
    text: str
    entities: tuple[Entity, ...]
    lost: tuple[str, ...]
    markup: dict[str, Any] | None
    preview: bool
    reply_to: int | None
    parse_mode: str
    moment: float
    edits: int = 0

    @property
    def buttons(self) -> dict[str, str]:
        """The data of each inline button by its text."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return {button["text"]: button.get("callback_data", button.get("url", "")) for row in rows for button in row}

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(entity.url for entity in self.entities if entity.type == "text_link")


@dataclass
class World:
    """Everything that outlives a request."""

    bot: dict[str, Any]
    chats: dict[int, Chat] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    open_queries: set[str] = field(default_factory=set)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    message_ids: Iterator[int] = field(default_factory=lambda: itertools.count(100))
    update_ids: Iterator[int] = field(default_factory=lambda: itertools.count(7_000))

    def chat(self, chat_id: Any) -> Chat:
        """Find a chat by its id or @name, or raise RefusedError."""
        name = str(chat_id)
        for chat in self.chats.values():
            if name == str(chat.id) or (chat.username and name == f"@{chat.username}"):
                return chat
        raise RefusedError(400, "Bad Request: chat not found")

    def message(self, chat_id: Any, message_id: Any) -> Sent | None:
        return next(
            (one for one in self.sent if str(one.chat_id) == str(chat_id) and str(one.message_id) == str(message_id)),
            None,
        )

    def to(self, chat_id: int) -> list[Sent]:
        """The messages that a chat holds, in the order they were accepted."""
        return [one for one in self.sent if one.chat_id == chat_id]

    async def tell(self) -> None:
        """Wake whoever waits for something to happen."""
        async with self.news:
            self.news.notify_all()

    async def enqueue(self, kind: str, content: dict[str, Any]) -> int:
        """Add an update; give its id."""
        update_id = next(self.update_ids)
        self.updates.append({"update_id": update_id, kind: content})
        await self.tell()
        return update_id

    def message_json(self, one: Sent) -> dict[str, Any]:
        """An accepted message as the API gives it back."""
        chat = self.chat(one.chat_id)
        found: dict[str, Any] = {
            "message_id": one.message_id,
            "date": 1_781_584_200,
            "chat": chat_json(chat),
            "from": self.bot,
            "text": one.text,
            "entities": [_entity_json(entity) for entity in one.entities],
        }
        if one.thread is not None:
            found |= {"message_thread_id": one.thread, "is_topic_message": True}
        if one.markup:
            found["reply_markup"] = one.markup
        return found


def _entity_json(entity: Entity) -> dict[str, Any]:
    found: dict[str, Any] = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    if entity.type == "text_link":
        found["url"] = entity.url
    return found
