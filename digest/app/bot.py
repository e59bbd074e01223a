"""The bot, put together: it sends by the Telegram channel's own lanes, so that both keep one pace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from digest.app.sending import send_on_demand
from digest.app.site import App
from digest.errors import DigestError
from digest.model import Digest, OnDemand

__all__ = ["answering_bot"]


@asynccontextmanager
async def answering_bot(app: App) -> AsyncIterator[str]:
    """Let the bot answer while this is open; give its name. DigestError where there is none, or it cannot begin."""
    # python-telegram-bot takes half a second to import: only who runs the bot waits for it.
    from digest.channels.telegram import TelegramChannel  # noqa: PLC0415
    from digest.inbound.bot import Needs, running_bot  # noqa: PLC0415

    channel = app.channels.get("telegram")
    if app.settings.telegram is None or not isinstance(channel, TelegramChannel):
        raise DigestError("there is no bot: telegram.token_env (or token_file) names no token")

    async def on_demand(digest: Digest, subscription_id: int) -> OnDemand:
        return await send_on_demand(app, digest, subscription_id, needs.now())

    needs = Needs(settings=app.settings, store=app.store, on_demand=on_demand)
    async with running_bot(needs, app.settings.telegram, channel.lanes) as name:
        yield name
