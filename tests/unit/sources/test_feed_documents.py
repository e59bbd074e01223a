"""Documents of every format to entries, and what is no feed to one line."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.errors import FetchError
from digest.model import Enclosure, ParsedFeed
from digest.sources.feed.document import parse_document
from digest.sources.feed.entries import MOST_ENTRIES

Parse = Callable[[str], ParsedFeed]


@pytest.fixture
def parse(project: Path) -> Parse:
    def parse(name: str) -> ParsedFeed:
        body = (project / "tests" / "data" / "feeds" / name).read_bytes()
        return parse_document(body, url="https://fetched.example/feed")

    return parse


def rss(items: str) -> bytes:
    return (
        f'<rss version="2.0"><channel><title>T</title><link>https://example.org/</link>{items}</channel></rss>'.encode()
    )


def parse_rss(items: str, *, language: str = "") -> ParsedFeed:
    return parse_document(rss(items), url="https://example.org/feed", language=language)


def test_rss_20_gives_plain_text_absolute_links_and_utc_times(parse: Parse) -> None:
    """The whole of an item of an ordinary outlet."""
    feed = parse("outlet.rss.xml")
    assert (feed.title, feed.link, feed.language, feed.note) == ("Jaffa Courier", "https://courier.example/", "en", "")
    entry = feed.entries[0]
    assert entry.title == "Israel raises Istanbul alert & asks citizens to leave"
    assert entry.link == "https://courier.example/2026/istanbul-alert/"
    assert entry.canonical_url == "https://courier.example/2026/istanbul-alert"
    assert entry.keys == ("guid:courier-101", "link:https://courier.example/2026/istanbul-alert")
    assert entry.published == datetime(2026, 6, 16, 9, 30, tzinfo=UTC)
    assert entry.authors == ("Dana Levy",)
    assert entry.summary.split("\n")[1] == "Israel asked its citizens in Istanbul to leave at once. Read more"
    assert "JERUSALEM (Reuters) - The alert is at its highest level, 4 of 4." in entry.text.split("\n")
    assert not any(word in entry.text for word in ("gate", "Rail strike", "Related"))
    assert entry.html.startswith("<p>By Dana Levy</p><figure>")
    assert entry.enclosures == (
        Enclosure(url="https://courier.example/alert.mp3", type="audio/mpeg", length=None),
        Enclosure(url="https://courier.example/gate.jpg", type="image/jpeg", length=1024),
    )
    assert (entry.language, entry.direction) == ("en", "ltr")


def test_two_digit_years_are_ours_and_missing_dates_are_none(parse: Parse) -> None:
    """The year 26 is 2026; 1970-01-01 is what programs write for no date."""
    _, strike, prices = parse("outlet.rss.xml").entries
    assert strike.published == datetime(2026, 6, 15, 9, tzinfo=UTC)
    assert prices.published is None


def test_atom_resolves_links_against_its_bases(parse: Parse) -> None:
    """The nearest xml:base counts; published comes before updated; authors are told once."""
    feed = parse("base.atom.xml")
    first, second = feed.entries
    assert feed.title == "Notes & queries"
    assert (first.title, first.link) == ("if a < b then c", "https://blog.example/posts/first")
    assert first.published == datetime(2026, 6, 16, 6, tzinfo=UTC)
    assert first.authors == ("Jane Doe",)
    assert (first.summary, first.text) == ("Short.", "Long text.\nIn two blocks.")
    assert (second.title, second.link) == ('"שלום" עולם', "https://blog.example/he/second")
    assert second.published == datetime(2026, 6, 15, 8, tzinfo=UTC)
    assert (second.summary, second.text) == ("טקסט בעברית.", "")
    assert (second.language, second.direction) == ("he", "rtl")


@pytest.mark.parametrize(
    ("name", "title", "link"),
    [
        ("rss10.rdf.xml", "One", "https://rdf.example/1"),
        ("rss091.xml", "Café opens", "https://old.example/cafe"),
        ("atom03.xml", "Entry", "https://older.example/1"),
    ],
)
def test_older_formats_are_read(parse: Parse, name: str, title: str, link: str) -> None:
    """RSS 1.0, RSS 0.91 with its document type, Atom 0.3."""
    (entry,) = parse(name).entries
    assert (entry.title, entry.link) == (title, link)
    assert entry.summary


def test_json_feed_is_read_and_wrong_types_are_forgiven(parse: Parse) -> None:
    """Numbers as ids are ids; what is no object is passed over and noted."""
    feed = parse("feed11.json")
    first, second, odd = feed.entries
    assert (feed.title, feed.language, feed.note) == ("JSON & co", "tr", "2 items are no objects")
    assert (first.guid, first.link, first.authors) == ("1", "https://json.example/bir", ("Ayşe Kaya",))
    assert first.published == datetime(2026, 6, 16, 8, tzinfo=UTC)
    assert (first.summary, first.text) == ("Bakanlar <b>değil</b>", "Bakanlar görüştü.\nDevamı yarın.")
    assert first.enclosures == (Enclosure(url="https://json.example/a.mp3", type="audio/mpeg", length=10),)
    assert (second.title, second.summary) == ("a < b", "a < b\nikinci satır")
    assert (second.link, second.published, second.authors) == ("https://other.example/iki", None, ("Mehmet",))
    assert odd.keys


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty document"),
        (b" \r\n\0", "empty document"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "not a feed (an HTML page)"),
        (
            b'<html><link rel="alternate" type="application/rss+xml" href="/feed.xml"></html>',
            "not a feed; this page offers https://example.org/feed.xml",
        ),
        (gzip.compress(b"<rss/>", mtime=0), "not a feed (compressed data, gzip)"),
        (b"%PDF-1.7", "not a feed (a PDF document)"),
        (bytes(range(256)) * 10, "not a feed (binary data)"),
        (b"Not found", "not a feed (plain text)"),
        (b"<?xml version='1.0'?><urlset/>", "not a feed (an XML document: <urlset>)"),
        (b'{"error": 404}', "not a feed (JSON, but no JSON Feed)"),
        (b"[" * 100_000, "not a feed (JSON, but no JSON Feed)"),
        (b"/etc/passwd", "not a feed (plain text)"),
    ],
)
def test_what_is_no_feed_gets_one_line(body: bytes, reason: str) -> None:
    """The reason says what it is instead."""
    with pytest.raises(FetchError) as caught:
        parse_document(body, url="https://example.org/page")
    assert str(caught.value) == reason


def test_a_feed_without_entries_is_a_feed() -> None:
    """A quiet week is no error."""
    assert parse_rss("").entries == ()


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    """Neither file nor network is touched for a stranger's entity."""
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    bomb = f'<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>'.encode()
    feed = parse_document(bomb + rss("<item><title>x &e;</title></item>"), url="https://example.org/feed")
    assert "secret" not in feed.entries[0].title


