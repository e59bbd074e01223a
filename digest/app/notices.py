"""Tell admins what they must know: on Telegram where `[telegram] admins` are named, else by mail to `[fetch] contact`.

Notices are no deliveries: they go out at once or are tried again, and no reader ever gets one.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from digest.app.site import App
from digest.editing.health import diagnose
from digest.errors import DeliveryError
from digest.model import Address, Message, Part, Settings
from digest.pipeline.messages import unrecorded

__all__ = ["look_after_health", "tell_admins"]

SPAN = timedelta(days=1)
LONGEST = 3_500
"""Characters of one notice: a chat takes 4,096."""

log = structlog.get_logger()


async def tell_admins(app: App, lines: Sequence[str], now: datetime) -> bool:
    """Send these lines to every admin; False where nobody could be reached, or none is named."""
    text = "\n".join(lines)[:LONGEST]
    reached = [await _tell(app, address, text, now) for address in _admins(app.settings)]
    return any(reached)


async def look_after_health(app: App, now: datetime) -> None:
    """Tell admins of each trouble once when it begins, and once when it is over."""
    health = await asyncio.to_thread(app.store.health.look, now, SPAN)
    troubles = {finding.key: finding.sentence for finding in diagnose(health)}
    known = await asyncio.to_thread(app.store.notices.told)
    fresh, over = troubles.keys() - known, known - troubles.keys()
    for key in sorted(fresh):
        log.warning("site.trouble", key=key, sentence=troubles[key])
    for key in sorted(over):
        log.info("site.well_again", key=key)
    lines = [*(troubles[key] for key in sorted(fresh)), *(f"over: {key}" for key in sorted(over))]
    if lines and (await tell_admins(app, lines, now) or not list(_admins(app.settings))):
        await asyncio.to_thread(app.store.notices.tell, fresh, now=now)
        await asyncio.to_thread(app.store.notices.forget, over)


def _admins(settings: Settings) -> Iterator[Address]:
    """Say where admins are told: their chats, or else the mailbox that feeds' owners may write to."""
    if settings.telegram is not None and settings.telegram.admins:
        yield from (Address(channel="telegram", value=str(chat)) for chat in settings.telegram.admins)
    elif settings.email is not None and settings.fetch.contact.startswith("mailto:"):
        yield Address(channel="email", value=settings.fetch.contact.removeprefix("mailto:").partition("?")[0])


async def _tell(app: App, address: Address, text: str, now: datetime) -> bool:
    channel = app.channels.get(address.channel)
    if channel is None:
        return False
    try:
        await channel.send(_notice(app, address, text, now), unrecorded)
    except DeliveryError as error:
        log.warning("notice.failed", address=str(address), reason=str(error))
        return False
    return True


def _notice(app: App, address: Address, text: str, now: datetime) -> Message:
    title = app.settings.site.title
    page = f"<!doctype html><html><body><p>{html.escape(text).replace(chr(10), '<br>')}</p></body></html>"
    return Message(
        delivery_id=0,
        message_id=f"<notice-{now:%Y%m%d%H%M%S%f}@{app.postal.domain}>",
        digest_id="notices",
        slot_label=f"{now:%Y-%m-%dT%H:%M}",
        slot_instant=now,
        address=address,
        parts=(
            Part(form="telegram", name="message", content=f"<b>{html.escape(title)}</b>\n{html.escape(text)}"),
            Part(form="email", name="subject", content=f"{title}: {text.splitlines()[0]}"),
            Part(form="email", name="html", content=page),
            Part(form="email", name="text", content=f"{text}\n"),
        ),
    )
