"""Follow feeds: try an address, take a list in, give one out, stop following."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from digest.app.site import App
from digest.errors import DigestError, FetchError
from digest.model import Feed, Fetched, FetchState, ParsedFeed
from digest.sources.discovery import OfferedFeed, offered_feeds
from digest.sources.feed.charset import to_utf8
from digest.sources.opml import LONGEST_LIST, read_opml, write_opml

__all__ = ["ImportedFeeds", "TriedFeed", "export_feeds", "import_feeds", "remove_feed", "try_feed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedFeed:
    """What stands at an address: a feed, or in `problem` why it is none; and the feeds that a page offers.

    `url` is where the document came from in the end, `moved_to` the address to write into the config.
    """

    url: str
    moved_to: str
    problem: str
    feed: ParsedFeed | None
    offers: tuple[OfferedFeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFeeds:
    """What became of a list: how many are new, how many were followed already, and which were refused."""

    added: int
    known: int
    refused: tuple[str, ...]


async def try_feed(app: App, address: str) -> TriedFeed:
    """Fetch an address as a poll would, store nothing, and say what is there; FetchError where nothing comes."""
    configured = {feed.url: feed for feed in app.settings.feeds}
    whole = "://" in address or address.startswith("file:")
    feed = configured.get(address) or Feed(url=address if whole else f"https://{address}")
    source = app.sources.get(urlsplit(feed.url).scheme)
    if source is None:
        raise DigestError(f"{address} is nothing that can be fetched; write https://example.org/rss")
    fetched = await source.fetch(feed, FetchState())
    try:
        parsed, problem = await app.parser.parse(fetched, feed), ""
    except FetchError as error:
        parsed, problem = None, str(error)
    offers = await asyncio.to_thread(_offers, fetched) if parsed is None else ()
    return TriedFeed(url=fetched.url, moved_to=fetched.moved_to, problem=problem, feed=parsed, offers=offers)


async def import_feeds(app: App, file: Path, now: datetime) -> ImportedFeeds:
    """Follow the feeds of an OPML file; DigestError where it cannot be read."""
    try:
        document = await asyncio.to_thread(_read, file)
    except OSError as error:
        raise DigestError(f"{file} cannot be read: {error.strerror or error}") from error
    listed = await asyncio.to_thread(read_opml, document)
    added = await asyncio.to_thread(app.store.feeds.add, listed.feeds, now)
    return ImportedFeeds(added=added, known=len(listed.feeds) - added, refused=listed.refused)


async def export_feeds(app: App) -> str:
    """Write every followed feed on the web as OPML."""
    followed = await asyncio.to_thread(app.store.feeds.followed)
    web = [feed for feed in followed if urlsplit(feed.url).scheme in {"http", "https"}]
    return write_opml(web, app.settings.site.title)


async def remove_feed(app: App, url: str) -> None:
    """Stop following a feed that was added by command; DigestError says why another cannot be removed."""
    if await asyncio.to_thread(app.store.feeds.remove, url):
        return
    if url in {feed.url for feed in app.settings.feeds}:
        raise DigestError(f"{url} stands in the config; remove it there")
    raise DigestError(f"no feed that was added by command has the url {url}; `digest feeds` lists them")


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LONGEST_LIST + 1)


def _offers(fetched: Fetched) -> tuple[OfferedFeed, ...]:
    return offered_feeds(to_utf8(fetched.body or b"", fetched.content_type), fetched.url)
