"""Feeds on the web, as an admin meets them."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from engines.feed_server import FeedServer

RSS = (
    b"<rss version='2.0'><channel><title>Harbour Wire</title><language>en</language><item><guid>1</guid>"
    b"<title>Ferry terminal closed</title><link>https://wire.example/1</link>"
    b"<pubDate>Tue, 16 Jun 2026 04:00:00 GMT</pubDate></item></channel></rss>"
)
PAGE = (
    b"<!doctype html><title>Wire</title><link rel='alternate' type='application/rss+xml' title='All news' href='/rss'>"
)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        running.put("/rss", RSS, etag=b'"1"')
        running.put("/", PAGE, kind=b"text/html")
        yield running


@pytest.fixture
def configure(tmp_path: Path):
    def write(*urls: str, allow: str = '["127.0.0.0/8"]') -> None:
        feeds = "".join(f'[[feed]]\nurl = "{url}"\n' for url in urls)
        (tmp_path / "config.toml").write_text(f"[fetch]\nallow_networks = {allow}\n{feeds}", encoding="utf-8")

    return write


@pytest.fixture
def typed(digest):
    """Run a command beside the server."""

    async def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(digest, *arguments, code=code)

    return run


@pytest.fixture
def asked(answer):
    """Run a command beside the server, and read its JSON."""

    async def run(*arguments: str, code: int = 0) -> Any:
        return await asyncio.to_thread(answer, *arguments, code=code)

    return run


async def test_a_poll_says_how_each_feed_ended_and_a_second_one_asks_nobody(server, configure, typed, asked) -> None:
    """What is not due is left alone; `--all` asks, and transfers nothing."""
    server.answer("/gone", 410)
    server.answer("/closed", 403)
    configure(server.url("/rss"), server.url("/gone"), server.url("/closed"))
    first = await typed("poll", code=1)
    assert "3 feeds: 1 blocked, 1 gone, 1 ok" in first.stdout
    assert "turns us away" in first.stderr
    server.forget()
    assert "none due" in (await typed("poll")).stdout
    assert server.requests == []
    again = await asked("poll", "--all", code=1)
    assert sorted(one["status"] for one in again["feeds"]) == ["blocked", "unchanged"]
    assert (server.sent, server.statuses[304], server.statuses[410]) == (0, 1, 0)
    assert (await asked("poll", server.url("/gone"), code=1))["feeds"][0]["status"] == "gone"


async def test_the_health_of_every_feed_is_told_in_words(server, configure, typed) -> None:
    server.answer("/gone", 410)
    server.answer("/closed", 403)
    configure(server.url("/rss"), server.url("/gone"), server.url("/closed"), server.url("/new"))
    await typed("poll", server.url("/rss"), server.url("/gone"), server.url("/closed"), code=1)
    lines = [line.split("\t") for line in (await typed("feeds")).stdout.splitlines()]
    assert [line[2] for line in lines] != []
    told = {line[1].partition(",")[0]: line for line in lines}
    assert told["ok"][0] == "Harbour Wire"
    assert told["ok"][2] in {"in 4 h", "in 5 h"}  # its only entry is old
    assert told["gone"][2] == "by hand only"
    assert "look for the feed at another address" in told["blocked"][1]
    assert told["never polled"][2] == "now"


async def test_an_internal_address_is_not_connected_to_unless_it_is_named(server, configure, typed) -> None:
    configure(server.url("/rss"), allow="[]")
    ended = await typed("poll", code=1)
    assert "127.0.0.1 is an internal address" in ended.stderr
    assert "allow_networks" in ended.stderr
    assert server.connections == 0


async def test_a_page_is_tried_and_the_feeds_it_offers_are_named(server, configure, typed, asked) -> None:
    """Nothing of it is stored."""
    configure()
    page = await typed("feeds", "test", server.url("/"), code=1)
    assert f"not a feed; this page offers {server.url('/rss')}" in page.stderr
    assert f"{server.url('/rss')}\tAll news" in page.stdout
    feed = await typed("feeds", "test", server.url("/rss"))
    assert "a feed: Harbour Wire (en), 1 entry" in feed.stdout
    assert "2026-06-16 04:00\tFerry terminal closed" in feed.stdout
    server.redirect("/old", "/rss", 301)
    assert f"write {server.url('/rss')} into the config" in (await typed("feeds", "test", server.url("/old"))).stdout
    tried = await asked("feeds", "test", server.url("/"), code=1)
    assert tried["offers"] == [{"url": server.url("/rss"), "title": "All news"}]
    assert (await typed("feeds")).stdout == "no feeds yet; add [[feed]] to the config, or `digest feeds import`\n"
    assert "nothing that can be fetched" in (await typed("feeds", "test", "ftp://x.example/", code=1)).stderr


async def test_a_list_is_taken_in_given_out_and_taken_in_again(server, configure, typed, asked, tmp_path) -> None:
    """Those that are followed already are skipped and counted; files never come from a list."""
    configure(server.url("/rss"))
    outlines = f'<outline text="Wire" xmlUrl="{server.url("/rss")}"/><outline text="Press"><outline text="Post" '
    outlines += 'xmlUrl="https://post.example/rss"/><outline text="Me" xmlUrl="file:///etc/passwd"/></outline>'
    (tmp_path / "list.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
    first = await typed("feeds", "import", "list.opml")
    assert "1 feed added, 1 followed already" in first.stdout
    assert "1 refused, only http(s) without a password: file:///etc/passwd" in first.stderr
    exported = (await typed("feeds", "export")).stdout
    (tmp_path / "out.opml").write_text(exported, encoding="utf-8")
    assert (await asked("feeds", "import", "out.opml")) == {"added": 0, "known": 2, "refused": []}
    assert 'category="Press"' in exported
    before = await asked("feeds")
    assert {feed["url"]: feed["origin"] for feed in before} == {
        server.url("/rss"): "config",
        "https://post.example/rss": "command",
    }
    await typed("feeds", "remove", "https://post.example/rss")
    assert "config; remove it there" in (await typed("feeds", "remove", server.url("/rss"), code=1)).stderr
    assert "no feed" in (await typed("feeds", "remove", "https://post.example/rss", code=1)).stderr
    assert (await asked("feeds", "import", "out.opml"))["added"] == 1
    assert [feed["tags"] for feed in await asked("feeds")] == [[], ["Press"]]


async def test_a_list_that_is_none_is_one_line(configure, typed, tmp_path: Path) -> None:
    configure()
    (tmp_path / "bad.opml").write_text("hello", encoding="utf-8")
    assert "no OPML" in (await typed("feeds", "import", "bad.opml", code=1)).stderr
    assert "cannot be read" in (await typed("feeds", "import", "nowhere.opml", code=1)).stderr


async def test_validators_that_are_no_text_can_be_printed(server, configure, typed, asked) -> None:
    """Bytes of strangers never break the JSON."""
    server.put("/rss", RSS, etag=b'"\xe9"')
    configure(server.url("/rss"))
    await typed("poll")
    assert (await asked("feeds"))[0]["state"]["etag"] == '"?"'


async def test_progress_is_shown_on_a_terminal_and_nowhere_else(server, configure, typed, tmp_path: Path) -> None:
    """On standard error: results stay clean."""
    configure(server.url("/rss"), server.url("/none"))
    assert "polling" not in (await typed("poll", "--all", code=1)).stderr
    leader, follower = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "digest", "poll", "--all"),
        cwd=tmp_path,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=follower,
    )
    os.close(follower)
    out, _ = await asyncio.gather(process.stdout.read(), process.wait())
    shown = os.read(leader, 1_000_000).decode()
    os.close(leader)
    assert "polling" in shown
    assert "2/2" in shown
    assert "nothing at this address" in shown
    assert b"polling" not in out
