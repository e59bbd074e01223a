"""Polling feeds over HTTP: what is stored, what is asked, and what one feed's trouble costs the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engines.feed_server import FeedServer

from digest.editing.polls import is_due
from digest.model import Entry, Feed, Fetched, FetchSettings, FetchState, GroupingSettings, ParsedFeed
from digest.pipeline.group import GroupLane, group
from digest.pipeline.poll import Polled, poll
from digest.sources.feed import FeedParser
from digest.sources.file import FileSource
from digest.sources.web import WebSource
from digest.store import Store, open_store
from digest.testing import MemorySource

NOW = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)
HERE = FetchSettings(allow_networks=("127.0.0.0/8",), timeout=timedelta(seconds=20), first_poll=timedelta(days=36_500))


def rss(*titles: str, name: str = "Wire") -> bytes:
    items = "".join(f"<item><guid>{title}</guid><title>{title}</title></item>" for title in titles)
    return f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()


@dataclass
class Desk:
    """A store, a parser and sources; time moves on with each poll."""

    store: Store
    parser: FeedParser
    settings: FetchSettings
    now: datetime = NOW
    web: WebSource = field(init=False)

    def __post_init__(self) -> None:
        self.web = WebSource(self.settings)

    async def poll(self, *feeds: Feed, due: bool = False) -> tuple[Polled, ...]:
        """Follow exactly these feeds and poll them, or those that are due."""
        self.store.feeds.sync(feeds, self.now)
        by_url = {feed.url: feed for feed in feeds}
        wanted = [(one, by_url[one.url]) for one in self.store.feeds.followed()]
        if due:
            wanted = [(one, feed) for one, feed in wanted if is_due(one.state, self.now)]
        polled = await poll(
            wanted,
            settings=self.settings,
            sources={"http": self.web, "https": self.web, "file": FileSource()},
            parser=self.parser,
            feeds=self.store.feeds,
            entries=self.store.entries,
            now=self.now,
        )
        self.now += timedelta(hours=1)
        return polled

    def entries(self) -> list[Entry]:
        return sorted(self.store.entries.ungrouped(1_000_000), key=lambda entry: entry.id)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    store = open_store("sqlite://")
    async with FeedParser() as parser:
        made = Desk(store, parser, HERE)
        yield made
        await made.web.__aexit__(None, None, None)
    store.close()


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        yield running


async def test_entries_are_stored_in_the_language_they_are_written_in(desk: Desk, server: FeedServer) -> None:
    """A feed that calls its French English is not believed; an admin is."""
    text = "Le conseil a voté dans la nuit le budget de la ville, et les habitants ne sont pas tous contents."
    item = f"<item><guid>1</guid><title>Budget 2026</title><description>{text}</description></item>"
    body = f"<rss version='2.0'><channel><title>T</title><language>en-us</language>{item}</channel></rss>".encode()
    server.put("/programs", body)
    server.put("/admins", body)
    await desk.poll(Feed(url=server.url("/programs")), Feed(url=server.url("/admins"), language="en"))
    assert {entry.feed_url: entry.language for entry in desk.entries()} == {
        server.url("/programs"): "fr",
        server.url("/admins"): "en",
    }


async def test_a_second_poll_transfers_nothing_and_stores_nothing(desk: Desk, server: FeedServer) -> None:
    """Every feed is asked once, with what it gave, and answers 304."""
    for number in range(30):
        server.put(f"/{number}", rss(f"Headline {number}"), etag=b'"%d"' % number)
    feeds = [Feed(url=server.url(f"/{number}")) for number in range(30)]
    first = await desk.poll(*feeds)
    assert [one.status for one in first] == ["ok"] * 30
    server.forget()
    second = await desk.poll(*feeds)
    assert [one.status for one in second] == ["unchanged"] * 30
    assert (dict(server.statuses), server.sent, server.violations) == ({304: 30}, 0, [])
    assert len(desk.entries()) == 30
    assert all(one.state.polled_at == desk.now - timedelta(hours=1) for one in desk.store.feeds.followed())


async def test_a_failing_feed_costs_only_itself(desk: Desk, server: FeedServer) -> None:
    """Each trouble has its status and its one line; the other feeds bring their entries."""
    server.put("/good", rss("News"))
    server.answer("/gone", 410)
    server.answer("/blocked", 403, b"<html>no")
    server.answer("/broken", 500)
    server.put("/page", b"<!doctype html><link rel=alternate type=application/rss+xml href=/good><p>Hello")
    urls = {name: server.url(f"/{name}") for name in ("good", "gone", "blocked", "broken", "page")}
    ended = {one.url: one for one in await desk.poll(*(Feed(url=url) for url in urls.values()))}
    found = {name: ended[url].status for name, url in urls.items()}
    assert found == {"good": "ok", "gone": "gone", "blocked": "blocked", "broken": "failing", "page": "failing"}
    assert ended[urls["page"]].detail == f"not a feed; this page offers {urls['good']}"
    assert all("\n" not in one.detail for one in ended.values())
    states = {one.url: one.state for one in desk.store.feeds.followed()}
    assert states[urls["blocked"]].error == ended[urls["blocked"]].detail
    assert not is_due(states[urls["gone"]], NOW + timedelta(days=999))


async def test_a_permanent_redirect_is_adopted_only_after_a_good_parse(desk: Desk, server: FeedServer) -> None:
    """A front page at the new address is no feed, so the feed has not moved there."""
    feed = Feed(url=server.url("/old"), every=timedelta(minutes=30))
    server.put("/", b"<!doctype html><title>Welcome</title>")
    server.redirect("/old", "/", 301)
    (failed,) = await desk.poll(feed)
    assert failed.status == "failing"
    assert desk.store.feeds.followed()[0].state.moved_to == ""
    server.redirect("/old", "/new", 301)
    server.put("/new", rss("One"), etag=b'"n"')
    (moved,) = await desk.poll(feed)
    assert (moved.status, moved.moved_to) == ("ok", server.url("/new"))
    server.forget()
    assert [one.status for one in await desk.poll(feed)] == ["unchanged"]
    assert [request.path for request in server.requests] == ["/new"]
    server.answer("/new", 410)
    assert [one.status for one in await desk.poll(feed)] == ["failing"]
    server.put("/old", rss("One", "Two"))
    (home,) = await desk.poll(feed)
    assert (home.status, home.ingested.new, home.ingested.unchanged) == ("ok", 1, 1)
    assert server.violations == []


async def test_what_a_server_asks_for_is_kept_and_back_off_does_the_rest(desk: Desk, server: FeedServer) -> None:
    """Nobody is asked before their time."""
    server.answer("/busy", 429, headers=[(b"Retry-After", b"9000")])
    server.put("/good", rss("News"))
    feeds = [Feed(url=server.url(path), every=timedelta(hours=1)) for path in ("/busy", "/good")]
    await desk.poll(*feeds, due=True)
    asked = []
    for _ in range(3):
        server.forget()
        await desk.poll(*feeds, due=True)
        asked.append(sorted(request.path for request in server.requests))
    assert asked == [["/good"], ["/good"], ["/busy", "/good"]]


async def test_one_slow_site_does_not_keep_the_others_waiting(server: FeedServer) -> None:
    """A hundred feeds of a site that never answers leave places for everybody else."""
    settings = FetchSettings(allow_networks=("127.0.0.0/8",), concurrency=20, per_host=1, timeout=timedelta(minutes=5))
    store = open_store("sqlite://")
    async with FeedServer(host="127.0.0.2") as silent, FeedParser() as parser:
        desk = Desk(store, parser, settings)
        ended: list[str] = []
        slow = [Feed(url=silent.url(f"/{number}")) for number in range(100)]
        quick = [Feed(url=server.url(f"/{number}")) for number in range(20)]
        for number in range(100):
            silent.stall(f"/{number}")
        for number in range(20):
            server.put(f"/{number}", rss(f"Headline {number}"))
        store.feeds.sync([*slow, *quick], NOW)
        round_ = asyncio.create_task(desk.poll(*slow, *quick))
        while server.statuses[200] < 20:
            await asyncio.sleep(0.01)
            assert not round_.done()
        ended += [one.url for one in store.feeds.followed() if one.state.polled_at]
        round_.cancel()
        await asyncio.gather(round_, return_exceptions=True)
        await desk.web.__aexit__(None, None, None)
    assert not set(ended) & {feed.url for feed in slow}
    store.close()


class SlowToEnd:
    """A parser that needs a moment to put its things away when it is interrupted."""

    def __init__(self) -> None:
        self.begun = self.put_away = 0

    async def parse(self, *_: object) -> ParsedFeed:
        self.begun += 1
        place = self.begun
        try:
            await asyncio.sleep(3_600)
        finally:
            await asyncio.shield(self._put_away(0.05 * place))
        return ParsedFeed(entries=())

    async def _put_away(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.put_away += 1


async def test_a_round_that_is_interrupted_puts_everything_away_before_it_ends() -> None:
    """Each poll is told once, and waited for: the parser's processes and the store are closed next."""
    store, parser = open_store("sqlite://"), SlowToEnd()
    feeds = {url: Feed(url=url) for url in (f"file:///{number}.xml" for number in range(10))}
    store.feeds.sync([*feeds.values()], NOW)
    round_ = asyncio.create_task(
        poll(
            [(one, feeds[one.url]) for one in store.feeds.followed()],
            settings=HERE,
            sources={"file": MemorySource(dict.fromkeys(feeds, b"x"))},
            parser=parser,
            feeds=store.feeds,
            entries=store.entries,
            now=NOW,
        )
    )
    while parser.begun < 10:
        await asyncio.sleep(0.01)
    round_.cancel()
    await asyncio.gather(round_, return_exceptions=True)
    assert parser.put_away == parser.begun
    store.close()


