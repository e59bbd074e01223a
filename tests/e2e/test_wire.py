"""The whole way over real sockets: feeds in over HTTP, issues out to chats and mailboxes, each once.

The servers are independent witnesses: what they took is what counts.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from engines.bot_api import BotApi
from engines.feed_server import FeedServer
from engines.mail_checker import faults
from engines.mail_server import MailServer

CHATS = (11, 12, 13, -100500)
MAILBOXES = tuple(f"reader{number}@example.org" for number in range(6))
STORIES = {
    "wire": "Warehouse fire in Haifa harbour injures three",
    "post": "Three injured as Haifa harbour warehouse burns",
    "desk": "Council approves new tram line to the university",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A site in a folder of its own, and the servers it talks to."""

    folder: Path
    feeds: FeedServer
    chats: BotApi
    mails: MailServer

    async def digest(self, *arguments: str, code: int = 0) -> Any:
        """Run a command with --json as a process; `code` is the exit status that is expected."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "digest",
            *arguments,
            "--json",
            cwd=self.folder,
            env={**os.environ, "BOT": self.chats.token},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(120):
            out, errors = await process.communicate()
        assert b"Traceback" not in errors, errors.decode()
        assert self.chats.token.encode() not in out + errors
        assert process.returncode == code, (process.returncode, out.decode(), errors.decode())
        return json.loads(out)

    def got(self) -> Counter[str]:
        """How many messages each reader has."""
        chats = Counter(f"{one.chat_id}#{one.thread}" for one in self.chats.world.sent)
        return chats + Counter(mail.recipient for mail in self.mails.mails)


EVERYBODY = Counter(["11#None", "12#None", "13#None", "-100500#7", *MAILBOXES])


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    async with FeedServer() as feeds, BotApi() as chats, MailServer() as mails:
        for number in CHATS[:3]:
            chats.user(number)
        chats.group(CHATS[3], topics={7: "News"})
        published = format_datetime(datetime.now(UTC) - timedelta(minutes=30))
        for name, title in STORIES.items():
            entry = f"<item><title>{title}</title><link>https://{name}.example/1</link><pubDate>{published}</pubDate></item>"
            document = (
                f'<rss version="2.0"><channel><title>{name}</title><language>en</language>{entry}</channel></rss>'
            )
            feeds.put(f"/{name}", document.encode(), etag=f'W/"{name}"'.encode())
        readers = [f"telegram = {chat}" for chat in CHATS[:3]] + [f"telegram = {CHATS[3]}\nthread = 7"]
        readers += [f'email = "{mailbox}"' for mailbox in MAILBOXES]
        config = f"""
[site]
title = "Levant Desk"
base_url = "https://desk.example"
[fetch]
allow_networks = ["127.0.0.0/8"]
[web]
listen = "127.0.0.1:8080"
[telegram]
token_env = "BOT"
api_url = "{chats.url}"
[email]
host = "127.0.0.1"
port = {mails.port}
security = "none"
from = "Levant Desk <desk@example.org>"
[[digest]]
id = "morning"
at = ["07:30"]
"""
        config += "".join(f'[[feed]]\nurl = "{feeds.url(f"/{name}")}"\nname = "{name}"\n' for name in STORIES)
        config += "".join(f'[[subscriber]]\n{reader}\ndigests = ["morning"]\n' for reader in readers)
        (tmp_path / "config.toml").write_text(config, encoding="utf-8")
        yield Wire(folder=tmp_path, feeds=feeds, chats=chats, mails=mails)


async def test_every_delivery_arrives_once_whoever_sends_and_however_often(wire: Wire) -> None:
    """Two senders of one slot at once send once; a second run sends nothing."""
    polled = await wire.digest("poll")
    assert Counter(feed["status"] for feed in polled["feeds"]) == {"ok": 3}
    slot = ("send", "morning", "--slot", "2026-06-16T07:30")
    await asyncio.gather(*(wire.digest(*slot) for _ in range(2)))
    assert wire.got() == EVERYBODY
    await wire.digest(*slot)
    await wire.digest("deliver")
    assert wire.got() == EVERYBODY
    assert (wire.chats.violations, wire.mails.offences) == ([], [])
    assert [one.lost for one in wire.chats.world.sent if one.lost] == []
    assert [fault for mail in wire.mails.mails for fault in faults(mail.raw)] == []
    assert all("Haifa" in one.text and not one.preview for one in wire.chats.world.sent)


async def test_a_second_poll_transfers_nothing_but_304s(wire: Wire) -> None:
    await wire.digest("poll")
    before = wire.feeds.sent
    polled = await wire.digest("poll", "--all")
    assert Counter(feed["status"] for feed in polled["feeds"]) == {"unchanged": 3}
    assert (wire.feeds.sent, wire.feeds.statuses) == (before, {200: 3, 304: 3})


async def test_what_fails_waits_and_nothing_is_lost_or_told_twice(wire: Wire) -> None:
    """The chat server is down, one mailbox is not there, another is full for now; then all is well again."""
    await wire.digest("poll")
    await wire.chats.go_down()
    wire.mails.answer("rcpt", "550 5.1.1 no such user", recipient=MAILBOXES[0])
    wire.mails.answer("rcpt", "452 4.2.2 mailbox full", recipient=MAILBOXES[1], times=1)
    first = await wire.digest("send", "morning", "--slot", "2026-06-16T07:30", code=1)
    assert (first["delivered"]["sent"], first["delivered"]["failed"], first["delivered"]["retried"]) == (4, 1, 1)
    assert any("telegram is down" in problem for problem in first["delivered"]["problems"])
    await wire.chats.come_back()
    wire.mails.mend()
    make_due(wire.folder / "digest.db")
    await wire.digest("deliver")
    assert wire.got() == EVERYBODY - Counter([MAILBOXES[0]])
    second = await wire.digest("send", "morning", "--slot", "2026-06-17T07:30")
    assert second["published"]["issue_ids"] == []
    readers = {
        one["subscription"]["address"]["value"]: one["suppressed"] for one in await wire.digest("readers", "list")
    }
    assert readers[MAILBOXES[0]]
    assert not readers[MAILBOXES[1]]


def make_due(database: Path) -> None:
    """Let a minute pass for what waits."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE outbox SET next_at = datetime('now', '-1 minute') WHERE status = 'pending'")


async def test_a_blocked_chat_is_paused_with_the_reason_and_the_others_get_theirs(wire: Wire) -> None:
    await wire.digest("poll")
    wire.chats.world.users[12].blocked = True
    ended = await wire.digest("send", "morning", code=1)
    assert (ended["delivered"]["sent"], ended["delivered"]["failed"]) == (9, 1)
    paused = [one for one in await wire.digest("readers", "list") if one["subscription"]["status"] == "paused"]
    assert [one["subscription"]["address"]["value"] for one in paused] == ["12"]
    assert "block" in paused[0]["subscription"]["reason"]
