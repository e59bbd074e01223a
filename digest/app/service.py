"""The service: the duties that these settings ask for, put together for the runner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

import structlog

from digest.app.bounces import read_mailbox
from digest.app.sending import deliver_outbox
from digest.app.site import App, link_secret
from digest.inbound.web import Pages, make_site, open_listener, serve_site
from digest.pipeline.deliver import Delivered
from digest.render import PageTemplates
from digest.runners.local import Duty, Ready, every, serve
from digest.runners.outbox import log_delivery, outbox_duty

__all__ = ["run_service"]

_MAILBOX_READ: Final = timedelta(minutes=5)

log = structlog.get_logger()


async def run_service(app: App, stop: asyncio.Event, say: Callable[[str], None]) -> None:
    """Do all that the settings ask for until `stop` is set; DigestError where it cannot even begin."""
    await serve(tuple(_duties(app)), stop, say=say)


def _duties(app: App) -> Iterator[Duty]:
    """List what the service does; a new duty is one more line here.

    What works by itself while it is open (a bot) becomes one by `held_open`, what is done now and again (reading
    a mailbox) by `every`, both in `runners.local`.
    """
    if app.settings.web is not None:
        yield _page(app, app.settings.web.listen)
    if app.settings.email is not None and app.settings.email.bounces is not None:
        yield _bounces(app, app.settings.email.bounces.address)
    for channel in app.channels:
        yield _outbox(app, channel)


def _page(app: App, listen: str) -> Duty:
    """Serve the pages; that nothing can listen there is found out before anything begins."""
    pages = Pages(
        settings=app.settings,
        store=app.store,
        secret=link_secret(app.settings),
        templates=PageTemplates(app.settings.site.templates),
    )
    first = [open_listener(listen)]

    async def run(stop: asyncio.Event, ready: Ready) -> None:
        await serve_site(make_site(pages), first.pop() if first else open_listener(listen), stop, ready)

    return Duty(name="page", run=run)


def _bounces(app: App, address: str) -> Duty:
    async def read(now: datetime) -> None:
        for one in await read_mailbox(app, now):
            log.info("bounce.handled", outcome=one.outcome, address=str(one.address or ""), reason=one.reason)

    return every("bounces", _MAILBOX_READ, read, words=f"bounces at {address}")


def _outbox(app: App, channel: str) -> Duty:
    async def work_off(now: datetime, stop: asyncio.Event) -> Delivered | None:
        return await deliver_outbox(app, now, channels=[channel], stop=stop, report=log_delivery)

    email = app.settings.email
    words = {"file": "files", "email": f"mail by {email.host}:{email.port}" if email else ""}
    return outbox_duty(channel, work_off, words=words.get(channel, ""))
