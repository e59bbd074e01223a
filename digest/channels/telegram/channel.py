"""TelegramChannel: read `send`, then `_deliver_part`."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final
from urllib.parse import urlsplit

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ExtBot

from digest.channels.telegram.client import Timeouts, make_bot
from digest.channels.telegram.pace import Lane, Lanes
from digest.channels.telegram.refusals import is_markup_refused, meaning, said
from digest.errors import DeliveryError, UncertainError
from digest.model import Address, Message, Receipt, TelegramSettings
from digest.ports import Accepted
from digest.text import clean, shorten, utf16_units

__all__ = ["TelegramChannel"]

MOST_UNITS: Final = 4_096
_TAG: Final = re.compile(r"<[^<>]*>")
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Underway:
    """A message that is going out: where to, the ids of the parts that are out, what the admin must know.

    `reply_to` is the id of the message that its first part answers.
    """

    address: Address
    reply_to: str
    ids: tuple[str, ...]
    notes: tuple[str, ...] = ()
    moved: bool = False

    def receipt(self) -> Receipt:
        return Receipt(
            reference=" ".join(self.ids),
            moved_to=self.address if self.moved else None,
            note="; ".join(self.notes),
        )


class TelegramChannel:
    """Send the messages of an issue to a chat, by one bot; an async context manager that closes its connections.

    `lanes` are the bot's: whoever else sends in its name has to keep to them.
    """

    def __init__(
        self, *, settings: TelegramSettings, lanes: Lanes | None = None, timeouts: Timeouts | None = None
    ) -> None:
        self.lanes = lanes or Lanes()
        self._host = urlsplit(settings.api_url).hostname or settings.api_url
        self._bot: ExtBot[Lane] = make_bot(settings, self.lanes, timeouts)

    async def __aenter__(self) -> TelegramChannel:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._bot.request.shutdown()

    async def send(self, message: Message, accepted: Accepted) -> Receipt:
        """Send the parts from `next_part` on, in order, and say after each that it is out; raise DeliveryError."""
        parts = [part.content for part in message.parts if part.form == "telegram"]
        if not parts:
            raise DeliveryError("the issue has no message for a chat", permanent=True)
        underway = _Underway(address=message.address, reply_to=message.reply_to, ids=tuple(message.reference.split()))
        for number, content in enumerate(parts[message.next_part :], start=message.next_part + 1):
            underway = await self._deliver_part(underway, number, content)
            await accepted(number, " ".join(underway.ids))
        return underway.receipt()

    async def probe(self) -> str:
        """Ask whether the bot answers; raise DeliveryError where it does not."""
        try:
            bot = await self._bot.get_me()
        except TelegramError as error:
            raise meaning(error, self._host) from error
        return f"bot @{clean(bot.username or str(bot.id))} answers"

    async def _deliver_part(self, underway: _Underway, number: int, content: str) -> _Underway:
        """Send one part: once more where the chat has moved, and once without formatting where that is refused."""
        parse_mode: str | None = ParseMode.HTML
        while True:
            try:
                message_id = await self._post(underway, content, parse_mode)
                return replace(underway, ids=(*underway.ids, message_id))
            except ChatMigrated as move:
                if underway.moved:
                    raise DeliveryError("the chat moved twice", permanent=True) from move
                address = replace(underway.address, value=str(move.new_chat_id))
                underway = replace(underway, address=address, moved=True)
            except BadRequest as error:
                if parse_mode is None or not is_markup_refused(error):
                    raise meaning(error, self._host) from error
                note = f"message {number} went out without its formatting: {said(error)}"
                underway = replace(underway, notes=(*underway.notes, note))
                content, parse_mode = _plain(content), None
            except TelegramError as error:
                raise meaning(error, self._host) from error

    async def _post(self, underway: _Underway, content: str, parse_mode: str | None) -> str:
        """Send one text; give the id that Telegram gave it."""
        try:
            sent = await self._bot.send_message(
                chat_id=underway.address.value,
                text=content,
                parse_mode=parse_mode,
                message_thread_id=underway.address.thread,
                reply_parameters=_answering(underway),
                link_preview_options=_NO_PREVIEW,
                rate_limit_args=Lane.BROADCAST,
            )
        except (KeyError, TypeError, ValueError) as error:  # a result that is no message
            raise UncertainError(f"{self._host} gave an answer that is none of the Bot API's") from error
        return str(sent.message_id)


def _answering(underway: _Underway) -> ReplyParameters | None:
    """Let the first part answer an earlier message; where that is gone, it stands alone."""
    if underway.ids or underway.moved or not underway.reply_to.isdecimal():
        return None
    return ReplyParameters(message_id=int(underway.reply_to), allow_sending_without_reply=True)


def _plain(content: str) -> str:
    """Give the text that a message shows, within Telegram's limit."""
    text = html.unescape(_TAG.sub("", content)).strip()
    while (excess := utf16_units(text) - MOST_UNITS) > 0:
        text = shorten(text, len(text) - (excess + 1) // 2)
    return text
