"""The border: what strangers wrote becomes rows of bounded size, and keys short enough for an index.

Pure. What a column type can do alone (NUL, lone surrogates) is in `types`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from digest.model import ParsedEntry
from digest.store.types import clean_string

__all__ = ["Incoming", "chunks", "incoming", "line_hash", "short_key"]

CHUNK: Final = 900
"""Values in one IN (…): the oldest SQLite in use takes 999 variables."""

_LONGEST_KEY: Final = 200
_LONGEST: Final = {"title": 1_000, "summary": 20_000, "text": 200_000, "html": 1_000_000}
_LONGEST_URL: Final = 4_000
_LONGEST_GUID: Final = 1_000
_LONGEST_AUTHOR: Final = 200
_MOST_AUTHORS: Final = 20
_MOST_ENCLOSURES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A parsed entry made ready: `first_key` as the parser wrote it, `keys` as stored, `content` by column."""

    first_key: str
    keys: tuple[str, ...]
    published: datetime | None
    content: dict[str, Any]
    content_hash: bytes


def incoming(entry: ParsedEntry) -> Incoming:
    """Bound everything that a stranger wrote."""
    published = _utc(entry.published)
    content: dict[str, Any] = {name: clean_string(getattr(entry, name))[:most] for name, most in _LONGEST.items()}
    content |= {
        "guid": clean_string(entry.guid)[:_LONGEST_GUID],
        "link": _whole_url(entry.link),
        "canonical_url": _whole_url(entry.canonical_url),
        "authors": [clean_string(author)[:_LONGEST_AUTHOR] for author in entry.authors[:_MOST_AUTHORS]],
        "enclosures": [
            {"url": _whole_url(enclosure.url), "type": clean_string(enclosure.type)[:100], "length": enclosure.length}
            for enclosure in entry.enclosures[:_MOST_ENCLOSURES]
        ],
        "language": clean_string(entry.language)[:20],
        "direction": entry.direction,
    }
    shape = json.dumps([content, str(published)], sort_keys=True).encode()
    keys = tuple(dict.fromkeys(short_key(key) for key in entry.keys))
    return Incoming(
        first_key=entry.keys[0] if entry.keys else "",
        # Without a key of its own an entry is known by all of what it says.
        keys=keys or (f"content:{_hash(shape).hex()}",),
        published=published,
        content=content,
        content_hash=_hash(shape),
    )


def short_key(key: str) -> str:
    """Keep a short key readable and make a long one short; equal keys stay equal."""
    key = clean_string(key)
    return key if len(key) <= _LONGEST_KEY else f"{key[:20]}…{_hash(key.encode()).hex()}"


def line_hash(line: str) -> bytes:
    """Name a line of text by 16 bytes."""
    return _hash(clean_string(line).encode())


def chunks(values: Iterable[Any], size: int = CHUNK) -> Iterable[list[Any]]:
    """Cut values into lists that fit into one IN (…)."""
    whole = list(values)
    return (whole[start : start + size] for start in range(0, len(whole), size))


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _whole_url(url: str) -> str:
    """Drop an absurdly long address: half of one leads nowhere."""
    url = clean_string(url)
    return url if len(url) <= _LONGEST_URL else ""


def _utc(time: datetime | None) -> datetime | None:
    """Give the time in UTC, None for one that falls off the calendar there."""
    try:
        return None if time is None else time.astimezone(UTC)
    except OverflowError:
        return None
