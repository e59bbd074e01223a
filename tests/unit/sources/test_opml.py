"""Lists of feeds, in and out."""

from __future__ import annotations

import pytest

from digest.errors import DigestError
from digest.model import FetchState, FollowedFeed
from digest.sources.opml import LONGEST_LIST, read_opml, write_opml


def opml(body: str, head: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>{head}<opml version="2.0"><body>{body}</body></opml>'.encode()


def outline(url: str, name: str = "Wire") -> str:
    return f'<outline type="rss" text="{name}" xmlUrl="{url}"/>'


def test_feeds_come_out_with_their_names_and_their_folders_as_tags() -> None:
    inner = f'<outline text="Presse &amp; Ä">{outline("https://a.example/rss?x=1&amp;y=2", "שלום &lt;b&gt;")}</outline>'
    listed = read_opml(opml(inner + '<outline xmlUrl="HTTPS://B.example/RSS" title="B" category="/one/two,three"/>'))
    assert [(feed.url, feed.name, feed.tags) for feed in listed.feeds] == [
        ("https://a.example/rss?x=1&y=2", "שלום <b>", ("Presse & Ä",)),
        ("https://b.example/RSS", "B", ("one", "two", "three")),
    ]
    assert listed.refused == ()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "javascript:alert(1)",
        "imap://mail.example/x",
        "ftp://x.example/rss",
        "/relative",
        "https://user:secret@x.example/rss",
        "https://user@x.example/rss",
        "https://x.example/" + "a" * 3_000,
        "https://x y.example/rss",
        "http://",
    ],
)
def test_what_is_no_web_address_or_holds_a_password_is_refused(url: str) -> None:
    """And the others of the list are taken."""
    listed = read_opml(opml(outline(url) + outline("https://good.example/rss")))
    assert [feed.url for feed in listed.feeds] == ["https://good.example/rss"]
    assert len(listed.refused) == 1
    assert len(listed.refused[0]) <= 100


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://x.example/rss", "http://x.example/rss"),
        ("feed:https://x.example/rss", "https://x.example/rss"),
        ("feed://https://x.example/rss", "https://x.example/rss"),
        ("https://x.example/%7Euser/?a=%2F&amp;b=", "https://x.example/%7Euser/?a=%2F&b="),
    ],
)
def test_addresses_are_kept_to_the_letter_but_for_what_means_the_same(written: str, url: str) -> None:
    assert [feed.url for feed in read_opml(opml(outline(written))).feeds] == [url]


def test_a_feed_in_two_folders_is_one_feed() -> None:
    one = outline("https://a.example/rss")
    (feed,) = read_opml(opml(f'<outline text="x">{one}</outline><outline text="y">{one}</outline>')).feeds
    assert feed.tags == ("x", "y")


def test_no_entity_is_resolved_and_no_file_is_read() -> None:
    """Neither one of this machine nor a billion laughs."""
    inside = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(DigestError, match="declares entities"):
        read_opml(opml(outline("https://a.example/rss", "&x;"), inside))
    laughs = "<!DOCTYPE opml [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{n} '&a;&a;'>" for n in range(30)) + "]>"
    with pytest.raises(DigestError, match="declares entities"):
        read_opml(opml(outline("https://a.example/rss", "&a29;"), laughs))


def test_monsters_are_refused_before_they_are_read() -> None:
    """Too long, too deep, too many."""
    with pytest.raises(DigestError, match="longer than"):
        read_opml(b" " * (LONGEST_LIST + 1))
    with pytest.raises(DigestError, match="deep"):
        read_opml(opml('<outline text="f">' * 100_000 + "</outline>" * 100_000))
    with pytest.raises(DigestError, match="more than 100000"):
        read_opml(opml("<outline/>" * 100_001))


def test_a_hundred_thousand_feeds_are_read() -> None:
    listed = read_opml(opml("".join(f'<outline xmlUrl="http://{n}.example/"/>' for n in range(100_000))))
    assert len(listed.feeds) == 100_000


@pytest.mark.parametrize(
    "document",
    [b"", b"hello", b"<rss/>", b"<html><body>x", b'{"a": 1}', b"https://a.example/list.opml", b"<outline " * 1000],
)
def test_what_is_no_list_is_said_to_be_none(document: bytes) -> None:
    """Nothing is fetched, not even what looks like an address."""
    with pytest.raises(DigestError, match="no OPML"):
        read_opml(document)


def test_a_list_in_another_encoding_is_read() -> None:
    document = '<?xml version="1.0" encoding="windows-1251"?><opml version="1.0"><body>' + outline(
        "https://a.example/", "Новости"
    )
    assert read_opml((document + "</body></opml>").encode("windows-1251")).feeds[0].name == "Новости"


def test_what_is_written_is_read_back() -> None:
    """Names, tags and addresses, whatever is in them."""
    feeds = [
        FollowedFeed(
            id=1,
            url="https://a.example/?x=1&y=%22",
            name='Wire <b>"&\x07',
            origin="config",
            state=FetchState(),
            tags=("press", "il & tr"),
        ),
        FollowedFeed(id=2, url="https://b.example/rss", name="שלום", origin="command", state=FetchState()),
    ]
    listed = read_opml(write_opml(feeds, "Desk\x00").encode())
    assert [(feed.url, feed.name, feed.tags) for feed in listed.feeds] == [
        ("https://a.example/?x=1&y=%22", 'Wire <b>"&', ("press", "il & tr")),
        ("https://b.example/rss", "שלום", ()),
    ]