def test_twenty_thousand_entries_are_all_read_and_more_are_cut_to_the_newest() -> None:
    """The cut is noted."""
    items = [f"<item><title>T{n}</title><guid>{n}</guid></item>" for n in range(MOST_ENTRIES + 1)]
    newest = "<item><title>Newest</title><guid>n</guid><pubDate>Tue, 16 Jun 2026 09:00:00 GMT</pubDate></item>"
    feed = parse_rss("".join([*items, newest]))
    assert len(feed.entries) == MOST_ENTRIES
    assert feed.entries[0].title == "Newest"
    assert feed.note == f"{MOST_ENTRIES + 2} items, the newest {MOST_ENTRIES} kept"


def test_long_fields_are_cut_and_noted() -> None:
    """A title has 1,000 characters at most, a text 100,000."""
    feed = parse_rss(f"<item><title>{'t' * 5_000}</title><description>{'word ' * 50_000}</description></item>")
    (entry,) = feed.entries
    assert (len(entry.title), len(entry.summary) <= 100_000) == (1_000, True)
    assert "too long" in feed.note


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 99 Foo 99999 99:99:99 +9999",
        "1" * 10_000,
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00Z",
        "-5",
        "next week",
    ],
)
def test_absurd_dates_are_no_dates(date: str) -> None:
    """Never an exception, never a date that some zone cannot show."""
    (entry,) = parse_rss(f"<item><title>x</title><pubDate>{date}</pubDate></item>").entries
    assert entry.published is None


