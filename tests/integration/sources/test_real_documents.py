"""Real feeds, and real attacks, where the development data lies beside the checkout."""

from __future__ import annotations

import asyncio
import json
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import feedparser
import pytest

from digest.errors import FetchError
from digest.model import Feed, Fetched, FetchState, ParsedFeed
from digest.sources.feed import FeedParser
from digest.sources.feed.dates import from_fields
from digest.sources.file import FileSource
from digest.stories.furniture import count_lines, strip_furniture
from digest.urls import canonical


@pytest.fixture(scope="module")
def documents(shared_data: Path) -> tuple[Path, ...]:
    found = tuple(sorted(path for path in (shared_data / "feeds").iterdir() if path.suffix in {".xml", ".json"}))
    if not found:
        pytest.skip("no documents at ../shared/data/feeds")
    return found


@pytest.fixture(scope="module")
def feeds(documents: tuple[Path, ...]) -> dict[Path, ParsedFeed | BaseException]:
    """Every document, parsed once as a poll would: a file source and worker processes."""

    async def parse_all() -> list[ParsedFeed | BaseException]:
        source = FileSource()
        async with FeedParser() as parser:

            async def one(path: Path) -> ParsedFeed:
                feed = Feed(url=path.as_uri())
                return await parser.parse(await source.fetch(feed, FetchState()), feed)

            return await asyncio.gather(*map(one, documents), return_exceptions=True)

    return dict(zip(documents, asyncio.run(parse_all()), strict=True))


def distinct_entries(body: bytes) -> tuple[int, int]:
    """Count what feedparser finds: all, and those that differ in guid, page, title, day or text."""
    entries = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False).entries
    told_apart = {
        (
            dict.get(e, "id"),
            canonical(e.get("link", "")),
            e.get("title"),
            from_fields(dict.get(e, "published_parsed")),
            e.get("summary"),
        )
        for e in entries
    }
    return len(entries), len(told_apart)


def test_every_document_gives_the_entries_that_feedparser_finds(
    feeds: dict[Path, ParsedFeed | BaseException],
) -> None:
    """Same keys, one entry: never fewer than differ, never more than there are; nothing fails or stalls."""
    for path, feed in feeds.items():
        assert isinstance(feed, ParsedFeed), f"{path.name}: {feed}"
        assert len({key for entry in feed.entries for key in entry.keys}) == sum(
            len(entry.keys) for entry in feed.entries
        )
        if path.suffix == ".json":
            assert feed.entries, path.name
            continue
        everything, distinct = distinct_entries(path.read_bytes())
        assert distinct - 5 <= len(feed.entries) <= everything, path.name
        assert bool(feed.entries) == bool(everything), path.name


def test_real_entries_are_plain_and_keep_their_words_without_furniture(
    feeds: dict[Path, ParsedFeed | BaseException],
) -> None:
    """Stripping only ever shortens, and leaves most entries something to say."""
    spoke, fell_silent = 0, 0
    for feed in feeds.values():
        assert isinstance(feed, ParsedFeed)
        counts = count_lines(feed.entries)
        titles = frozenset(entry.title for entry in feed.entries)
        for entry in feed.entries:
            bare = strip_furniture(entry, counts, titles)
            assert len(bare.summary) <= len(entry.summary)
            assert entry.link == "" or entry.link.startswith(("http://", "https://"))
            spoke += bool(entry.summary)
            fell_silent += bool(entry.summary) and not bare.summary and not bare.text
    assert fell_silent < spoke * 0.1


async def test_hostile_markup_becomes_plain_text(shared_data: Path) -> None:
    """Known attacks on sanitisers, as titles and as summaries: no exception, no live markup left."""
    corpus = shared_data / "hostile" / "xss_corpus.jsonl"
    if not corpus.is_file():
        pytest.skip("no corpus at ../shared/data/hostile")
    fragments = [json.loads(line)["html"] for line in corpus.read_text("utf-8").splitlines()]
    items = "".join(
        f"<item><guid>{number}</guid><title>{escape(html)}</title><description>{escape(html)}</description></item>"
        for number, html in enumerate(fragments)
    )
    body = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode("utf-8", "surrogatepass")
    async with FeedParser() as parser:
        feed = await parser.parse(Fetched(body=body, url="https://example.org/"), Feed(url="https://example.org/"))
    assert len(feed.entries) == len(fragments)
    for entry in feed.entries:
        for text in (entry.title, entry.summary):
            text.encode("utf-8")
            assert "<script" not in text.lower()
            assert not set(text) & set("\0\u202e\ufeff")


async def test_no_document_is_ever_opened_as_a_file(tmp_path: Path) -> None:
    """A body that is a path stays a body: feedparser would open it."""
    secret = tmp_path / "secret.xml"
    secret.write_text("<rss version='2.0'><channel><item><title>the secret</title></item></channel></rss>")
    async with FeedParser() as parser:
        with pytest.raises(FetchError, match="plain text"):
            await parser.parse(
                Fetched(body=str(secret).encode(), url="https://example.org/"), Feed(url="https://example.org/")
            )