TOLD_AT_ONCE = (
    "Ferry capsizes on Lake Kivu near Goma, dozens missing",
    "Dozens missing after ferry capsizes on Lake Kivu near Goma, captain arrested",
    "Ferry capsizes on Lake Kivu near Goma: 40 missing, captain arrested",
)


class Late(MemorySource):
    """A source some of whose documents take their time."""

    def __init__(self, documents: dict[str, bytes], late: Collection[str]) -> None:
        super().__init__(documents)
        self._late = late

    async def fetch(self, feed: Feed, state: FetchState) -> Fetched:
        await asyncio.sleep(0.2 if feed.url in self._late else 0)
        return await super().fetch(feed, state)


@pytest.mark.parametrize("late", [(0,), (1,), (2,), (0, 1), ()])
async def test_which_feed_answers_first_changes_no_story_and_no_news(desk: Desk, late: tuple[int, ...]) -> None:
    """Feeds have their ids before anything is fetched; what they tell at one moment is told in that order."""
    documents = {f"file:///{number}.xml": rss(title) for number, title in enumerate(TOLD_AT_ONCE)}
    feeds = {url: Feed(url=url, language="en") for url in documents}
    desk.store.feeds.sync([*feeds.values()], NOW)
    followed = desk.store.feeds.followed()
    assert [(one.id, one.url) for one in followed] == list(enumerate(documents, start=1))
    await poll(
        [(one, feeds[one.url]) for one in followed],
        settings=HERE,
        sources={"file": Late(documents, [f"file:///{number}.xml" for number in late])},
        parser=desk.parser,
        feeds=desk.store.feeds,
        entries=desk.store.entries,
        now=NOW,
    )
    lane = GroupLane(owner="one", settings=GroupingSettings())
    await group(lane, entries=desk.store.entries, stories=desk.store.stories, now=NOW)
    (story,) = desk.store.stories.revised(after=0, since=NOW)
    titles = {entry.id: entry.title for entry in story.entries}
    assert titles[story.id] == TOLD_AT_ONCE[0]
    assert [titles[one.entry_id] for one in sorted(story.revisions, key=lambda one: one.id)] == [*TOLD_AT_ONCE]


