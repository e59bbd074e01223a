"""What people do in chats: each becomes an update that waits for the bot."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from engines.bot_api.chats import Chat, Topic, User, chat_json, member_json, user_json
from engines.bot_api.world import World

__all__ = ["People"]


class People:
    """Make users, chats, and what they do. Mixed into the server; `world` is the server's."""

    world: World
    _queries: Iterator[int] = itertools.count(1)

    def user(self, user_id: int, name: str = "Dana", **state: Any) -> User:
        """Make a user and their private chat with the bot (`started`, `blocked`, `deactivated`, `language`)."""
        user = self.world.users[user_id] = User(user_id, name, **state)
        self.world.chats[user_id] = Chat(user_id, user=user)
        return user

    def group(self, chat_id: int, title: str = "Newsroom", *, kind: str = "supergroup", **state: Any) -> Chat:
        """Make a group, supergroup or channel; `topics={7: "Weather"}` makes it a forum."""
        topics = {number: Topic(name) for number, name in state.pop("topics", {}).items()}
        chat = self.world.chats[chat_id] = Chat(chat_id, kind, title, topics=topics, **state)
        return chat

    async def types(self, user: User, text: str, *, chat: Chat | None = None, thread: int | None = None) -> int:
        """Let a user type a line, in private or in a group; give the id of the update."""
        user.started = user.started or chat is None
        return await self.world.enqueue("message", self._typed(text, chat, user, thread))

    async def posts(self, channel: Chat, text: str) -> int:
        """Post in a channel, which only its administrators can."""
        return await self.world.enqueue("channel_post", self._typed(text, channel, None, None))

    async def types_as_group(self, group: Chat, text: str) -> int:
        """Let an administrator type who stays anonymous behind the group's name."""
        message = self._typed(text, group, User(1_087_968_824, "Group"), None)
        return await self.world.enqueue("message", message | {"sender_chat": chat_json(group)})

    async def presses(self, user: User, message_id: int, button: str, *, chat: Chat | None = None) -> str:
        """Let a user press the button with this text (or forge data that no button has); give the query's id."""
        where = chat or self.world.chats[user.id]
        sent = self.world.message(where.id, message_id)
        assert sent is not None, "no such message"
        query = str(next(self._queries))
        self.world.open_queries.add(query)
        content = {
            "id": query,
            "from": user_json(user),
            "message": self.world.message_json(sent),
            "chat_instance": "1",
            "data": sent.buttons.get(button, button),
        }
        await self.world.enqueue("callback_query", content)
        return query

    async def blocks(self, user: User) -> None:
        """Let a user block the bot."""
        user.blocked = True
        await self._own_status(self.world.chats[user.id], user, "member", "kicked")

    async def unblocks(self, user: User) -> None:
        """Let a user unblock the bot again."""
        user.blocked = False
        await self._own_status(self.world.chats[user.id], user, "kicked", "member")

    async def removes_bot(self, user: User, chat: Chat) -> None:
        """Let an administrator throw the bot out of a group."""
        before, chat.bot = chat.bot, "kicked"
        await self._own_status(chat, user, before, "kicked")

    async def upgrades(self, user: User, group: Chat, new_id: int) -> Chat:
        """Turn a group into a supergroup with another id; everybody moves there."""
        group.migrated_to = new_id
        supergroup = self.group(new_id, group.title, members=dict(group.members), bot=group.bot)
        await self.world.enqueue("message", self._typed("", group, user, None) | {"migrate_to_chat_id": new_id})
        return supergroup

    async def _own_status(self, chat: Chat, user: User, before: str, after: str) -> None:
        change = {
            "chat": chat_json(chat),
            "from": user_json(user),
            "date": 1_781_584_200,
            "old_chat_member": member_json(self.world.bot, before),
            "new_chat_member": member_json(self.world.bot, after),
        }
        await self.world.enqueue("my_chat_member", change)

    def _typed(self, text: str, chat: Chat | None, user: User | None, thread: int | None) -> dict[str, Any]:
        where = chat or (self.world.chats[user.id] if user else None)
        assert where is not None
        message: dict[str, Any] = {
            "message_id": next(self.world.message_ids),
            "date": 1_781_584_200,
            "chat": chat_json(where),
        }
        if user is not None:
            message["from"] = user_json(user)
        if text:
            message["text"] = text
        if command := re.match(r"/\w+(?:@\w+)?", text):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command[0])}]
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        return message
