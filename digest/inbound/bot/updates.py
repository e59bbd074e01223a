"""Updates: read who asks what, let `commands` decide and do it, and say the answer.

Read `on_update`. What Telegram refuses of an answer changes nothing of what was done: it is logged in a line.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeAlias

import structlog
from telegram import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from telegram import Message as Incoming
from telegram.constants import ChatMemberStatus, ChatType, ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from digest.errors import DigestError
from digest.inbound.bot.access import may_ask
from digest.inbound.bot.asking import Command, read_command
from digest.inbound.bot.buttons import read_press
from digest.inbound.bot.commands import COMMANDS, Pressed, answer, press
from digest.inbound.bot.needs import Needs
from digest.inbound.bot.visit import begin_visit
from digest.inbound.bot.words import Reply, Words, words_for
from digest.model import Address
from digest.text import clean, shorten

__all__ = ["make_handler"]

Bot: TypeAlias = ExtBot[Any]
_LONGEST_NAME: Final = 100
_LONGEST_WORD: Final = 200
_OUT: Final = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

log = structlog.get_logger()


def make_handler(needs: Needs) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
    """Make what answers every update."""

    async def on_update(update: Update, context: Any) -> None:
        try:
            await _handle(needs, context.bot, update)
        except TelegramError as error:
            log.warning("bot.unanswered", reason=shorten(clean(error.message), _LONGEST_WORD))

    return on_update


async def _handle(needs: Needs, bot: Bot, update: Update) -> None:
    message = update.message or update.channel_post
    if update.my_chat_member is not None:
        await _on_own_status(needs, update.my_chat_member)
    elif update.callback_query is not None:
        await _on_press(needs, bot, update.callback_query)
    elif message is not None and message.migrate_to_chat_id is not None:
        await _on_move(needs, message.chat.id, message.migrate_to_chat_id)
    elif message is not None:
        await _on_message(needs, bot, message)


async def _on_message(needs: Needs, bot: Bot, message: Incoming) -> None:
    """Answer a command; plain text only in a chat of somebody's own."""
    command = read_command(message.text or "", bot.username)
    private = message.chat.type == ChatType.PRIVATE
    if not _concerns_us(command, private=private):
        return
    address = _address(message)
    if not await may_ask(bot, message.chat, message.from_user, message):
        words = words_for((), needs.settings)
        await _say(bot, address, Reply(text=words.gettext("Only administrators of this chat can do that.")))
        return
    asked = command or Command(name="help")
    reply = await _answered(needs, address, _name(message), asked)
    if reply is not None:
        await _say(bot, address, reply)


def _concerns_us(command: Command | None, *, private: bool) -> bool:
    """In a group other people, and other bots, are talked to as well."""
    return private or (command is not None and (command.named or command.name in COMMANDS))


async def _answered(needs: Needs, address: Address, name: str, asked: Command) -> Reply | None:
    try:
        visit = await begin_visit(needs, address, name)
        return await answer(visit, asked.name, asked.argument)
    except DigestError as error:
        log.warning("bot.failed", command=asked.name, reason=str(error))
        return Reply(text=_sorry(words_for((), needs.settings)))


async def _on_press(needs: Needs, bot: Bot, query: CallbackQuery) -> None:
    """Do what a button is for, in the chat of its message and nowhere else."""
    message = query.message if isinstance(query.message, Incoming) else None
    words = words_for((), needs.settings)
    if message is None:  # too old for Telegram to say where it stood
        await _pop_up(bot, query, words.gettext("This is out of date; please ask again."))
        return
    if not await may_ask(bot, message.chat, query.from_user):
        await _pop_up(bot, query, words.gettext("Only administrators of this chat can do that."))
        return
    done = await _pressed(needs, _address(message), _name(message), query.data or "", words)
    if done.message is not None:
        await _redraw(bot, message, done.message)
    await _pop_up(bot, query, done.word)


async def _pressed(needs: Needs, address: Address, name: str, data: str, words: Words) -> Pressed:
    try:
        return await press(await begin_visit(needs, address, name), read_press(data))
    except DigestError as error:
        log.warning("bot.failed", command="button", reason=str(error))
        return Pressed(word=_sorry(words))


async def _on_own_status(needs: Needs, change: ChatMemberUpdated) -> None:
    """Pause a chat that shut the bot out; coming back is theirs to ask for."""
    if change.new_chat_member.status not in _OUT:
        return
    blocked = change.chat.type == ChatType.PRIVATE
    reason = "the reader blocked the bot" if blocked else "the bot was removed from this chat"
    address = Address(channel="telegram", value=str(change.chat.id))
    await asyncio.to_thread(needs.store.readers.pause, address, reason)


async def _on_move(needs: Needs, old_id: int, new_id: int) -> None:
    """Follow a group that became a supergroup."""
    old, new = (Address(channel="telegram", value=str(chat_id)) for chat_id in (old_id, new_id))
    await asyncio.to_thread(needs.store.readers.move, old, new)


async def _say(bot: Bot, address: Address, reply: Reply) -> None:
    await bot.send_message(
        chat_id=address.value,
        text=reply.text,
        parse_mode=ParseMode.HTML,
        message_thread_id=address.thread,
        reply_markup=_keyboard(reply),
        link_preview_options=_NO_PREVIEW,
    )


async def _redraw(bot: Bot, message: Incoming, reply: Reply) -> None:
    """Show a message anew; that it looks like that already is no mistake."""
    try:
        await bot.edit_message_text(
            chat_id=message.chat.id,
            message_id=message.message_id,
            text=reply.text,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(reply),
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


async def _pop_up(bot: Bot, query: CallbackQuery, word: str) -> None:
    """End the waiting of a button, with a word in plain text; one that waited too long needs none any more."""
    try:
        await bot.answer_callback_query(query.id, text=shorten(html.unescape(word), _LONGEST_WORD) or None)
    except BadRequest as error:
        log.info("bot.late", reason=shorten(clean(error.message), _LONGEST_WORD))


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(button.text, callback_data=button.data)] for button in reply.buttons]
    return InlineKeyboardMarkup(rows) if rows else None


def _address(message: Incoming) -> Address:
    """The chat and, in a forum, the topic where something stands."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Address(channel="telegram", value=str(message.chat.id), thread=thread)


def _name(message: Incoming) -> str:
    return shorten(clean(message.chat.effective_name or ""), _LONGEST_NAME)


def _sorry(words: Words) -> str:
    return words.gettext("That did not work; please try again later.")
