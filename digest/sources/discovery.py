"""Which feeds a web page offers, from the page's own bytes: nothing is fetched to find out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from digest.text import clean, shorten
from digest.urls import resolve

__all__ = ["OfferedFeed", "offered_feeds"]

_LONGEST_PAGE: Final = 1_000_000
_MOST_OFFERS: Final = 50
_FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss+xml"}
)
_FEED_PATH: Final = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom)(?:/|\.xml|\.json|$)|\.(?:rss|atom|rdf)$|[?&]feed=(?:rss|atom)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFeed:
    """A feed that a page names; `title` is the page's word for it."""

    url: str
    title: str = ""


def offered_feeds(page: bytes, url: str) -> tuple[OfferedFeed, ...]:
    """List the feeds that a page (in UTF-8) says are its own, else the links that look like feeds."""
    if not page.strip():
        return ()
    root: etree._Element | None = etree.fromstring(
        page[:_LONGEST_PAGE], etree.HTMLParser(encoding="utf-8", no_network=True)
    )
    if root is None:  # nothing but comments
        return ()
    base = resolve(url, next((tag.get("href", "") for tag in root.iterfind(".//base[@href]")), "")) or url
    return _distinct(_declared(root, base)) or _distinct(_linked(root, base))


def _declared(root: etree._Element, base: str) -> Iterator[OfferedFeed]:
    for link in root.iterfind(".//link[@href]"):
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if kind in _FEED_TYPES and "stylesheet" not in link.get("rel", "").lower():
            yield OfferedFeed(url=resolve(base, link.get("href", "")), title=link.get("title", ""))


def _linked(root: etree._Element, base: str) -> Iterator[OfferedFeed]:
    for link in root.iterfind(".//a[@href]"):
        address = resolve(base, link.get("href", ""))
        if _FEED_PATH.search(address.partition("#")[0]):
            yield OfferedFeed(url=address, title="".join(link.itertext()))


def _distinct(offers: Iterator[OfferedFeed]) -> tuple[OfferedFeed, ...]:
    found: dict[str, OfferedFeed] = {}
    for offer in offers:
        url = clean(offer.url)
        if url and url not in found:
            found[url] = OfferedFeed(url=url, title=shorten(clean(offer.title), 100))
        if len(found) >= _MOST_OFFERS:
            break
    return tuple(found.values())
