"""What is tried before a site goes on line: each thing named, each failure in one line."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from engines.summary_server import SummaryServer

from digest.app import Probed, check_online, check_site, open_app
from digest.errors import ChannelError, ConfigError, FetchError
from digest.model import Feed, Secret, Settings, Site, StoreSettings, SummarySettings, WebSettings
from digest.testing import MemoryChannel, MemorySource

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
FEED = b'<rss version="2.0"><channel><title>Wire</title><item><guid>1</guid><title>News</title></item></channel></rss>'


class Probing(MemoryChannel):
    """A channel that can be tried: it gives these words or raises this error."""

    def __init__(self, answer: str | Exception) -> None:
        super().__init__()
        self.answer = answer

    async def probe(self) -> str:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Any]:
    """Check these settings with these channels and documents; give what was found, by what was tried."""

    async def run(settings: Settings, documents: Any = (), **channels: Any) -> dict[str, Probed]:
        settings = replace(settings, store=StoreSettings(url=f"sqlite:///{tmp_path / 'digest.db'}"))
        reported: list[Probed] = []
        async with open_app(settings, NOW) as app:
            sources = {"https": MemorySource(dict(documents))}
            found = await check_online(replace(app, sources=sources, channels=channels), reported.append)
        assert sorted(reported, key=str) == sorted(found, key=str)
        return {one.what: one for one in found}

    return run


async def test_every_feed_is_fetched_and_parsed_and_one_that_fails_stops_no_other(check) -> None:
    """What is no feed, what is not there, and a kind that nothing fetches yet."""
    urls = ("https://wire.example/rss", "https://page.example/", "https://gone.example/", "imap://mail.example/News")
    settings = Settings(feeds=tuple(Feed(url=url) for url in urls))
    documents = {urls[0]: FEED, urls[1]: b"<html>a page</html>", urls[2]: FetchError("no such host")}
    found = await check(settings, documents)
    assert {what: one.works for what, one in found.items()} == {
        f"feed {urls[0]}": True,
        f"feed {urls[1]}": False,
        f"feed {urls[2]}": False,
    }
    assert found[f"feed {urls[0]}"].words == "1 entry"
    assert found[f"feed {urls[2]}"].words == "no such host"


async def test_channels_are_tried_where_they_can_be(check) -> None:
    """A wrong password is one line, and so is whatever a channel of the admin's own raises."""
    found = await check(
        Settings(),
        bot=Probing("bot @harbour_news"),
        email=Probing(ChannelError("smtp.example.org refused the password:\n535 no")),
        own=Probing(RuntimeError("bang")),
        silent=MemoryChannel(),
    )
    assert {what: (one.works, one.words) for what, one in found.items()} == {
        "channel bot": (True, "bot @harbour_news"),
        "channel email": (False, "smtp.example.org refused the password: 535 no"),
        "channel own": (False, "RuntimeError: bang"),
    }


async def test_the_address_of_the_pages_must_be_free_or_ours(check) -> None:
    """A digest that runs already is no failure; anything else there is."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        answers = [b"HTTP/1.1 200 OK\r\n\r\nok\n", b"SSH-2.0-OpenSSH\r\n"]

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answers.pop(0))
            writer.close()

        async with await asyncio.start_server(answer, sock=taken):
            settings = Settings(web=WebSettings(listen=listen))
            ours, theirs = [(await check(settings))["[web] listen"] for _ in range(2)]
    assert (ours.works, ours.words) == (True, f"a digest serves at {listen} already")
    assert (theirs.works, theirs.words.partition(":")[0]) == (False, "[web] listen")
    assert (await check(settings))["[web] listen"].works


@pytest.mark.parametrize(
    ("base_url", "works"),
    [
        ("https://localhost/news", True),
        ("http://localhost/news", True),
        ("https://192.0.2.1", True),
        ("http://192.0.2.1", False),
        ("https://no.such.host.invalid", False),
        (f"https://{'a' * 64}.example", False),
    ],
)
async def test_the_links_of_messages_must_lead_somewhere_by_https(check, base_url: str, works: bool) -> None:
    """One-click unsubscribing is only offered over https."""
    (probed,) = (await check(Settings(site=Site(base_url=base_url)))).values()
    assert (probed.what, probed.works) == ("[site] base_url", works)
    assert "\n" not in probed.words


async def test_the_endpoint_of_summaries_is_asked_for_a_word(check) -> None:
    """A good key is named as working, a wrong one as what it is; the key itself is never said."""
    async with SummaryServer(model="small", key="sk-hunter2") as server:
        server.say("yes", finish="length")
        found = []
        for key in ("sk-hunter2", "sk-other"):
            settings = Settings(summary=SummarySettings(url=server.url, model="small", key=Secret(key)))
            found += (await check(settings)).values()
    assert [(one.what, one.works) for one in found] == [("[summary] url", True), ("[summary] url", False)]
    assert found[0].words == "small answers at 127.0.0.1"
    assert "does not take the key" in found[1].words
    assert "sk-" not in found[1].words


def test_a_template_of_a_page_that_fails_is_found_before_anything_runs(tmp_path: Path) -> None:
    """With its file and line, like those of issues."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "left.html.j2").write_text("{{ page.addres }}")
    with pytest.raises(ConfigError, match=r"left\.html\.j2:1.*did you mean 'address'"):
        check_site(Settings(site=Site(templates=tmp_path)))
