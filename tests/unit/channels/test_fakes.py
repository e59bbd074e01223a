"""The fakes that ship with the package."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.errors import FetchError
from digest.model import Feed, FetchState
from digest.testing import MemorySource, read_telegram

FEED = Feed(url="https://example.org/feed")


async def test_a_memory_source_brings_its_document_once() -> None:
    """The second time it has not changed."""
    source = MemorySource({FEED.url: b"<rss/>"})
    fetched = await source.fetch(FEED, FetchState())
    assert fetched.body == b"<rss/>"
    again = await source.fetch(FEED, replace(FetchState(), fingerprint=fetched.fingerprint))
    assert again.body is None
    source.documents[FEED.url] = b"<rss>new</rss>"
    assert (await source.fetch(FEED, replace(FetchState(), fingerprint=fetched.fingerprint))).body == b"<rss>new</rss>"


async def test_a_memory_source_fails_as_told() -> None:
    """For one feed, or for what nobody gave it."""
    source = MemorySource({FEED.url: FetchError("took too long")})
    with pytest.raises(FetchError, match="took too long"):
        await source.fetch(FEED, FetchState())
    with pytest.raises(FetchError, match="no such document"):
        await source.fetch(Feed(url="https://example.org/other"), FetchState())


@pytest.mark.parametrize(
    "message",
    ["<p>x</p>", "<b>x", "x</b>", "<b><i>x</b></i>", "<b><b>x</b></b>", "a < b", "a > b", "a & b", "&nbsp;", "<a>x</a>",
     '<a href="javascript:x">x</a>', "<a href=x>x</a>", '<b class="x">x</b>', "<B>x</B>", "<!-- -->", "<br/>"],
)  # fmt: skip
def test_reading_telegram_refuses_what_telegram_refuses(message: str) -> None:
    """It is the judge of what the splitter writes."""
    with pytest.raises(ValueError, match=r"Telegram|clos|inside"):
        read_telegram(message)


def test_reading_telegram_counts_as_telegram_counts() -> None:
    """Text after entities, in UTF-16 units; entities and links in order."""
    read = read_telegram(
        '<b><a href="https://e.org/?a=1&amp;b=2">x&amp;😀</a></b>\n<blockquote expandable>q</blockquote>'
    )
    assert (read.text, read.units) == ("x&😀\nq", 6)
    assert read.entities == ("b", "a", "blockquote")
    assert read.urls == ("https://e.org/?a=1&b=2",)
