"""A mail server, certificates for it, and messages to send to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from engines.certificates import Authority, make_authority, openssl_is_there
from engines.mail_server import MailServer
from engines.postfix import Postfix

from digest.channels.email import EmailChannel, Patience
from digest.model import Address, EmailSettings, Message, Part, WayOut

PAGE = "https://digest.example.org/unsubscribe/token"


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """A mail server that takes everything, in the clear."""
    async with MailServer() as running:
        yield running


@pytest.fixture
async def make_channel() -> AsyncIterator[Callable[..., EmailChannel]]:
    """Make a channel to a server on this machine; only what a test names differs. All are closed at the end."""
    made: list[EmailChannel] = []

    def make(server: MailServer | Postfix, *, patience: Patience | None = None, **other: Any) -> EmailChannel:
        known: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": server.port,
            "security": server.security if isinstance(server, MailServer) else "starttls",
            "sender": "Levant Desk <digest@example.org>",
        }
        settings = EmailSettings(**(known | other))
        made.append(
            EmailChannel(settings=settings, patience=patience or Patience(connect=10, answer=10, acceptance=10))
        )
        return made[-1]

    yield make
    for channel in made:
        await channel.aclose()


@pytest.fixture
def make_mail() -> Callable[..., Message]:
    """Make a message to a reader."""

    def make(to: str = "reader@example.org", subject: str = "A subject", **other: Any) -> Message:
        contents = {"subject": subject, "html": "<p>Hello</p>\n", "text": "Hello\n.\nand a dot\n"}
        known: dict[str, Any] = {
            "delivery_id": 1,
            "message_id": "<1a2b@digest.example.org>",
            "digest_id": "morning",
            "slot_label": "2026-06-16T07:30",
            "slot_instant": datetime(2026, 6, 16, 4, 30, tzinfo=UTC),
            "address": Address(channel="email", value=to),
            "parts": tuple(Part(form="email", name=name, content=text) for name, text in contents.items()),
            "way_out": WayOut(page=PAGE),
        }
        return Message(**(known | other))

    return make


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that nobody trusts yet."""
    if not openssl_is_there():
        pytest.skip("system package openssl is not installed")
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The same, trusted by this process as an admin would have it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    return authority
