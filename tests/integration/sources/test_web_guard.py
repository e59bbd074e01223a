"""No connection to an internal address ever arrives: by address, by redirect, by name."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from aiohttp.abc import AbstractResolver
from engines.feed_server import FeedServer

from digest.errors import FetchError
from digest.model import Feed, FetchState
from digest.sources.web import WebSource

NEW = FetchState()
RSS = b"<rss version='2.0'><channel/></rss>"
Make = Callable[..., WebSource]


class Liar(AbstractResolver):
    """A name server in an attacker's hands: each question takes the next answer."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}
            for address in addresses
        ]

    async def close(self) -> None:
        pass


WRITTEN = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "0.0.0.0",
    "0",
    "localhost",
    "LOCALHOST.",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[fe80::1%25lo]",
    "１２７.０.０.１",
    "127。0。0。1",
]


@pytest.fixture
async def listeners():
    """Real listeners on IPv4 and, where there is one, IPv6, at one port."""
    async with FeedServer(host="127.0.0.1") as server:
        server.put("/rss", RSS)
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as six:
            try:
                six.bind(("::1", server.port))
                six.listen(50)
                six.setblocking(False)
            except OSError:
                pass  # a machine without IPv6
            yield server
            with pytest.raises(OSError):  # noqa: PT011 -- nobody came: there is nothing to accept
                six.accept()


@pytest.mark.parametrize("host", WRITTEN)
async def test_an_internal_address_is_never_connected_to_however_it_is_written(
    listeners: FeedServer, make_source: Make, host: str
) -> None:
    """The error is one line, and names the setting where that would help."""
    with pytest.raises(FetchError) as raised:
        await make_source(allow_networks=()).fetch(Feed(url=f"http://{host}:{listeners.port}/rss"), NEW)
    assert "\n" not in str(raised.value)
    assert listeners.connections == 0


@pytest.mark.parametrize("host", WRITTEN)
async def test_no_redirect_leads_to_an_internal_address(make_source: Make, listeners: FeedServer, host: str) -> None:
    """The guard stands at the socket, on every hop: 127.0.0.9 is allowed here, and nothing else."""
    async with FeedServer(host="127.0.0.9") as outside:
        outside.redirect("/rss", f"http://{host}:{listeners.port}/rss", 301)
        source = make_source(allow_networks=("127.0.0.9/32",))
        with pytest.raises(FetchError):
            await source.fetch(Feed(url=outside.url("/rss")), NEW)
        assert len(outside.requests) == 1
    assert listeners.connections == 0


@pytest.mark.parametrize("answers", [[["127.0.0.1"]], [["10.0.0.1", "127.0.0.1", "::1"]], [["::ffff:127.0.0.1"]]])
async def test_no_name_leads_to_an_internal_address(
    listeners: FeedServer, make_source: Make, answers: list[list[str]]
) -> None:
    """Whatever a name server answers, alone or among others."""
    source = make_source(allow_networks=(), resolver=Liar(*answers))
    with pytest.raises(FetchError, match="internal address"):
        await source.fetch(Feed(url=f"http://rebind.example:{listeners.port}/rss"), NEW)
    assert listeners.connections == 0


async def test_a_name_that_changes_its_mind_is_judged_by_what_is_connected_to(
    listeners: FeedServer, make_source: Make
) -> None:
    """First an allowed address, then an internal one."""
    async with FeedServer(host="127.0.0.9") as outside:
        outside.redirect("/rss", f"http://second.example:{listeners.port}/rss")
        liar = Liar(["127.0.0.9"], ["127.0.0.1"])
        source = make_source(allow_networks=("127.0.0.9/32",), resolver=liar)
        with pytest.raises(FetchError, match="internal address"):
            await source.fetch(Feed(url=f"http://first.example:{outside.port}/rss"), NEW)
        assert len(outside.requests) == 1
    assert listeners.connections == 0


async def test_an_allowed_network_is_reached(listeners: FeedServer, make_source: Make) -> None:
    """The refusals above are the guard's, not the server's."""
    for resolver, host in ((None, "127.0.0.1"), (Liar(["127.0.0.1"]), "wire.example")):
        source = make_source(allow_networks=("127.0.0.0/8",), resolver=resolver)
        assert (await source.fetch(Feed(url=f"http://{host}:{listeners.port}/rss"), NEW)).body == RSS
    assert listeners.connections == 2
