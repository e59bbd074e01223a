"""The chat preview: what a chat app would show of the exact parts, and nothing else."""

from __future__ import annotations

import lxml.html
import pytest

from digest.channels.chat_page import chat_page


def bubbles(*messages: str) -> list[lxml.html.HtmlElement]:
    page = lxml.html.document_fromstring(chat_page("Desk", messages, "07:30"))
    return list(page.find_class("bubble"))


def inner(message: str) -> str:
    page = chat_page("Desk", [message], "07:30")
    return page.partition('dir="auto">')[2].partition('<div class="bubble" dir="auto">')[2].partition("<time>")[0]


def test_each_message_is_a_bubble_in_order_with_its_time() -> None:
    """As they arrive."""
    first, second = bubbles("one", "two")
    assert (first.text, second.text) == ("one", "two")
    assert first.xpath("string(time)") == "07:30"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("<b>x</b> &lt;b&gt; &amp;amp;", "<b>x</b> &lt;b&gt; &amp;amp;"),
        (
            '<a href="https://e.org/?a=1&amp;b=2">x</a>',
            '<a href="https://e.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow">x</a>',
        ),
        ('<a href="javascript:alert(1)">x</a>', "<span>x</span>"),
        ("<script>alert(1)</script>", "alert(1)"),
        ('<img src=x onerror="alert(1)">x', "x"),
        ('<b onclick="alert(1)">x</b>', "<b>x</b>"),
        ("<b>never closed", "<b>never closed</b>"),
        ("x</b></div></body>", "x"),
        ("<!-- x --><?php x ?>y", "y"),
        ("<blockquote>q</blockquote>\nafter", "<blockquote>q</blockquote>after"),
    ],
)
def test_only_what_telegram_knows_becomes_markup(message: str, shown: str) -> None:
    """Attributes are written by us, never copied."""
    assert inner(message) == shown


def test_an_expandable_quote_opens_by_a_checkbox_without_a_script() -> None:
    """Each quote has its own."""
    page = chat_page(
        "Desk", ["<blockquote expandable>a</blockquote><blockquote expandable>b</blockquote>"] * 2, "07:30"
    )
    tree = lxml.html.document_fromstring(page)
    names = [box.get("id") for box in tree.iter("input")]
    assert len(set(names)) == 4
    assert [label.get("for") for label in tree.iter("label")] == names
    assert tree.xpath("//script") == []


def test_lines_find_their_own_direction() -> None:
    """A Hebrew message stands to the right, an English one to the left."""
    page = chat_page("Desk", ["שלום", "hello"], "07:30")
    assert page.count('dir="auto"') == 3
    assert "unicode-bidi: plaintext" in page
    assert "prefers-color-scheme: dark" in page
