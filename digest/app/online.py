"""Check what a site needs from the outside: every feed, every channel's login, the address of the pages.

Each probe ends in one line for the admin, soon in any case; one that fails stops no other.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from digest.app.site import App
from digest.errors import DigestError
from digest.model import Feed, FetchState, SummarySettings
from digest.ports import Source

__all__ = ["Probed", "check_online"]

_AT_ONCE: Final = 10
_PATIENCE: Final = 60  # seconds for one probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What was tried, whether it works, and why in one line."""

    what: str
    works: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Probe:
    what: str
    try_it: Callable[[], Awaitable[str]]


async def check_online(app: App, report: Callable[[Probed], None]) -> tuple[Probed, ...]:
    """Try everything, a few at a time, and report each as soon as it is known."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(probe: _Probe) -> Probed:
        async with places:
            ended = await _probed(probe)
        report(ended)
        return ended

    return tuple(await asyncio.gather(*(one(probe) for probe in _probes(app))))


def _probes(app: App) -> Iterator[_Probe]:
    for name, channel in app.channels.items():
        probe = getattr(channel, "probe", None)  # what a channel may have beside its port
        if probe is not None:
            yield _Probe(what=f"channel {name}", try_it=probe)
    if app.settings.web is not None:
        yield _Probe(what="[web] listen", try_it=_listening(app.settings.web.listen))
    if app.settings.site.base_url is not None:
        yield _Probe(what="[site] base_url", try_it=_linked(app.settings.site.base_url))
    if app.settings.summary is not None:
        yield _Probe(what="[summary] url", try_it=_writing(app.settings.summary))
    for feed in app.settings.feeds:
        source = app.sources.get(urlsplit(feed.url).scheme)
        if source is not None:
            yield _Probe(what=f"feed {feed.name or feed.url}", try_it=_fetched(app, feed, source))


async def _probed(probe: _Probe) -> Probed:
    try:
        async with asyncio.timeout(_PATIENCE):
            words = await probe.try_it()
    except TimeoutError:
        return Probed(what=probe.what, works=False, words=f"no answer within {_PATIENCE} seconds")
    except DigestError as error:
        return Probed(what=probe.what, works=False, words=" ".join(str(error).split()))
    except Exception as error:  # noqa: BLE001 - a channel of the admin's own can raise anything
        return Probed(what=probe.what, works=False, words=f"{type(error).__name__}: {' '.join(str(error).split())}")
    return Probed(what=probe.what, works=True, words=words)


def _fetched(app: App, feed: Feed, source: Source) -> Callable[[], Awaitable[str]]:
    async def try_it() -> str:
        """Fetch and parse the feed as if for the first time; store nothing."""
        fetched = await source.fetch(feed, FetchState())
        if fetched.body is None:
            return "nothing new"
        parsed = await app.parser.parse(fetched, feed)
        moved = f"; it has moved to {fetched.moved_to}" if fetched.moved_to else ""
        count = len(parsed.entries)
        return f"{count} {'entry' if count == 1 else 'entries'}{moved}"

    return try_it


def _writing(settings: SummarySettings) -> Callable[[], Awaitable[str]]:
    async def try_it() -> str:
        """Have the endpoint say one word."""
        from digest.inference.summary import Endpoint  # noqa: PLC0415 - only who has an endpoint needs it

        async with Endpoint(settings) as endpoint:
            return await endpoint.probe()

    return try_it


def _listening(listen: str) -> Callable[[], Awaitable[str]]:
    async def try_it() -> str:
        """Listen for a moment, or find that a digest does so already."""
        from digest.inbound.web import open_listener  # noqa: PLC0415 - brings the web server

        try:
            open_listener(listen).close()
        except DigestError:
            if await _is_ours(listen):
                return f"a digest serves at {listen} already"
            raise
        return f"{listen} is free"

    return try_it


async def _is_ours(listen: str) -> bool:
    """Ask whoever listens there for its health, as only our pages answer it."""
    host, _, port = listen.rpartition(":")
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = await reader.read(2_000)
            writer.close()
    except (OSError, TimeoutError):
        return False
    return answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"\r\n\r\nok\n")


def _linked(base_url: str) -> Callable[[], Awaitable[str]]:
    async def try_it() -> str:
        """See that links of messages can work: a name that is found, and https, which one-click asks for."""
        parts = urlsplit(base_url)
        host = parts.hostname or ""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise DigestError(f"{host} is not found: {reason}; links in messages lead nowhere") from error
        place = str(found[0][4][0])
        if ipaddress.ip_address(place.partition("%")[0]).is_loopback:
            return f"{host} is this machine: nobody else can open the links"
        if parts.scheme != "https":
            raise DigestError(f"{base_url} is not https: mail programs offer one-click unsubscribing only there")
        return f"{host} is {place}"

    return try_it
