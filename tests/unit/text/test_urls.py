"""Links made absolute and canonical."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.urls import canonical, host, resolve, site, untracked

PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "http://",
                "https://",
                "HTTP://",
                "www.",
                "m.",
                "amp.",
                "example.org",
                "xn--",
                "ä.de",
                "[::1]",
                ":80",
                ":99999",
            ),
            *(
                "/",
                "//",
                "/amp",
                "/..",
                "?",
                "&",
                "&amp;",
                "utm_source=x",
                "cid=1",
                "a=b",
                "=",
                "#",
                "#!",
                "%",
                "%2F",
                "%zz",
            ),
            *("user:pw@", " ", "\n", "\0", "\ud800", "א", ";", "+", "'", '"', "<", ".", "\\", "{", "|"),
        ]
    ),
    max_size=12,
).map("".join)


@given(PIECES | st.text())
def test_canonical_links_are_canonical_already(url: str) -> None:
    """Idempotent, for anything at all; never raises."""
    once = canonical(url)
    assert canonical(once) == once
    assert once == "" or once.startswith("https://")
    once.encode("ascii")


@given(PIECES | st.text(), PIECES | st.text())
def test_a_resolved_link_is_a_web_address_or_nothing(base: str, link: str) -> None:
    """Never raises; never gives another scheme, a space, a quote or a user name."""
    resolved = resolve(base, link)
    assert resolved == "" or resolved.startswith(("http://", "https://"))
    assert not set(resolved) & set(' "<>\n\r\t\0')
    assert (host(resolved) == "") == (resolved == "")
    assert resolve(base, resolved) == resolved


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/news/1",
        "https://www.example.org/news/1/",
        "https://m.example.org/news/1?utm_source=rss&utm_medium=feed",
        "https://EXAMPLE.org:443/news/1#comments",
        "https://amp.example.org/news/1/amp/",
        "http://user:pw@example.org:80//news//1?fbclid=abc&ref=rss",
        "  https://example.org/news/1?amp;gclid=x&amp;at_medium=RSS ",
    ],
)
def test_links_to_one_page_are_one_link(url: str) -> None:
    """Scheme, www, mobile, amp, port, fragment, user, tracking and slashes name nothing."""
    assert canonical(url) == "https://example.org/news/1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a?cid=1", "https://example.org/a?cid=2"),
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/?1234", "https://example.org/?1235"),
        ("https://example.org/a?gallery=rome", "https://example.org/a?gallery=paris"),
        ("https://example.org/a?eid=7f3a", "https://example.org/a?eid=8f3a"),
        ("https://example.org/photo?fbid=1", "https://example.org/photo?fbid=2"),
        ("https://example.org/group?gid=a", "https://example.org/group?gid=b"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org:8080/a"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
        ("https://m.tv/a", "https://tv.m/a"),
    ],
)
def test_links_to_different_pages_stay_different(one: str, other: str) -> None:
    """What may name the article is kept."""
    assert canonical(one) != canonical(other)


def test_the_order_of_parameters_does_not_matter() -> None:
    """Parameters are sorted."""
    assert canonical("https://example.org/a?b=1&a=2") == canonical("https://example.org/a?a=2&b=1")


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "mailto:a@b.c", "/a", "http://", "http://[", "https://:80/", "ftp://a.b/c", "data:,x"],
)
def test_what_is_no_web_address_is_nothing(url: str) -> None:
    """Only http(s) with a host counts."""
    assert canonical(url) == host(url) == resolve("", url) == ""


@pytest.mark.parametrize(
    ("base", "link", "expected"),
    [
        ("https://example.org/news/feed", "a.html", "https://example.org/news/a.html"),
        ("https://example.org/news/feed", "/a?b=1&amp;c=2", "https://example.org/a?b=1&c=2"),
        ("https://example.org/", "//cdn.example.net/x", "https://cdn.example.net/x"),
        ("file:///tmp/feed.xml", "a.html", ""),
        ("https://example.org/", "", ""),
        ("https://example.org/", "javascript:alert(1)", ""),
        ("", "https://example.org/a b", "https://example.org/a%20b"),
    ],
)
def test_links_are_resolved_against_their_base(base: str, link: str, expected: str) -> None:
    """Relative links become absolute ones, others stay or go."""
    assert resolve(base, link) == expected


def test_a_host_is_shown_as_people_read_it() -> None:
    """No www, no port; international names in their own script."""
    assert host("https://www.example.org:8080/a") == "example.org"
    assert host("https://xn--bcher-kva.example/") == "bücher.example"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?utm_source=rss&id=7&fbclid=Iw", "https://a.example/x?id=7"),
        ("https://a.example/x/?utm_source=rss#part", "https://a.example/x/#part"),
        ("http://www.a.example/x?B=2&a=%20", "http://www.a.example/x?B=2&a=%20"),
        ("https://a.example/x?", "https://a.example/x?"),
        ("", ""),
    ],
)
def test_a_link_loses_what_counts_visitors_and_nothing_else(url: str, expected: str) -> None:
    """What a reader clicks is the outlet's own link, to the letter."""
    assert untracked(url) == expected
    assert untracked(untracked(url)) == expected


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://feeds.bbc.co.uk/news/rss.xml", "bbc.co.uk"),
        ("https://a.b.example.org:8443/x", "example.org"),
        ("https://one.blogspot.com/feed", "blogspot.com"),
        ("https://xn--4dbrk0ce.co.il/", "ישראל.co.il"),
        ("http://127.0.1.1:8900/f", "127.0.1.1"),
        ("http://[::1]/", "::1"),
        ("http://wire/rss", "wire"),
        ("https://a.b.invalid/", "a.b.invalid"),
        ("file:///etc/passwd", ""),
        ("nothing", ""),
    ],
)
def test_a_site_is_who_runs_the_server(url: str, name: str) -> None:
    """The registered domain, platforms as one; else the host."""
    assert site(url) == name