def test_of_twins_the_newest_stays() -> None:
    """An item that a document lists twice is one entry."""
    twin = "<item><title>x</title><guid>g</guid><description>{}</description><pubDate>Tue, 16 Jun 2026 {}:00 GMT</pubDate></item>"
    (entry,) = parse_rss(twin.format("old", "09:00") + twin.format("new", "10:00")).entries
    assert entry.summary == "new"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("jane@example.org (Jane Doe)", ("Jane Doe",)),
        ("Jane Doe &lt;jane@example.org&gt;", ("Jane Doe",)),
        ("noreply@example.org", ()),
        ("Jane &amp;amp; John", ("Jane & John",)),
        ("&lt;a href='x'&gt;Jane&lt;/a&gt;", ("Jane",)),
    ],
)
def test_authors_are_names(author: str, names: tuple[str, ...]) -> None:
    """Addresses and markup are not shown."""
    (entry,) = parse_rss(f"<item><title>x</title><author>{author}</author></item>").entries
    assert entry.authors == names


def test_the_admins_language_wins_and_then_the_script() -> None:
    """Many programs say "en-us" of a Hebrew feed."""
    item = "<language>en-us</language><item><title>ישראל מעלה את רמת האזהרה</title></item>"
    assert parse_rss(item).entries[0].language == "he"
    assert parse_rss(item, language="yi").entries[0].language == "yi"
    assert parse_rss("<item><title>Приказ</title></item>").entries[0].language == ""


def test_an_item_without_title_is_headed_by_its_text() -> None:
    """Short posts have none."""
    (entry,) = parse_rss("<item><guid>1</guid><description>A short post about rail.</description></item>").entries
    assert entry.title == entry.summary == "A short post about rail."


