"""What the parser and its worker process say to each other: length-prefixed frames over pipes.

A request is two frames, the JSON of a Request and the document; a reply is one frame of JSON,
either a feed or an error. The worker read a stranger's bytes, so its reply is checked field by field.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from digest.errors import FetchError
from digest.model import Enclosure, ParsedEntry, ParsedFeed
from digest.text import clean, shorten
from digest.urls import resolve

__all__ = ["LENGTH", "MOST_BYTES", "Request", "decode_reply", "encode_error", "encode_feed", "frame"]

LENGTH: Final = struct.Struct("!I")
MOST_MINUTES: Final = 60 * 24 * 365
MOST_BYTES: Final = 256_000_000
"""No frame is longer; a longer one is the end of the worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a document is parsed with. `seconds` is processor time."""

    url: str
    content_type: str
    language: str
    seconds: int

    def encode(self) -> bytes:
        """Write the request as JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, data: bytes) -> Request:
        """Read what `encode` wrote."""
        return cls(**json.loads(data))


def frame(data: bytes) -> bytes:
    """Put the length before the data."""
    return LENGTH.pack(len(data)) + data


def encode_feed(feed: ParsedFeed) -> bytes:
    """Write a feed as the JSON of a reply."""
    fields = asdict(feed) | {"ttl": int(feed.ttl.total_seconds() // 60)}
    return json.dumps({"feed": fields}, ensure_ascii=False, default=datetime.isoformat).encode("utf-8", "replace")


def encode_error(reason: str) -> bytes:
    """Write the reason for which there is no feed."""
    return json.dumps({"error": reason}).encode()


def decode_reply(data: bytes) -> ParsedFeed:
    """Read a reply and trust nothing in it; raise FetchError with the reason it carries, or that it is malformed."""
    try:
        reply = json.loads(data)
        if "error" in reply:
            raise FetchError(shorten(clean(str(reply["error"])), 400) or "the parser gave no reason")
        return _feed(reply["feed"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise FetchError("the parser's reply is malformed") from error


def _feed(fields: Mapping[str, Any]) -> ParsedFeed:
    return ParsedFeed(
        entries=tuple(_entry(entry) for entry in _list(fields, "entries")),
        title=_text(fields, "title"),
        link=_link(fields, "link"),
        language=_text(fields, "language"),
        note=_text(fields, "note"),
        ttl=_minutes(fields["ttl"]),
    )


def _minutes(value: object) -> timedelta:
    if type(value) is not int or not 0 <= value <= MOST_MINUTES:
        raise ValueError("a time to live that is none")
    return timedelta(minutes=value)


def _entry(fields: Mapping[str, Any]) -> ParsedEntry:
    keys = tuple(_string(key) for key in _list(fields, "keys"))
    if not keys:
        raise ValueError("an entry without keys")
    return ParsedEntry(
        keys=keys,
        title=_text(fields, "title"),
        guid=_text(fields, "guid"),
        link=_link(fields, "link"),
        canonical_url=_link(fields, "canonical_url"),
        authors=tuple(_string(author) for author in _list(fields, "authors")),
        published=_time(fields["published"]),
        summary=_text(fields, "summary"),
        text=_text(fields, "text"),
        html=_text(fields, "html"),
        enclosures=tuple(_enclosure(enclosure) for enclosure in _list(fields, "enclosures")),
        language=_text(fields, "language"),
        direction=_direction(fields["direction"]),
    )


def _enclosure(fields: Mapping[str, Any]) -> Enclosure:
    length = fields["length"]
    if length is not None and (type(length) is not int or length < 0):
        raise ValueError("a length that is no number")
    return Enclosure(url=_link(fields, "url"), type=_text(fields, "type"), length=length)


def _list(fields: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = fields[name]
    if not isinstance(value, list):
        raise TypeError(name)
    return value


def _text(fields: Mapping[str, Any], name: str) -> str:
    return _string(fields[name])


def _string(value: object) -> str:
    """Accept a string that a store can keep."""
    if not isinstance(value, str) or "\0" in value:
        raise TypeError("not a string")
    value.encode()
    return value


def _link(fields: Mapping[str, Any], name: str) -> str:
    value = _text(fields, name)
    return value if not value or value.startswith(("http://", "https://")) else resolve("", value)


def _time(value: object) -> datetime | None:
    return None if value is None else datetime.fromisoformat(_string(value)).astimezone(UTC)


def _direction(value: object) -> Literal["ltr", "rtl"]:
    return "rtl" if _string(value) == "rtl" else "ltr"
