"""A site that sends by mail: its configuration, a feed, and what it sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engines.certificates import Authority, make_authority, openssl_is_there
from engines.mail_server import MailServer

from digest.app import App, deliver_outbox, find_digest, group_entries, open_app, poll_feeds, prepare_slot, send_slot
from digest.config import loads
from digest.editing.slots import parse_slot
from digest.model import Settings

NOW = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)
CONFIG = """
[site]
title = "Levant Desk"
base_url = "https://digest.example.org"
[store]
url = "sqlite:///digest.db"
[web]
secret_env = "SECRET"
[email]
host = "127.0.0.1"
port = {port}
security = "none"
from = "Levant Desk <digest@example.org>"
bounces = {{ address = "bounces@example.org", imap = "127.0.0.1", username = "bounces", password_env = "IMAP" }}
[[feed]]
url = "file:feed.xml"
[[digest]]
id = "morning"
"""
READER = '[[subscriber]]\nemail = "{0}"\ndigests = ["morning"]\n'
FEED = """<rss version="2.0"><channel><title>Wire</title><item><guid>1</guid><pubDate>Tue, 16 Jun 2026 03:00:00 GMT</pubDate>
<title>Minister to visit Ankara</title><link>https://wire.example/1</link></item></channel></rss>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSite:
    """An open site that has sent an issue, and the server that took it."""

    app: App
    server: MailServer

    async def deliver(self, minutes: int = 0) -> None:
        """Work off the outbox, later."""
        await deliver_outbox(self.app, NOW + timedelta(minutes=minutes))

    def raw(self, reader: str) -> bytes:
        """Give the mail that a reader got."""
        (mail,) = self.server.to(reader)
        return mail.raw

    def statuses(self) -> dict[str, str]:
        """Tell of each reader whether they are subscribed, and suppressed."""
        return {
            record.subscription.address.value: "suppressed" if record.suppressed else record.subscription.status
            for record in self.app.store.readers.listing()
        }


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as running:
        yield running


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Write the site's files and read its configuration."""

    def make(port: int, *readers: str) -> Settings:
        (tmp_path / "feed.xml").write_text(FEED, "utf-8")
        text = CONFIG.format(port=port) + "".join(READER.format(reader) for reader in readers)
        (tmp_path / "config.toml").write_text(text, "utf-8")
        return loads(text, tmp_path / "config.toml", {"SECRET": "hush", "IMAP": "pässword"})

    return make


@pytest.fixture
async def site(
    request: pytest.FixtureRequest, server: MailServer, make_settings: Callable[..., Settings]
) -> AsyncIterator[MailSite]:
    """Two readers by mail have their issue, or were to have it: `site_faults` of a module sets what goes wrong."""
    getattr(request.module, "site_faults", lambda _: None)(server)
    settings = make_settings(server.port, "one@example.org", "Two@Example.org")
    async with open_app(settings, NOW) as app:
        await poll_feeds(app, NOW, everything=True)
        await group_entries(app, NOW)
        digest = find_digest(settings, "morning")
        prepared = await prepare_slot(app, digest, parse_slot("", digest, NOW), NOW)
        await send_slot(app, prepared, NOW)
        yield MailSite(app=app, server=server)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if not openssl_is_there():
        pytest.skip("system package openssl is not installed")
    return make_authority(tmp_path_factory.mktemp("authority"))
