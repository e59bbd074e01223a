"""Who may ask: anybody in a chat of their own, only administrators in groups and channels."""

from __future__ import annotations

from typing import Any, Final

from telegram import Chat, Message, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot

__all__ = ["may_ask"]

_RULING: Final = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


async def may_ask(bot: ExtBot[Any], chat: Chat, user: User | None, message: Message | None = None) -> bool:
    """Tell whether somebody may use the bot for this chat; in doubt they may not.

    Who posts in a channel is one of its administrators, and so is who writes in the name of the group itself.
    """
    if chat.type == ChatType.PRIVATE:
        return True
    if message is not None and message.sender_chat is not None:
        return message.sender_chat.id == chat.id and not message.is_automatic_forward
    if message is not None and chat.type == ChatType.CHANNEL:
        return True
    if user is None:
        return False
    try:
        member = await bot.get_chat_member(chat.id, user.id)
    except TelegramError:
        return False
    return member.status in _RULING
