"""Users, groups, forum topics and channels, and who may write where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Chat", "RefusedError", "Topic", "User", "chat_json", "check_may_write", "member_json"]

ADMIN_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]


class RefusedError(Exception):
    """Carry what the server answers instead of a result."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        self.status, self.description, self.parameters = status, description, parameters
        super().__init__(f"{status} {description}")


@dataclass
class User:
    """A person. Only who `started` the bot can be written to."""

    id: int
    name: str = "Dana"
    language: str = "en"
    started: bool = True
    blocked: bool = False
    deactivated: bool = False


@dataclass
class Topic:
    """A topic of a forum."""

    name: str
    closed: bool = False
    deleted: bool = False


@dataclass
class Chat:
    """A chat. `bot` is the bot's own status in it, `refusal` a code that every message is refused with.

    `members` are statuses by user id: creator, administrator, member, restricted, left, kicked.
    """

    id: int
    kind: str = "private"
    title: str = ""
    username: str = ""
    user: User | None = None
    bot: str = "member"
    may_write: bool = True
    refusal: str = ""
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None


def check_may_write(chat: Chat, thread: int | None) -> None:
    """Raise RefusedError, in the server's words, where the bot may not write."""
    if chat.user is not None:
        _check_user(chat.user)
    elif chat.migrated_to is not None:
        description = "Bad Request: group chat was upgraded to a supergroup chat"
        raise RefusedError(400, description, migrate_to_chat_id=chat.migrated_to)
    elif chat.bot == "kicked":
        raise RefusedError(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
    elif chat.bot == "left":
        raise RefusedError(403, f"Forbidden: bot is not a member of the {chat.kind} chat")
    elif chat.kind == "channel" and chat.bot != "administrator":
        raise RefusedError(400, "Bad Request: need administrator rights in the channel chat")
    if chat.refusal:
        raise RefusedError(400, f"Bad Request: {chat.refusal}")
    if not chat.may_write:
        raise RefusedError(400, "Bad Request: not enough rights to send text messages to the chat")
    if thread is not None:
        _check_topic(chat.topics.get(thread))


def _check_user(user: User) -> None:
    if user.deactivated:
        raise RefusedError(403, "Forbidden: user is deactivated")
    if not user.started:
        raise RefusedError(403, "Forbidden: bot can't initiate conversation with a user")
    if user.blocked:
        raise RefusedError(403, "Forbidden: bot was blocked by the user")


def _check_topic(topic: Topic | None) -> None:
    if topic is None:
        raise RefusedError(400, "Bad Request: message thread not found")
    if topic.deleted:
        raise RefusedError(400, "Bad Request: TOPIC_DELETED")
    if topic.closed:
        raise RefusedError(400, "Bad Request: TOPIC_CLOSED")


def chat_json(chat: Chat) -> dict[str, Any]:
    """A chat as updates and messages carry it."""
    if chat.user is not None:
        return {"id": chat.id, "type": "private", "first_name": chat.user.name}
    found: dict[str, Any] = {"id": chat.id, "type": chat.kind, "title": chat.title}
    if chat.username:
        found["username"] = chat.username
    if chat.topics:
        found["is_forum"] = True
    return found


def user_json(user: User) -> dict[str, Any]:
    """A user as updates carry them."""
    return {"id": user.id, "is_bot": False, "first_name": user.name, "language_code": user.language}


def member_json(user: dict[str, Any], status: str) -> dict[str, Any]:
    """A member of a chat with every field that the API promises for their status."""
    found: dict[str, Any] = {"user": user, "status": status}
    if status == "creator":
        found["is_anonymous"] = False
    elif status == "administrator":
        found |= dict.fromkeys(ADMIN_RIGHTS, False)
    elif status == "kicked":
        found["until_date"] = 0
    return found
