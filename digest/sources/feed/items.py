"""What both readers (syndication, jsonfeed) find in a document, before it becomes entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.model import Enclosure

__all__ = ["Document", "Item"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as it stands in the document. `title`, `summary` and `content` may be markup.

    `link` and enclosures are absolute; `published` is aware UTC.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    enclosures: tuple[Enclosure, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What one document says of itself, and its items in its own order."""

    items: tuple[Item, ...]
    title: str = ""
    link: str = ""
    language: str = ""
    ttl: timedelta = timedelta(0)
    notes: tuple[str, ...] = ()
