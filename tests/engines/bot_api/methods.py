"""What each method of the API does: one function a method, from its parameters to its result."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from engines.bot_api.chats import Chat, RefusedError, chat_json, check_may_write, member_json, user_json
from engines.bot_api.keyboards import check_keyboard
from engines.bot_api.markup import MOST_UNITS, MarkupRefusedError, Parsed, parse_html, plain
from engines.bot_api.world import Sent, World

__all__ = ["METHODS"]

MOST_BYTES: Final = 32 * 1024
FULL_CHAT: Final = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}
Parameters = Mapping[str, Any]
Method = Callable[[World, Parameters], Awaitable[Any]]


async def get_me(world: World, _: Parameters) -> Any:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def nothing(_world: World, _: Parameters) -> Any:
    return True


async def send_message(world: World, given: Parameters) -> Any:
    parsed = _text(given)
    markup = check_keyboard(given.get("reply_markup"))
    chat = _destination(world, given)
    thread = _thread(given)
    check_may_write(chat, thread)
    reply_to = _reply_to(world, chat, given)
    sent = Sent(
        message_id=next(world.message_ids),
        chat_id=chat.id,
        thread=thread,
        text=parsed.text,
        entities=parsed.entities,
        lost=parsed.lost,
        markup=markup,
        preview=_preview(given),
        reply_to=reply_to,
        parse_mode=str(given.get("parse_mode") or ""),
        moment=asyncio.get_running_loop().time(),
    )
    world.sent.append(sent)
    await world.tell()
    return world.message_json(sent)


async def edit_message_text(world: World, given: Parameters) -> Any:
    parsed = _text(given)
    markup = check_keyboard(given.get("reply_markup"))
    sent = _to_edit(world, given)
    check_may_write(world.chat(sent.chat_id), None)
    if (sent.text, sent.entities, sent.markup) == (parsed.text, parsed.entities, markup):
        raise _not_modified()
    sent.text, sent.entities, sent.lost, sent.markup = parsed.text, parsed.entities, parsed.lost, markup
    return await _edited(world, sent)


async def edit_message_reply_markup(world: World, given: Parameters) -> Any:
    markup = check_keyboard(given.get("reply_markup"))
    sent = _to_edit(world, given)
    if sent.markup == markup:
        raise _not_modified()
    sent.markup = markup
    return await _edited(world, sent)


async def _edited(world: World, sent: Sent) -> Any:
    sent.edits += 1
    await world.tell()
    return world.message_json(sent)


async def answer_callback_query(world: World, given: Parameters) -> Any:
    query = str(given.get("callback_query_id", ""))
    if query not in world.open_queries:
        raise RefusedError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    if len(str(given.get("text", ""))) > 200:
        raise RefusedError(400, "Bad Request: MESSAGE_TOO_LONG")
    world.open_queries.discard(query)
    world.answers.append(dict(given))
    await world.tell()
    return True


async def set_my_commands(world: World, given: Parameters) -> Any:
    commands = given.get("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise RefusedError(400, "Bad Request: can't parse commands: expected an array")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise RefusedError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise RefusedError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands = commands
    return True


async def get_chat(world: World, given: Parameters) -> Any:
    return chat_json(world.chat(given.get("chat_id"))) | FULL_CHAT


async def get_chat_member(world: World, given: Parameters) -> Any:
    chat = _seen_from_inside(world.chat(given.get("chat_id")))
    user_id = int(given.get("user_id", 0))
    if user_id == world.bot["id"]:
        return member_json(world.bot, chat.bot)
    if user_id not in world.users:
        raise RefusedError(400, "Bad Request: user not found")
    return member_json(user_json(world.users[user_id]), chat.members.get(user_id, "left"))


async def get_chat_administrators(world: World, given: Parameters) -> Any:
    chat = _seen_from_inside(world.chat(given.get("chat_id")))
    if chat.user is not None:
        raise RefusedError(400, "Bad Request: there are no administrators in the private chat")
    return [
        member_json(user_json(world.users[user_id]), status)
        for user_id, status in chat.members.items()
        if status in {"creator", "administrator"}
    ]


async def send_chat_action(world: World, given: Parameters) -> Any:
    if given.get("action") not in {"typing", "upload_document"}:
        raise RefusedError(400, "Bad Request: wrong parameter action in request")
    check_may_write(_destination(world, given), _thread(given))
    return True


def _seen_from_inside(chat: Chat) -> Chat:
    if chat.bot in {"left", "kicked"}:
        raise RefusedError(403, f"Forbidden: bot is not a member of the {chat.kind} chat")
    return chat


def _destination(world: World, given: Parameters) -> Chat:
    if given.get("chat_id") in (None, ""):
        raise RefusedError(400, "Bad Request: chat_id is empty")
    return world.chat(given["chat_id"])


def _thread(given: Parameters) -> int | None:
    thread = given.get("message_thread_id")
    return None if thread in (None, "", 0, "0") else int(thread)


def _reply_to(world: World, chat: Chat, given: Parameters) -> int | None:
    parameters = given.get("reply_parameters") or {}
    wanted = parameters.get("message_id")
    if wanted is None:
        return None
    if world.message(chat.id, wanted) is not None:
        return int(wanted)
    if not parameters.get("allow_sending_without_reply"):
        raise RefusedError(400, "Bad Request: message to be replied not found")
    return None


def _preview(given: Parameters) -> bool:
    options = given.get("link_preview_options") or {}
    return not (options.get("is_disabled") or str(given.get("disable_web_page_preview", "")).lower() == "true")


def _text(given: Parameters) -> Parsed:
    """Read the text within all of the server's limits."""
    raw = str(given.get("text", ""))
    if len(raw.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise RefusedError(400, "Bad Request: text is too long")
    mode = str(given.get("parse_mode") or "").lower()
    if mode not in {"", "html"}:
        raise RefusedError(400, "Bad Request: unsupported parse_mode")
    try:
        parsed = parse_html(raw) if mode else plain(raw)
    except MarkupRefusedError as error:
        raise RefusedError(400, f"Bad Request: can't parse entities: {error}") from error
    if not parsed.text.strip():
        raise RefusedError(400, "Bad Request: message text is empty")
    if parsed.units > MOST_UNITS:
        raise RefusedError(400, "Bad Request: message is too long")
    return parsed


def _to_edit(world: World, given: Parameters) -> Sent:
    sent = world.message(world.chat(given.get("chat_id")).id, given.get("message_id"))
    if sent is None:
        raise RefusedError(400, "Bad Request: message to edit not found")
    return sent


def _not_modified() -> RefusedError:
    same = "specified new message content and reply markup are exactly the same as a current content and reply markup"
    return RefusedError(400, f"Bad Request: message is not modified: {same} of the message")


METHODS: Final[Mapping[str, Method]] = {
    "getme": get_me,
    "deletewebhook": nothing,
    "sendmessage": send_message,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "answercallbackquery": answer_callback_query,
    "setmycommands": set_my_commands,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_chat_administrators,
    "sendchataction": send_chat_action,
}
"""By name, which is not case-sensitive; getUpdates, which waits, is the server's own."""
