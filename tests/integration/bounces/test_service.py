"""`digest run` reads the bounce mailbox beside everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from engines.mail_server import MailServer

from digest.app.service import run_service
from digest.model import Settings


async def test_the_service_reads_the_bounce_mailbox_and_goes_on_where_it_cannot(
    server: MailServer, make_settings: Callable[..., Settings]
) -> None:
    """Its host has no mailbox here; mail is still sent, and the service ends when it is told."""
    settings = replace(make_settings(server.port), web=None)
    stop, said = asyncio.Event(), list[str]()
    async with asyncio.timeout(60):
        running = asyncio.create_task(run_service(settings, stop, said.append))
        while not said:
            await asyncio.sleep(0.01)
        stop.set()
        await running
    assert "bounces at bounces@example.org" in said[0]
    assert f"mail by 127.0.0.1:{server.port}" in said[0]
