"""The demo's feeds are valid, varied and honest: what people see of the program on their first day.

`stories.json` says which links report one event, and its topics (a link that is not there is a
one-off of no topic); `furniture.json` lists, a document, what no digest may show.
"""

from __future__ import annotations

import io
import json
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import feedparser
import lxml.html
import pytest

from digest.config import load
from digest.model import Entry
from digest.stories.topics import compile_topics, topics_of
from digest.urls import canonical, host

SAMPLES = Path(__file__).parents[3] / "digest" / "samples"
BEGINNING = datetime(2026, 6, 12, tzinfo=UTC)
MORNINGS = {1: datetime(2026, 6, 15, 4, tzinfo=UTC), 2: datetime(2026, 6, 16, 4, tzinfo=UTC)}
NAMES = sorted(path.name for path in (SAMPLES / "day1" / "feeds").iterdir())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One entry as its outlet wrote it."""

    name: str
    title: str
    text: str
    link: str
    guid: str
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One outlet's feed on one morning."""

    title: str
    language: str
    version: str
    encoding: str
    entries: tuple[Sample, ...]


@cache
def read(day: int, name: str) -> Document:
    body = (SAMPLES / f"day{day}" / "feeds" / name).read_bytes()
    return _json_feed(name, json.loads(body)) if name.endswith(".json") else _feed(name, body)


def entries(*days: int) -> tuple[Sample, ...]:
    return tuple(entry for day in days for name in NAMES for entry in read(day, name).entries)


def by_page(*days: int) -> dict[str, Sample]:
    return {canonical(entry.link): entry for entry in entries(*days)}


def key(name: str) -> Any:
    return json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def settings() -> dict[str, Any]:
    return tomllib.loads((SAMPLES / "demo.toml").read_text(encoding="utf-8"))


def test_there_are_many_entries_of_many_outlets() -> None:
    """At least 140 entries of at least nine outlets, in four languages, three scripts and five formats."""
    documents = [read(2, name) for name in NAMES]
    scripts = {
        unicodedata.name(letter).split()[0] for entry in entries(2) for letter in entry.title if letter.isalpha()
    }
    assert len(by_page(1, 2)) >= 140
    assert len({document.title for document in documents}) >= 9
    assert {document.language[:2] for document in documents} >= {"en", "he", "tr", "ar", "de"}
    assert scripts >= {"LATIN", "HEBREW", "ARABIC"}
    assert {document.version for document in documents} >= {"rss20", "rss10", "rss092", "atom10", "json"}
    assert {document.encoding for document in documents} >= {"utf-8", "windows-1254", "windows-1255"}


