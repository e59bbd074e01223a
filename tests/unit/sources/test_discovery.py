"""Which feeds a page offers."""

from __future__ import annotations

import pytest

from digest.sources.discovery import OfferedFeed, offered_feeds

HERE = "https://example.org/news/"


@pytest.mark.parametrize(
    ("page", "urls"),
    [
        (b'<link rel="alternate" type="application/rss+xml" href="feed.xml">', ["https://example.org/news/feed.xml"]),
        (
            b"<LINK REL='alternate home' TYPE='Application/Atom+XML; charset=utf-8' HREF='/a'>",
            ["https://example.org/a"],
        ),
        (
            b'<base href="https://cdn.example/x/"><link type="application/feed+json" href="f">',
            ["https://cdn.example/x/f"],
        ),
        (b'<link type="text/css" href="/feed"><link rel=icon href=/rss.xml>', []),
        (
            b'<a href="/rss.xml">RSS</a> <a href="/feed/">Feed</a> <a href="/feedback">Write</a>',
            ["https://example.org/rss.xml", "https://example.org/feed/"],
        ),
        (b'<link type="application/rss+xml" href="/one"><a href="/rss.xml">RSS</a>', ["https://example.org/one"]),
        (b'<link type="application/rss+xml" href="file:///etc/passwd">', []),
        (b'<link type="application/rss+xml" href="javascript:alert(1)"><link type="application/rss+xml" href="">', []),
        (
            b'<link type="application/rss+xml" href="/a"><link type="application/rss+xml" href="/a">',
            ["https://example.org/a"],
        ),
        (b"", []),
        (b"<!-- -->", []),
        (b"\0\xff\xfe<link", []),
    ],
)
def test_a_page_offers_what_it_declares_else_what_it_links_to(page: bytes, urls: list[str]) -> None:
    """Addresses on the web only, absolute, each once."""
    assert [offer.url for offer in offered_feeds(page, HERE)] == urls


def test_an_offer_has_the_page_s_word_for_it() -> None:
    """As plain text."""
    page = '<link type="application/rss+xml" title="All\n news \u202e" href="/all"><title>x</title>'.encode()
    assert offered_feeds(page, HERE) == (OfferedFeed(url="https://example.org/all", title="All news"),)


def test_a_page_of_a_hundred_thousand_links_is_read_in_bounds() -> None:
    """Nobody offers more than fifty feeds."""
    page = b"".join(b'<link type="application/rss+xml" href="/%d">' % number for number in range(100_000))
    assert len(offered_feeds(page, HERE)) == 50
    assert offered_feeds(b"<div>" * 200_000 + b'<a href="/rss">', HERE) == ()
