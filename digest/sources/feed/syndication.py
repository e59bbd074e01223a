"""RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0, read by feedparser.

feedparser gets a stream, never bytes (it would open a file of that name), and is asked neither to
sanitise nor to resolve: entries are plain text, and relative links are resolved here, against
`xml:base` (which feedparser applies), the feed's own link, or where the document came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any, Final

import feedparser

from digest.model import Enclosure
from digest.sources.feed.dates import from_fields
from digest.sources.feed.items import Document, Item
from digest.urls import resolve

__all__ = ["read_syndication"]

_UTF8_XML: Final = {"content-type": "application/xml; charset=utf-8"}
_DATES: Final = ("published_parsed", "updated_parsed", "created_parsed")

# feedparser's dictionaries answer for other keys with a warning; the plain `dict.get` does not.
Fields = dict[str, Any]


def read_syndication(text: bytes, url: str) -> Document | None:
    """Read UTF-8 text fetched from `url`; None where feedparser finds no feed in it."""
    result = feedparser.parse(
        BytesIO(text),
        response_headers=_UTF8_XML,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not result.entries and not result.version:
        return None
    link = resolve(url, _text(result.feed, "link"))
    base = link or url
    return Document(
        items=tuple(_item(entry, base) for entry in result.entries),
        title=_text(result.feed, "title"),
        link=link,
        language=_text(result.feed, "language"),
        ttl=_ttl(_text(result.feed, "ttl")),
        notes=(_fault(result.bozo_exception, text),) if result.bozo else (),
    )


def _fault(error: Exception, text: bytes) -> str:
    """Say in words what the feed's owner should mend; entries are read as far as they can be.

    feedparser puts a line with an XML declaration before a document without one.
    """
    line = getattr(error, "getLineNumber", lambda: 0)() - (not text.startswith(b"<?xml"))
    what = getattr(error, "getMessage", lambda: f"{type(error).__name__}: {error}")()
    where = f", line {line}" if line > 0 else ""
    return f"the document is broken (for its owner to mend), and was read as far as it goes: {what}{where}"


def _ttl(written: str) -> timedelta:
    """Read RSS's time to live, in minutes; zero for what is none."""
    written = written.strip()
    minutes = int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else 0
    return timedelta(minutes=min(minutes, 60 * 24 * 365))


def _item(entry: Fields, base: str) -> Item:
    contents = [_text(content, "value") for content in _dicts(entry, "content")]
    summary = _text(entry, "summary")
    return Item(
        guid=_text(entry, "id"),
        link=resolve(base, _link(entry)),
        title=_text(entry, "title"),
        summary=summary or max(contents, key=len, default=""),
        content=max(contents, key=len, default=""),
        authors=tuple(_authors(entry)),
        published=next(filter(None, (from_fields(dict.get(entry, name)) for name in _DATES)), None),
        enclosures=tuple(_enclosures(entry, base)),
        language=_language(entry),
    )


def _text(fields: Fields, name: str) -> str:
    value = dict.get(fields, name)
    return value if isinstance(value, str) else ""


def _dicts(fields: Fields, name: str) -> list[Fields]:
    values = dict.get(fields, name)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _link(entry: Fields) -> str:
    """Prefer the publisher's own address to the counting one, then any alternate link."""
    alternates = (_text(link, "href") for link in _dicts(entry, "links") if _text(link, "rel") == "alternate")
    return _text(entry, "feedburner_origlink") or _text(entry, "link") or next(filter(None, alternates), "")


def _authors(entry: Fields) -> list[str]:
    names = [_text(author, "name") for author in _dicts(entry, "authors")]
    return names if any(names) else [_text(entry, "author")]


def _enclosures(entry: Fields, base: str) -> Iterator[Enclosure]:
    for link in _dicts(entry, "links"):
        if _text(link, "rel") == "enclosure":
            yield _enclosure(resolve(base, _text(link, "href")), _text(link, "type"), _text(link, "length"))
    for media in _dicts(entry, "media_content"):
        yield _enclosure(resolve(base, _text(media, "url")), _text(media, "type"), _text(media, "filesize"))


def _enclosure(url: str, kind: str, length: str) -> Enclosure:
    size = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
    return Enclosure(url=url, type=kind, length=size)


def _language(entry: Fields) -> str:
    details = [dict.get(entry, name) for name in ("title_detail", "summary_detail")] + _dicts(entry, "content")
    return next(filter(None, (_text(detail, "language") for detail in details if isinstance(detail, dict))), "")
