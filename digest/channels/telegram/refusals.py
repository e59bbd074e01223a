"""What each answer of Telegram means: for the address, for the whole channel, or for this message alone.

https://core.telegram.org/api/errors lists codes; the sentences of the Bot API are listed nowhere.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

import httpx
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError, TimedOut

from digest.channels.telegram.errors import FloodError, ServerTroubleError, TokenRefusedError
from digest.errors import AddressError, ChannelError, DeliveryError, UncertainError
from digest.text import clean, shorten

__all__ = ["is_markup_refused", "meaning", "said"]

_REFUSED: Final = (
    "Telegram does not accept the bot's token: set the one that @BotFather gave in telegram.token_env (or token_file)"
)
_NO_RIGHTS: Final = (
    r"not enough rights|have no rights|need administrator rights|CHAT_WRITE_FORBIDDEN|CHAT_ADMIN_REQUIRED"
    r"|CHAT_RESTRICTED|CHAT_SEND_PLAIN_FORBIDDEN|USER_BANNED_IN_CHANNEL"
)
_DEAD: Final = (
    (r"bot was blocked by the user|USER_IS_BLOCKED", "the reader blocked the bot"),
    (r"user is deactivated|INPUT_USER_DEACTIVATED", "the reader's account was deleted"),
    (r"bot was kicked from|CHANNEL_PRIVATE", "the bot was removed from this chat"),
    (r"bot is not a member of", "the bot is not a member of this chat"),
    (r"can't initiate conversation", "the reader never wrote to the bot: they have to press Start first"),
    (r"chat not found|PEER_ID_INVALID|user not found", "Telegram knows no such chat, or it never met the bot"),
    (r"TOPIC_CLOSED", "the forum topic is closed"),
    (r"TOPIC_DELETED|TOPIC_ID_INVALID|message thread not found", "there is no such forum topic (any more)"),
    (r"group chat was (?:deactivated|deleted)", "the group was deleted"),
    (_NO_RIGHTS, "the bot may not write in this chat: an administrator has to let it"),
)
_GATEWAY: Final = frozenset({502, 504})
"""A gateway in front says these when it lost the server that may have had the message already."""
_NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)
_LONGEST: Final = 200


def is_markup_refused(error: TelegramError) -> bool:
    """Tell whether Telegram could not read the formatting of a message."""
    return isinstance(error, BadRequest) and "parse entities" in error.message.lower()


def said(error: TelegramError) -> str:
    """Give the server's own words, made harmless."""
    return shorten(clean(error.message), _LONGEST)


def meaning(error: TelegramError, host: str) -> DeliveryError:
    """Say who must act on an error of the server called `host`."""
    if isinstance(error, FloodError):
        wait = timedelta(seconds=error.seconds)
        return ChannelError(f"Telegram wants no message for {error.seconds:.3g} s", retry_after=wait)
    if isinstance(error, TokenRefusedError | InvalidToken):
        return ChannelError(_REFUSED)
    if isinstance(error, Conflict):
        return ChannelError(f"another program uses the bot of telegram.token_env: {said(error)}")
    if isinstance(error, Forbidden | BadRequest):
        return _refusal(error)
    if isinstance(error, ServerTroubleError):
        return _trouble(error, host)
    return _lost(error, host)


def _refusal(error: Forbidden | BadRequest) -> DeliveryError:
    """Read a no that is about one chat or one message."""
    for pattern, reason in _DEAD:
        if re.search(pattern, error.message, re.IGNORECASE):
            return AddressError(reason)
    if isinstance(error, Forbidden):
        return AddressError(f"Telegram forbids messages to this chat: {said(error)}")
    return DeliveryError(f"Telegram refuses the message: {said(error)}", permanent=True)


def _trouble(error: ServerTroubleError, host: str) -> DeliveryError:
    if error.status in _GATEWAY:
        return UncertainError(f"{host} answered {error.status}: nobody knows whether the message went out")
    if 200 <= error.status < 300:
        return UncertainError(f"{host} gave an answer that is none of the Bot API's")
    return ChannelError(f"{host} answers {error.status}, which is no answer of the Bot API (telegram.api_url)")


def _lost(error: TelegramError, host: str) -> DeliveryError:
    """Read a failure of the network: surely not sent only where no byte of the request can have left."""
    cause = error.__cause__
    if isinstance(cause, _NOT_SENT):
        reason = clean(str(cause)) or ("it takes too long" if isinstance(error, TimedOut) else type(cause).__name__)
        return ChannelError(f"{host} cannot be reached: {shorten(reason, _LONGEST)}")
    kind = type(cause).__name__ if cause is not None else type(error).__name__
    return UncertainError(f"the answer of {host} was lost ({kind})")
