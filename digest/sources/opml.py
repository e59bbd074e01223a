"""Lists of feeds as OPML: read from strangers' programs, written for them.

Reading uses listparser on bytes (on a text it would fetch what looks like an address); nothing in a list is
ever fetched, no entity is resolved, and only http(s) addresses without a password in them come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import listparser
from lxml import etree

from digest.errors import DigestError
from digest.model import Feed, FollowedFeed
from digest.sources.feed.charset import to_utf8
from digest.text import clean, shorten
from digest.urls import resolve

__all__ = ["LONGEST_LIST", "ListedFeeds", "read_opml", "write_opml"]

LONGEST_LIST: Final = 10_000_000
_MOST_FEEDS: Final = 100_000
_LONGEST_URL: Final = 2_000
_MOST_TAGS: Final = 10
_DEEPEST: Final = 30
_FEED_SCHEME: Final = re.compile(r"^feed:(?://(?=https?:))?", re.IGNORECASE)  # feed:https://…, feed://…


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFeeds:
    """What a list holds: feeds that can be followed, and addresses that cannot."""

    feeds: tuple[Feed, ...]
    refused: tuple[str, ...]


def read_opml(document: bytes) -> ListedFeeds:
    """Read a list of feeds, folders as tags; raise DigestError where it is none, or is made to do harm."""
    text = to_utf8(document[: LONGEST_LIST + 1])
    if len(document) > LONGEST_LIST:
        raise DigestError(f"the list is longer than {LONGEST_LIST // 1_000_000} MB; split it")
    if b"<!ENTITY" in text:
        raise DigestError("the list declares entities (<!ENTITY …>), which no OPML needs; export it anew")
    _refuse_monsters(text)
    found = listparser.parse(text)
    if not str(found.get("version") or "").startswith("opml"):
        raise DigestError(
            'this is no OPML (an XML document with <opml> as its root); export "OPML" from your feed reader'
        )
    return _sorted_out(found.feeds)


def write_opml(feeds: Sequence[FollowedFeed], title: str) -> str:
    """Write OPML 2.0: names, and tags as categories; only what can be read back, so no files and mailboxes."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = clean(title)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        name = clean(feed.name)
        outline = etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed.url)
        if tags := [tag for tag in feed.tags if tag]:
            outline.set("category", ",".join(tag.replace(",", " ").replace("/", " ") for tag in tags))
        if feed.language:
            outline.set("language", feed.language)
    return str(etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8").decode())


def _refuse_monsters(text: bytes) -> None:
    """Count before reading: listparser copies the path of folders for every feed."""
    outlines = depth = 0
    try:
        for event, outline in etree.iterparse(BytesIO(text), ("start", "end"), tag="outline", html=True):
            depth += 1 if event == "start" else -1
            outlines += event == "start"
            if event == "end":
                outline.clear()
            if outlines > _MOST_FEEDS:
                raise DigestError(f"the list has more than {_MOST_FEEDS} feeds and folders; split it")
            if depth > _DEEPEST:
                raise DigestError(f"the folders of the list are more than {_DEEPEST} deep; export it anew")
    except etree.XMLSyntaxError:
        pass  # whether it is a list at all is asked next


def _sorted_out(listed: Iterable[dict[str, object]]) -> ListedFeeds:
    feeds: dict[str, Feed] = {}
    refused: list[str] = []
    for one in listed:
        written = str(one.get("url", ""))
        if url := _web_address(written):
            feeds.setdefault(url, Feed(url=url, name=shorten(clean(str(one.get("title", ""))), 200), tags=_tags(one)))
        else:
            refused.append(shorten(clean(written), 100))
    return ListedFeeds(feeds=tuple(feeds.values()), refused=tuple(refused))


def _web_address(written: str) -> str:
    """Keep an http(s) address to the letter, but for the case of its host; "" for anything else, and for one with a password."""
    url = _FEED_SCHEME.sub("", written.strip())
    url = f"http:{url}" if url.startswith("//") else url
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    if (
        not resolve("", url)
        or "@" in authority
        or len(url.encode("utf-8", "replace")) > _LONGEST_URL
        or re.search(r"\s", url)
    ):
        return ""
    return f"{scheme.lower()}://{authority.lower()}{slash}{path}"


def _tags(listed: dict[str, object]) -> tuple[str, ...]:
    """Take the names of all folders and categories a feed stands in."""
    categories = listed.get("categories")
    names = (
        [str(name) for path in categories if isinstance(path, list) for name in path]
        if isinstance(categories, list)
        else []
    )
    return tuple(dict.fromkeys(shorten(clean(name), 60) for name in names if clean(name)))[:_MOST_TAGS]