def test_a_long_text_without_title_is_headed_by_its_first_sentence() -> None:
    """A headline does not end in the middle of the second one; a very long one is cut at a word."""
    first, second = "The night train to Bergen runs again.", "It stopped " + "for many winters " * 20 + "in vain."
    (short,) = parse_rss(f"<item><guid>1</guid><description>{first} {second}</description></item>").entries
    (long,) = parse_rss(f"<item><guid>1</guid><description>{second} {first}</description></item>").entries
    assert short.title == first
    assert len(long.title) <= 140
    assert long.title.endswith(" many…")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[", ""])
def test_only_web_addresses_are_links(link: str) -> None:
    """Anything else is no link, and no enclosure."""
    (entry,) = parse_rss(f"<item><title>x</title><link>{link}</link><enclosure url='{link}'/></item>").entries
    assert (entry.link, entry.canonical_url, entry.enclosures) == ("", "", ())


def test_an_address_that_several_items_share_is_the_page_of_none() -> None:
    """Some feeds send every reader to one page: that says nothing of what an item repeats."""
    page = "<link>https://example.org/news.html</link>"
    other = "<link>https://example.org/bridge.html</link>"
    feed = parse_rss(f"<item><title>a</title>{page}</item><item><title>b</title>{page}</item><item>{other}</item>")
    assert [entry.canonical_url for entry in feed.entries] == ["", "", "https://example.org/bridge.html"]
    assert [entry.link for entry in feed.entries[:2]] == ["https://example.org/news.html"] * 2


def test_impossible_characters_cost_nothing_but_themselves() -> None:
    """References to surrogates and NULs would stop the parser for the whole document."""
    feed = parse_rss("<item><title>a&#xD800;b&#0;c&#99999999999;</title></item>\0<item><title>d</title></item>")
    assert [entry.title for entry in feed.entries] == ["abc", "d"]


def test_ill_formed_documents_are_read_as_far_as_they_go() -> None:
    """What was forgiven is noted."""
    feed = parse_rss("<item><title>One & two</title></item><item><title>Three</item>")
    assert feed.entries[0].title == "One & two"
    assert "not well-formed" in feed.note


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("The cityâ€™s harbour opens", "The city’s harbour opens"),
        ("â€œWe waitedâ€\x9d, she says", "“We waited”, she says"),
        ("L'Ã©tÃ© est arrivÃ© Ã\xa0 Paris", "L'été est arrivé à Paris"),
        ("Ð¢Ñ€Ð°Ð¼Ð²Ð°Ð¹ Ð² Ð¥Ð°Ð¹Ñ„Ðµ", "Трамвай в Хайфе"),
        ("Trams are back ðŸš‹", "Trams are back 🚋"),
        ("The city’s trams â€“ at last", "The city’s trams – at last"),
    ],
)
def test_what_was_made_utf8_twice_is_read_again(written: str, meant: str) -> None:
    """A program between the writer and us took UTF-8 for windows-1252."""
    assert parse_rss(f"<item><title>{written}</title></item>").entries[0].title == meant


@pytest.mark.parametrize("written", ["NESCAFÉ® em São João: AMANHÃ…", "Voilà… «déjà»", "perché…»", "Är det så? Åh…"])
def test_what_may_be_meant_stays(written: str) -> None:
    """Two signs may stand beside each other by themselves."""
    assert parse_rss(f"<item><title>{written}</title></item>").entries[0].title == written


def test_an_excerpt_has_the_lines_of_its_text() -> None:
    """A program that writes the beginning of the text into one line joins headings and paragraphs."""
    entry = parse_rss(
        "<item><title>Trams</title><description>The line opens Eleven stations wait for the first passengers. Free rides"
        " end […]</description><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA["
        "<h2>The line opens</h2><p>Eleven stations wait for the first passengers.</p><p>Free rides end on Friday.</p>]]>"
        "</content:encoded></item>"
    ).entries[0]
    assert entry.summary.split("\n") == [
        "The line opens",
        "Eleven stations wait for the first passengers.",
        "Free rides end […]",
    ]


def test_a_link_that_is_not_the_entrys_own_page_gives_way_to_a_guid_that_is() -> None:
    """What several entries link, or the site's front page, is where a reader finds nothing."""
    entries = parse_rss(
        "<item><title>One</title><link>https://example.org/news</link>"
        "<guid isPermaLink='false'>https://example.org/?p=1</guid></item>"
        "<item><title>Two</title><link>https://example.org/news</link><guid isPermaLink='false'>post-2</guid></item>"
        "<item><title>Three</title><link>https://example.org/</link>"
        "<guid isPermaLink='false'>https://ids.example.net/3</guid></item>"
        "<item><title>Four</title><link>https://example.org/four</link>"
        "<guid isPermaLink='false'>https://example.org/?p=4</guid></item>"
    ).entries
    assert [entry.link for entry in entries] == [
        "https://example.org/?p=1",
        "https://example.org/news",
        "https://example.org/",
        "https://example.org/four",
    ]


def test_a_note_says_what_is_broken_and_who_can_mend_it() -> None:
    """In words, with the line, and no names of classes."""
    note = parse_rss("<item><title>One</title></item><item><title>Two & three</title></item>").note
    assert note == (
        "the document is broken (for its owner to mend), and was read as far as it goes:"
        " not well-formed (invalid token), line 1"
    )