@pytest.mark.parametrize("day", MORNINGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_document_has_nothing_to_forgive(day: int, name: str) -> None:
    """Every entry has a short title, a text and a link, newest first."""
    document = read(day, name)
    dates = [entry.published for entry in document.entries if entry.published]
    assert document.entries
    assert dates == sorted(dates, reverse=True)
    assert all(0 < len(entry.title) <= 90 and entry.text and entry.link for entry in document.entries)


@pytest.mark.parametrize(("day", "morning"), MORNINGS.items())
def test_entries_are_of_the_days_before_the_morning(day: int, morning: datetime) -> None:
    """Nothing is from the future, most is of the last day, and something is older than a first poll takes."""
    ages = [morning - entry.published for entry in entries(day) if entry.published]
    assert all(BEGINNING <= entry.published < morning for entry in entries(day) if entry.published)
    assert sum(age.days == 0 for age in ages) >= 50
    assert sum(age.days >= 1 for age in ages) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_the_second_day_still_holds_the_first(name: str) -> None:
    """A feed loses at most its two oldest entries over night, and gains some."""
    before, after = ([canonical(entry.link) for entry in read(day, name).entries] for day in MORNINGS)
    assert set(before[:-2]) <= set(after)
    assert len(set(after) - set(before)) >= 3


def test_entries_come_again_edited_and_under_other_names() -> None:
    """Over night some titles and texts are edited, some guids change, and some links get other addresses."""
    before, after = by_page(1), by_page(2)
    both = [(before[page], after[page]) for page in before.keys() & after.keys()]
    assert sum(old.title != new.title for old, new in both) >= 2
    assert sum(old.guid != new.guid for old, new in both) >= 20
    assert sum(old.link.startswith("http:") and new.link.startswith("https:") for old, new in both) >= 5
    assert sum("utm_" in new.link for _, new in both) >= 20


@pytest.mark.parametrize("day", MORNINGS)
def test_links_are_unique_and_lead_nowhere(day: int) -> None:
    """No two entries of a morning have one page, and every host is in the domain kept for examples."""
    counts = Counter(canonical(entry.link) for entry in entries(day))
    assert set(counts.values()) == {1}
    assert all(host(page).endswith(".example") for page in counts)


@pytest.mark.parametrize("name", NAMES)
def test_furniture_repeats_and_is_never_the_news(name: str) -> None:
    """What no digest may show stands in three or more entries of its document, and in no title."""
    phrases = key("furniture.json")[name]
    document = read(2, name)
    assert len(phrases) >= 3
    for phrase in phrases:
        assert sum(phrase in entry.text for entry in document.entries) >= 3, phrase
        assert not any(phrase in entry.title for entry in entries(1, 2)), phrase


def test_the_key_names_real_links() -> None:
    """Every link of the key is an entry, in one story only, and most stories have several outlets."""
    stories = key("stories.json")
    links = [link for story in stories.values() for link in story["links"]]
    outlets = [len({host(link) for link in story["links"]}) for story in stories.values()]
    assert len(links) == len(set(links))
    assert set(links) <= by_page(1, 2).keys()
    assert sum(count >= 2 for count in outlets) >= 15
    assert max(outlets) >= 6


def test_the_topics_of_the_key_are_those_of_the_settings() -> None:
    """Each topic of the demo has stories on both days, and look-alikes have none."""
    stories = key("stories.json").values()
    topics = {topic["id"] for topic in settings()["topic"]}
    assert {topic for story in stories for topic in story["topics"]} == topics
    assert sum(not story["topics"] for story in stories) >= 8
    for day in MORNINGS:
        new = by_page(day).keys() - (by_page(1).keys() if day == 2 else set())
        assert {topic for story in stories if new & set(story["links"]) for topic in story["topics"]} == topics


def test_the_settings_name_every_document() -> None:
    """The demo polls exactly the documents that ship, on both mornings."""
    polled = sorted(unquote(feed["url"]).removeprefix("file:feeds/") for feed in settings()["feed"])
    assert polled == NAMES == sorted(path.name for path in (SAMPLES / "day2" / "feeds").iterdir())


def test_the_settings_have_no_mistake() -> None:
    """What the demo is configured with is a file that an admin can copy."""
    loaded = load(SAMPLES / "demo.toml", {})
    assert [digest.id for digest in loaded.digests] == ["morning", "everything"]
    assert {reader.language for reader in loaded.subscribers} == {"", "he"}
    assert all(feed.url.startswith("file:///") for feed in loaded.feeds)


def test_the_topics_take_what_the_key_says_and_nothing_else() -> None:
    """The demo's topic rules take every story of theirs whole, and no look-alike."""
    wanted = {link: set(story["topics"]) for story in key("stories.json").values() for link in story["links"]}
    rules = compile_topics(load(SAMPLES / "demo.toml", {}).topics)
    told = {page: set(topics_of([_entry(sample)], rules)) for page, sample in by_page(1, 2).items()}
    for story in key("stories.json").values():
        assert set().union(*(told[link] for link in story["links"])) == set(story["topics"])
    assert all(topics <= wanted.get(page, set()) for page, topics in told.items())


def _entry(sample: Sample) -> Entry:
    text = sample.text
    for phrase in key("furniture.json")[sample.name]:
        text = text.replace(phrase, "\n")
    seen_at = MORNINGS[2]
    language = read(2, sample.name).language[:2]
    return Entry(id=1, feed_id=1, outlet="", title=sample.title, summary=text, seen_at=seen_at, language=language)


def _json_feed(name: str, feed: dict[str, Any]) -> Document:
    items = tuple(
        Sample(
            name=name,
            title=item["title"],
            text=_plain(item["content_html"]),
            link=item["url"],
            guid=item["id"],
            published=datetime.fromisoformat(item["date_published"]),
        )
        for item in feed["items"]
    )
    return Document(title=feed["title"], language=feed["language"], version="json", encoding="utf-8", entries=items)


def _feed(name: str, body: bytes) -> Document:
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    items = tuple(
        Sample(
            name=name,
            title=entry.title,
            text=_plain(entry.content[0].value if "content" in entry else entry.summary),
            link=entry.link,
            guid=entry.get("id", ""),
            published=_instant(entry),
        )
        for entry in parsed.entries
    )
    feed = parsed.feed
    return Document(
        title=feed.title, language=feed.language, version=parsed.version, encoding=parsed.encoding, entries=items
    )


def _plain(markup: str) -> str:
    return str(lxml.html.fromstring(markup).text_content())


def _instant(entry: Any) -> datetime | None:
    parts = entry.get("published_parsed") or entry.get("updated_parsed")
    return datetime(*parts[:6], tzinfo=UTC) if parts else None