def same(entries: Iterable[Entry]) -> list[tuple[object, ...]]:
    """What entries say; their links are relative to an address that differs."""
    return sorted(
        (e.outlet, e.title, e.guid, str(e.published), e.authors, e.summary, e.text, e.language, e.direction)
        for e in entries
    )


async def serve_and_compare(documents: list[Path], server: FeedServer, parser: FeedParser) -> None:
    """Poll documents as files and over HTTP: the same entries, and a second poll of nothing but 304s."""
    for number, path in enumerate(documents):
        packed = ("", "gzip", "br", "zstd", "deflate")[number % 5]
        server.put(f"/{number}", path.read_bytes(), etag=b'W/"%d\xe9"' % number, packed=packed, kind=b"text/xml")
    desks = [Desk(open_store("sqlite://"), parser, HERE) for _ in range(2)]
    files = [Feed(url=path.as_uri(), name=f"Outlet {number}") for number, path in enumerate(documents)]
    web = [Feed(url=server.url(f"/{number}"), name=f"Outlet {number}") for number in range(len(documents))]
    read, fetched = [await desk.poll(*feeds) for desk, feeds in zip(desks, (files, web), strict=True)]
    statuses = [{one.name: one.status for one in polled} for polled in (read, fetched)]
    assert statuses[0] == statuses[1]
    parsed = [name for name, status in statuses[1].items() if status == "ok"]
    assert same(desks[0].entries())
    assert same(desks[0].entries()) == same(desks[1].entries())
    server.forget()
    again = await desks[1].poll(*web)
    assert sorted(one.name for one in again if one.status == "unchanged") == sorted(parsed)
    assert server.statuses[304] == len(parsed)
    assert server.violations == []
    for desk in desks:
        await desk.web.__aexit__(None, None, None)
        desk.store.close()


async def test_documents_of_the_project_are_the_same_over_http_as_from_files(project: Path, server: FeedServer) -> None:
    documents = sorted((project / "tests" / "data" / "feeds").iterdir())
    documents += sorted((project / "digest" / "samples" / "day1" / "feeds").iterdir())
    assert len(documents) > 12
    async with FeedParser() as parser:
        await serve_and_compare(documents, server, parser)


async def test_real_documents_are_the_same_over_http_as_from_files(shared_data: Path, server: FeedServer) -> None:
    """All of them are polled, and the second time nothing is transferred."""
    documents = sorted(path for path in (shared_data / "feeds").iterdir() if path.suffix in {".xml", ".json"})
    if not documents:
        pytest.skip("no documents at ../shared/data/feeds")
    async with FeedParser() as parser:
        await serve_and_compare(documents, server, parser)
