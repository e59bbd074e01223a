"""Fakes that keep the same contracts as the real adapters, and a strict reader of Telegram's HTML.

    MemoryChannel   a channel that keeps what it was sent
    MemorySource    a source whose documents are given beforehand
    read_telegram   what a chat would show of a message, or why Telegram would refuse it

They ship with the package so that plug-ins can be tested with them.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from digest.errors import DeliveryError, FetchError
from digest.model import Feed, Fetched, FetchState, Message, Receipt
from digest.ports import Accepted

__all__ = ["MemoryChannel", "MemorySource", "TelegramText", "read_telegram"]


class MemoryChannel:
    """Keep messages in the order they came; the same message twice is kept once.

    `failures` are raised first, one a call, before anything is kept.
    """

    def __init__(self, failures: Iterable[DeliveryError] = ()) -> None:
        self.messages: list[Message] = []
        self.calls = 0
        self._failures = list(failures)

    async def send(self, message: Message, accepted: Accepted) -> Receipt:  # noqa: ARG002 - all parts go out at once
        """Keep the message, or raise the next failure."""
        self.calls += 1
        if self._failures:
            raise self._failures.pop(0)
        if all(kept.message_id != message.message_id for kept in self.messages):
            self.messages.append(message)
        return Receipt(reference=message.message_id)


class MemorySource:
    """Give the document of a feed's URL; an exception given for a URL is raised instead.

    A document whose fingerprint the state already has is said to be unchanged.
    """

    def __init__(self, documents: Mapping[str, bytes | FetchError]) -> None:
        self.documents = dict(documents)

    async def fetch(self, feed: Feed, state: FetchState) -> Fetched:
        """Bring the document, None where it has not changed; FetchError for an unknown URL."""
        document = self.documents.get(feed.url, FetchError("no such document"))
        if isinstance(document, FetchError):
            raise document
        fingerprint = hashlib.sha256(document).hexdigest()
        body = None if fingerprint == state.fingerprint else document
        return Fetched(body=body, url=feed.url, fingerprint=fingerprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramText:
    """A message as Telegram's server keeps it: plain text, its length in UTF-16 units, its entities."""

    text: str
    units: int
    entities: tuple[str, ...]
    urls: tuple[str, ...]


_PIECE: Final = re.compile(r"<(/?)([a-z-]+)((?: [^<>]*)?)>|([^<>]+)")
_STRAY_AMPERSAND: Final = re.compile(r"&(?!(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-f]+);)")
_KNOWN: Final = {"b": "", "i": "", "u": "", "s": "", "code": "", "pre": "", "tg-spoiler": "", "blockquote": ""}
_WITH_ATTRIBUTES: Final = {
    "a": re.compile(r' href="((?:https?|tg)://[^"<>]+)"'),
    "blockquote": re.compile(r"(?: expandable)?()"),
}


def read_telegram(message: str) -> TelegramText:
    """Read a message as Telegram's server would; raise ValueError for what it would refuse.

    Known tags, properly nested, never one in its own kind; the four named entities and numbers; http(s) links.
    """
    text: list[str] = []
    urls: list[str] = []
    entities: list[str] = []
    stack: list[str] = []
    place = 0
    while place < len(message):
        piece = _PIECE.match(message, place)
        if piece is None:
            raise ValueError(f"not Telegram's HTML at {message[place : place + 20]!r}")
        place = piece.end()
        end, tag, attributes, data = piece.groups()
        if data is not None:
            text.append(_read_text(data))
        elif end:
            if not stack or stack.pop() != tag or attributes:
                raise ValueError(f"</{tag}> does not close what is open")
        else:
            urls += _read_tag(tag, attributes, stack)
            stack.append(tag)
            entities.append(tag)
    if stack:
        raise ValueError(f"<{stack[-1]}> is not closed")
    whole = "".join(text)
    units = len(whole.encode("utf-16-le")) // 2
    return TelegramText(text=whole, units=units, entities=tuple(entities), urls=tuple(urls))


def _read_text(data: str) -> str:
    if _STRAY_AMPERSAND.search(data):
        raise ValueError(f"an entity Telegram does not know in {data[:40]!r}")
    return html.unescape(data)


def _read_tag(tag: str, attributes: str, stack: list[str]) -> list[str]:
    """Check a start tag; give the link it carries, if any."""
    if tag in stack:
        raise ValueError(f"<{tag}> inside itself")
    pattern = _WITH_ATTRIBUTES.get(tag)
    if pattern is None:
        if tag not in _KNOWN or attributes:
            raise ValueError(f"Telegram does not know <{tag}{attributes}>")
        return []
    found = pattern.fullmatch(attributes)
    if found is None:
        raise ValueError(f"Telegram does not know <{tag}{attributes}>")
    return [html.unescape(found[1])] if found[1] else []
