"""A site that is closed leaves no connection behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from engines.mail_server import MailServer

from digest.app import find_digest, open_app, poll_feeds, send_copy
from digest.model import Address, Settings

from .conftest import NOW


async def test_the_connections_of_a_channel_end_with_its_site(
    server: MailServer, make_settings: Callable[..., Settings]
) -> None:
    """While it is open, one is kept for the next mail."""
    settings = make_settings(server.port)
    async with open_app(settings, NOW) as app:
        await poll_feeds(app, NOW, everything=True)
        to = Address(channel="email", value="trial@example.org")
        await send_copy(app, find_digest(settings, "morning"), to, NOW, settings.digests[0].lookback)
        assert server.open_connections == 1
    while server.open_connections:
        await asyncio.sleep(0.01)
    assert [mail.recipient for mail in server.mails] == ["trial@example.org"]
