"""Strangers' documents through the whole program: each costs one line at most, and harms nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

HOSTILE_TITLES = (
    "{{ 7 * 7 }}{% for x in range(9**9) %}",
    "<script>alert(1)</script>Plain words behind it",
    "<img src=x onerror=alert(1)> A headline with a picture",
    "\u202egnp.exe \u2066 directions turned over",
    "]]>&lt;svg onload=alert(1)&gt; Escaped twice",
    "A headline\r\nBcc: everybody@example.org\r\n\r\nand a header",
    "Line\u2028separator and \x07 bell",
)
BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(12))
    + "]><rss version='2.0'><channel><title>&a11;</title><item><title>&a11;</title></item></channel></rss>"
)
NO_FEEDS = {
    "empty.xml": b"",
    "page.xml": b"<!doctype html><title>Sign in</title><p>Please.",
    "noise.xml": bytes(range(256)) * 40,
    "cut.json": b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "tit',
}
STRANGE = {
    "bomb.xml": BOMB.encode(),
    "entity.xml": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>t</title>'
    b"<item><title>Read &x; here</title><link>https://e.example/1</link></item></channel></rss>",
    "deep.xml": b"<rss version='2.0'><channel><item><title>Deep</title><description>"
    + b"<div>" * 50_000
    + b"</description></item></channel></rss>",
    "latin.xml": '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Zürich</title><item>'
    "<title>Zug hält in Zürich nicht</title><link>https://z.example/1</link></item></channel></rss>".encode("latin-1"),
}


@pytest.fixture
def strangers(site: Path, write_feed) -> Path:
    write_feed("titles", *((title, title * 3) for title in HOSTILE_TITLES))
    for name, body in (NO_FEEDS | STRANGE).items():
        (site / name).write_bytes(body)
    urls = ["titles.xml", *NO_FEEDS, *STRANGE]
    config = site / "config.toml"
    feeds = "".join(f'[[feed]]\nurl = "file:{name}"\n' for name in urls)
    config.write_text(config.read_text() + feeds + '[fetch]\ntimeout = "20s"\n')
    return site


def test_hostile_documents_cost_one_line_each_and_nobody_else(strangers: Path, digest, answer) -> None:
    """What is no feed is named with the reason; the others bring their entries."""
    polled = answer("poll", code=1)
    ended = {feed["url"].rpartition("/")[2]: feed for feed in polled["feeds"]}
    assert {name for name in NO_FEEDS if ended[name]["status"] == "failing"} == set(NO_FEEDS)
    assert all("\n" not in feed["detail"] for feed in ended.values())
    assert (ended["wire.xml"]["ingested"]["new"], ended["post.xml"]["ingested"]["new"]) == (2, 1)
    assert ended["titles.xml"]["ingested"]["new"] == len(HOSTILE_TITLES)
    assert ended["latin.xml"]["status"] == "ok"


def test_nothing_active_and_nothing_of_this_machine_reaches_a_reader(strangers: Path, digest, answer) -> None:
    """No script, no handler, no remote picture, no header of a stranger's, no evaluated template, no local file."""
    answer("poll", code=1)
    answer("send", "morning", "--slot", "2026-06-16T07:30")
    folder = strangers / "out/morning/2026-06-16T07-30"
    for name in ("mail.html", "page.html", "chat.html"):
        page = html.parse(str(folder / name))
        assert page.xpath("//script | //img | //svg | //iframe | //@onerror | //@onload") == []
        assert all(link.startswith(("https://", "http://", "#")) for link in page.xpath("//@href"))
    text = (folder / "mail.txt").read_text(encoding="utf-8")
    assert "{{ 7 * 7 }}" in text
    assert "Zürich" in text
    assert "root:" not in text
    headers = (folder / "mail.eml").read_bytes().partition(b"\r\n\r\n")[0]
    assert b"\nBcc:" not in headers
