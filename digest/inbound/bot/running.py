"""running_bot: the bot within our own event loop. It polls Telegram for updates, by itself, until it is closed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeAlias

import structlog
from telegram import BotCommand, Update
from telegram.error import Conflict, TelegramError
from telegram.ext import Application, ApplicationBuilder, ExtBot, TypeHandler

from digest.channels.telegram import Lane, Lanes, make_bot, meaning
from digest.inbound.bot.commands import descriptions
from digest.inbound.bot.needs import Needs
from digest.inbound.bot.turns import InTurn
from digest.inbound.bot.updates import make_handler
from digest.inbound.bot.words import words_for
from digest.model import TelegramSettings

__all__ = ["running_bot"]

_POLL: Final = 30
_MOST_UPDATES: Final = 100
"""Updates that wait here; more of them wait at Telegram, which keeps them for a day."""
_WANTED: Final = ("message", "channel_post", "callback_query", "my_chat_member")
_ENDING: Final = 5.0
_SECOND: Final = "another program takes this bot's updates (telegram.token_env): only one may run"

App: TypeAlias = "Application[Any, Any, Any, Any, Any, Any]"
log = structlog.get_logger()


@asynccontextmanager
async def running_bot(needs: Needs, settings: TelegramSettings, lanes: Lanes) -> AsyncIterator[str]:
    """Answer people while this is open; give its name. Raise DeliveryError where Telegram does not let it begin.

    What people said meanwhile is answered first. Trouble on the way is logged, a line for each kind, and waited out.
    """
    bot = make_bot(settings, lanes)
    application = _application(bot, needs)
    try:
        await _begin(application, needs)
    except TelegramError as error:
        await _end(application)
        raise meaning(error, settings.api_url) from error
    try:
        yield f"bot @{bot.username}"
    finally:
        await _end(application)


def _application(bot: ExtBot[Lane], needs: Needs) -> App:
    # Polling has its own log lines, with tracebacks; ours are one line each.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    builder = ApplicationBuilder().bot(bot).concurrent_updates(InTurn()).job_queue(None)
    application: App = builder.update_queue(asyncio.Queue(_MOST_UPDATES)).build()
    application.add_handler(TypeHandler(Update, make_handler(needs)))
    return application


async def _begin(application: App, needs: Needs) -> None:
    await application.initialize()
    await application.start()
    assert application.updater is not None  # noqa: S101 - the builder makes one
    await application.updater.start_polling(
        timeout=_POLL, allowed_updates=_WANTED, drop_pending_updates=False, error_callback=_reporter()
    )
    menu = descriptions(words_for((), needs.settings))
    with suppress(TelegramError):  # a menu is a convenience
        await application.bot.set_my_commands([BotCommand(name, text) for name, text in menu.items()])


async def _end(application: App) -> None:
    """Finish what is under way, soon, and close the connections."""
    with suppress(TimeoutError, TelegramError):
        async with asyncio.timeout(_ENDING):
            if application.updater is not None and application.updater.running:
                await application.updater.stop()
            if application.running:
                await application.stop()
    with suppress(TelegramError):
        await application.shutdown()


def _reporter() -> Callable[[TelegramError], None]:
    """Log each kind of trouble in one line, and again only when it has changed."""
    told = ""

    def report(error: TelegramError) -> None:
        nonlocal told
        reason = _SECOND if isinstance(error, Conflict) else str(meaning(error, "Telegram"))
        if reason != told:
            told = reason
            log.warning("bot.trouble", reason=reason)

    return report
