"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), forgiving about types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from digest.model import Enclosure
from digest.sources.feed.dates import from_text
from digest.sources.feed.items import Document, Item
from digest.urls import resolve

__all__ = ["looks_like_json", "read_json_feed"]

Fields = dict[str, Any]


def looks_like_json(text: bytes) -> bool:
    """Tell whether UTF-8 text begins as a JSON object or list does."""
    return text[:200].lstrip()[:1] in {b"{", b"["}


def read_json_feed(text: bytes, url: str) -> Document | None:
    """Read UTF-8 text fetched from `url`; None where it is no JSON Feed."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    link = resolve(url, _text(feed, "home_page_url"))
    base = link or url
    items = [item for item in feed["items"] if isinstance(item, dict)]
    passed_over = len(feed["items"]) - len(items)
    return Document(
        items=tuple(_item(item, base) for item in items),
        title=_text(feed, "title"),
        link=link,
        language=_text(feed, "language"),
        notes=(f"{passed_over} items are no objects",) if passed_over else (),
    )


def _item(item: Fields, base: str) -> Item:
    plain = _plain(item, "content_text")
    content = _text(item, "content_html") or plain
    return Item(
        guid=_text(item, "id"),
        link=resolve(base, _text(item, "url") or _text(item, "external_url")),
        title=_text(item, "title"),
        summary=_plain(item, "summary") or content,
        content=content,
        authors=tuple(_authors(item)),
        published=from_text(item.get("date_published")) or from_text(item.get("date_modified")),
        enclosures=tuple(_enclosures(item, base)),
        language=_text(item, "language"),
    )


def _text(fields: Fields, name: str) -> str:
    """Take a string; an id may also be written as a number."""
    value = fields.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _plain(fields: Fields, name: str) -> str:
    """Write plain text as markup, so that "<" stays a sign and a line stays a line."""
    return escape(_text(fields, name), quote=False).replace("\n", "<br>")


def _dicts(fields: Fields, name: str) -> Iterator[Fields]:
    value = fields.get(name)
    yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict))


def _authors(item: Fields) -> Iterator[str]:
    for name in ("authors", "author"):
        for author in _dicts(item, name):
            yield _text(author, "name")


def _enclosures(item: Fields, base: str) -> Iterator[Enclosure]:
    for attachment in _dicts(item, "attachments"):
        size = attachment.get("size_in_bytes")
        yield Enclosure(
            url=resolve(base, _text(attachment, "url")),
            type=_text(attachment, "mime_type"),
            length=size if type(size) is int and 0 <= size < 1 << 53 else None,
        )
