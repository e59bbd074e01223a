"""Strangers' strings in every place of an issue: nothing runs, nothing loads, nothing breaks out.

The corpus of other projects' XSS tests lies beside the checkout on the developers' machines; a dozen
of our own are always here (`samples.HOSTILE`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import lxml.html
import pytest

from digest.channels.chat_page import chat_page
from digest.model import Generated, Issue
from digest.render.samples import HOSTILE, sample_issues
from digest.testing import read_telegram
from digest.tokens import READER

Rendered = Callable[..., dict[str, str]]
TAGS = {
    *("html", "head", "meta", "title", "style", "link", "body", "main", "div", "table", "tbody", "tr", "td"),
    *("h1", "h2", "h3", "p", "ul", "li", "a", "b", "span", "bdi"),
}
CHAT_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "div", "time", "blockquote"),
    *("input", "label", "b", "a"),
}
ATTRIBUTES = {
    *("align", "aria-label", "aria-roledescription", "border", "cellpadding", "cellspacing", "charset", "class"),
    *("content", "dir", "for", "height", "href", "id", "lang", "name", "rel", "role", "style", "type", "width"),
}
MINE = (*HOSTILE, "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "https://e.org/\"onclick=alert(1) x=\"",
        "https://e.org/'><svg/onload=alert(1)>", "//e.org/x", "http://[::1", "vbscript:x", "jav\tascript:alert(1)")  # fmt: skip


def an_issue(texts: Sequence[str]) -> Issue:
    """Put every text in every place: headline, sentence, outlet, link, section, language."""
    issue = sample_issues(base_url="https://digest.example.org")["new and updates"]
    new, update = issue.items[0], issue.items[1]
    assert update.news
    items = []
    for number, text in enumerate(texts):
        quote = replace(new.quotes[0], text=text + " said", outlet=text, url=text, language=text[:8])
        links = tuple(replace(link, outlet=text, url=text, title=text, language=text[:8]) for link in new.coverage)
        item = update if number % 4 == 0 else new
        news = quote if number % 4 == 0 else None
        summary = Generated(text=text + " wrote", language=text[:8], direction="ltr", support=(quote,))
        items.append(
            replace(
                item,
                headline=text,
                url=text,
                quotes=(quote,),
                news=news,
                coverage=links,
                also_in=(text[:8],),
                generated=summary if number % 4 == 1 else None,
            )
        )
    sections = tuple(
        replace(issue.sections[0], name=texts[start], items=tuple(items[start : start + 60]))
        for start in range(0, len(items), 60)
    )
    return replace(
        issue, sections=sections, digest_name=texts[-1], site_title=texts[-1], postal=texts[-1], topics=tuple(texts[:9])
    )


@pytest.fixture(params=["ours", "corpus"])
def texts(request: pytest.FixtureRequest) -> Sequence[str]:
    if request.param == "ours":
        return MINE
    path: Path = request.getfixturevalue("shared_data") / "hostile" / "xss_corpus.jsonl"
    if not path.is_file():
        pytest.skip("no hostile fragments in ../shared/data")
    return [json.loads(line)["html"] for line in path.read_text(encoding="utf-8").splitlines()]


def assert_inert(page: str, tags: set[str]) -> None:
    """Read the page twice: as a browser's tree, and as bare tokens (which see what a tree might hide)."""
    for element in lxml.html.document_fromstring(page).iter("*"):
        assert element.tag in tags, element.tag
        assert set(element.attrib) <= ATTRIBUTES, element.attrib
        link = element.get("href", "#")
        assert link.startswith(("#", "http://", "https://")), link
        assert "url(" not in (element.get("style") or "") + (element.text or "" if element.tag == "style" else "")
    seen = Tokens()
    seen.feed(page)
    assert seen.tags <= tags
    assert seen.attributes <= ATTRIBUTES
    assert seen.styles == page.lower().count("<style")


class Tokens(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.styles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.styles += tag == "style"


def plain_lines(text: str) -> Iterator[str]:
    yield from (line.translate(dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))) for line in text.split("\n"))


def test_no_active_content_in_the_mail_and_on_the_page(rendered: Rendered, texts: Sequence[str]) -> None:
    """Only tags, attributes and schemes that the templates themselves write."""
    issue = an_issue(texts)
    mail = rendered(issue, "email")
    assert_inert(mail["html"], TAGS)
    assert_inert(rendered(issue, "web")["page"], TAGS)
    assert mail["subject"].isprintable()


def test_no_control_characters_in_the_text(rendered: Rendered, texts: Sequence[str]) -> None:
    """Lines of text hold text."""
    text = rendered(an_issue(texts), "email")["text"].replace(READER, "token")
    allowed = {"\u200c", "\u200d", "\u200e", "\u200f", "\u061c"}
    odd = {character for line in plain_lines(text) for character in line if not character.isprintable()} - allowed
    assert {character for character in odd if not character.isspace()} == set()


def test_every_chat_message_is_well_formed_and_so_is_its_preview(rendered: Rendered, texts: Sequence[str]) -> None:
    """Telegram takes each, and the preview page shows nothing else."""
    messages = list(rendered(an_issue(texts), "telegram").values())
    for message in messages:
        read = read_telegram(message)
        assert read.units <= 4_096
        assert all(url.startswith(("http://", "https://")) for url in read.urls)
    assert_inert(chat_page("Desk", messages, "07:30"), CHAT_TAGS)


def test_template_syntax_in_a_headline_stays_text(rendered: Rendered) -> None:
    """Feed text is never a template."""
    issue = an_issue(["{{ 7*7 }}", "{% raw %}", "{{ issue }}", "${7*7}"])
    for form in ("email", "telegram", "web"):
        content = "".join(rendered(issue, form).values())
        assert "{{ 7*7 }}" in content
        assert "49" not in content.replace("#0b62a4", "")
