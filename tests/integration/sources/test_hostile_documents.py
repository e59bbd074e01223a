"""Documents that are made to harm: harmless text or one line, in bounded time."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from digest.errors import FetchError
from digest.model import Feed, Fetched, ParsedFeed
from digest.sources.feed import FeedParser

ITEM = "<item><title>Real news</title><guid>1</guid></item>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def rss(inside: str, before: str = "") -> str:
    return f"<?xml version='1.0'?>{before}<rss version='2.0'><channel>{ITEM}{inside}</channel></rss>"


DOCUMENTS = {
    "billion laughs": rss("<item><title>&l9;</title></item>", f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "quadratic blow-up": rss(f"<item><title>{'&a;' * 50_000}</title></item>", f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]>'),
    "external entity": rss("<item><title>&e;</title></item>", '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "external subset": rss("", '<!DOCTYPE rss SYSTEM "https://127.0.0.1:9/x.dtd">'),
    "deep nesting, closed": rss(f"<item>{'<a>' * 100_000}{'</a>' * 100_000}</item>"),
    "deep nesting, open": rss(f"<item>{'<a>' * 100_000}"),
    "deep markup in text": rss(f"<item><description>{'&lt;div&gt;' * 100_000}x</description></item>"),
    "ten megabytes in one text": rss(f"<item><title>x</title><description>{'word ' * 2_000_000}</description></item>"),
    "a million ampersands": rss(f"<item><title>{'&' * 1_000_000}</title></item>"),
    "attributes without end": rss(f"<item><description><![CDATA[<a {' '.join(f'a{n}=1' for n in range(100_000))}>x]]></description></item>"),
    "declarations without end": f"{'<!DOCTYPE ' * 100_000}{rss('')}",
    "piled marks": rss(f"<item><title>a{chr(0x301) * 300_000}{chr(0x323) * 300_000}</title></item>"),
    "a date of a megabyte": rss(f"<item><pubDate>{'1:' * 500_000}</pubDate></item>"),
    "template syntax": rss("<item><title>{{ 7*7 }}{% include '/etc/passwd' %}</title></item>"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_hostile_document_is_harmless(name: str) -> None:
    """Its real entry is read; nothing of this machine is in what comes out; it takes seconds at most."""
    async with FeedParser(timeout=timedelta(seconds=20), processes=1) as parser:
        body = DOCUMENTS[name].encode()
        began = time.perf_counter()
        feed = await parser.parse(
            Fetched(body=body, url="https://example.org/feed"), Feed(url="https://example.org/feed")
        )
    assert time.perf_counter() - began < 25
    assert feed.entries[0].title == "Real news"
    assert "root:" not in repr(feed)
    assert all(len(entry.title) <= 1_000 and len(entry.summary) <= 100_000 for entry in feed.entries)


async def test_bad_documents_between_good_ones_cost_the_good_ones_nothing() -> None:
    """Whatever mixture is polled at once."""
    bodies = [rss("").encode(), b"", b"\x1f\x8b\x08", rss("").encode("utf-16"), b"<html>", rss("").encode()]
    async with FeedParser(processes=2) as parser:
        titles = []
        for body in bodies:
            try:
                feed = await parser.parse(
                    Fetched(body=body, url="https://example.org/"), Feed(url="https://example.org/")
                )
            except FetchError as error:
                titles.append(str(error))
            else:
                assert isinstance(feed, ParsedFeed)
                titles.append(feed.entries[0].title)
    assert titles == [
        "Real news",
        "empty document",
        "not a feed (compressed data, gzip)",
        "Real news",
        "not a feed (an HTML page)",
        "Real news",
    ]
