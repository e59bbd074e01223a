"""A document's bytes to entries, or one line that says why it is no feed."""

from __future__ import annotations

import re
from typing import Final

from digest.errors import FetchError
from digest.model import ParsedFeed
from digest.sources.discovery import offered_feeds
from digest.sources.feed.charset import to_utf8
from digest.sources.feed.entries import parsed_feed
from digest.sources.feed.jsonfeed import looks_like_json, read_json_feed
from digest.sources.feed.syndication import read_syndication
from digest.text import shorten

__all__ = ["parse_document"]

_SIGNATURES: Final = (
    (b"\x1f\x8b", "compressed data, gzip"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_HTML: Final = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_FEED_ROOT: Final = re.compile(rb"<(?:rss|feed|rdf:rdf|channel)\b", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<([A-Za-z_][\w.:-]{0,60})")


def parse_document(body: bytes, *, url: str, content_type: str = "", language: str = "") -> ParsedFeed:
    """Read a feed that was fetched from `url`; raise FetchError where it is none.

    Time and memory are the caller's to bound: run it where it can be killed.
    """
    if not body.strip(b"\0 \t\r\n"):
        raise FetchError("empty document")
    for signature, name in _SIGNATURES:
        if body.startswith(signature):
            raise FetchError(f"not a feed ({name})")
    text = to_utf8(body, content_type)
    if looks_like_json(text):
        document = read_json_feed(text, url)
    elif _HTML.match(text) and not _FEED_ROOT.search(text):
        document = None
    else:
        document = read_syndication(text, url)
    if document is None and (offered := offered_feeds(text, url) if _HTML.match(text) else ()):
        raise FetchError(shorten(f"not a feed; this page offers {', '.join(one.url for one in offered[:3])}", 300))
    if document is None:
        raise FetchError(f"not a feed ({_what_it_is(text)})")
    return parsed_feed(document, language)


def _what_it_is(text: bytes) -> str:
    if looks_like_json(text):
        return "JSON, but no JSON Feed"
    if _HTML.match(text):
        return "an HTML page"
    root = _ROOT.search(text[:10_000])
    if root and text.lstrip().startswith(b"<"):
        return f"an XML document: <{root[1].decode()}>"
    return "binary data" if text[:1_000].count("\ufffd".encode()) > 10 else "plain text"
