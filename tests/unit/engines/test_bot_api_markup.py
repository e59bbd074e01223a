"""The chat server of the tests reads HTML as strictly as the real one, and says what it drops."""

from __future__ import annotations

import pytest
from engines.bot_api.markup import Entity, MarkupRefusedError, parse_html, plain

SURROGATE = "Text contains invalid Unicode characters after decoding HTML entities"


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("é<abacaba", "Unclosed start tag at byte offset 2"),
        ("é<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("a <3 b", 'Unsupported start tag "3" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</strong>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</strong>"'),
        ("<i>a</i   ", "Unclosed end tag at byte offset 4"),
        ("<i =x>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<i x = ", 'Unclosed start tag "i" at byte offset 0'),
        ("<i x = a,b>", "Unexpected end of name token at byte offset 7"),
        ('<a href="https://e.org>x</a>', "Unclosed start tag at byte offset 0"),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("&#xDFDF;", f"{SURROGATE}, check for unmatched surrogate code units"),
    ],
)
def test_broken_markup_is_refused_in_the_words_of_the_real_server(source: str, refusal: str) -> None:
    """With the offset in bytes, not in characters."""
    with pytest.raises(MarkupRefusedError) as caught:
        parse_html(source)
    assert str(caught.value) == refusal


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&lt&amp", "<&"),
        ("&#65;&#x42;", "AB"),
        ("&nbsp;&apos;&laquo;&hellip;", "&nbsp;&apos;&laquo;&hellip;"),
        ("&#12345678; & &#0;", "&#12345678; & &#0;"),
        ("a > b", "a > b"),
        (" \n x \n", "x"),
        ("a\rb\x07c\u202ed", "ab cd"),
        ("<B>x</b>", "x"),
        ("<b></b>x", "x"),
        ("<i>x</>", "x"),
    ],
)
def test_only_four_names_and_numbers_are_references_and_the_text_is_trimmed(source: str, text: str) -> None:
    """Everything else stays as it is written."""
    assert parse_html(source).text == text


def test_entities_have_offsets_in_utf16_units_of_the_trimmed_text() -> None:
    """As the server gives them back."""
    parsed = parse_html(' 🏟 <b>a</b><a href="https://e.org/x">🏟 b</a> ')
    assert parsed.text == "🏟 a🏟 b"
    assert parsed.entities == (Entity("bold", 3, 1), Entity("text_link", 4, 4, "https://e.org/x"))
    assert parsed.units == 8


def test_kinds_of_quotes_and_code_are_told_apart() -> None:
    """An expandable quote; code inside pre only names its language."""
    source = '<blockquote expandable>q</blockquote><pre><code class="language-py">x</code></pre>'
    assert [one.type for one in parse_html(source).entities] == ["expandable_blockquote", "pre"]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "mailto:a@b.org:x", "data:text/html,x", "https://localhost/x", "http://a b.org", "ftp://e.org",
     "https://e.org:x/", "https://e.org:99999/", "https://", "https://[::1", "tg://"],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_dropped_and_told(url: str) -> None:
    """The real server says nothing; the text stays."""
    parsed = parse_html(f'<a href="{url}">x</a>')
    assert (parsed.text, parsed.entities, parsed.lost) == ("x", (), (f"link {url}",))


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://e.org/x?a=1&amp;b=2#c", "https://e.org/x?a=1&b=2#c"),
        ("HTTP://E.org", "HTTP://E.org"),
        ("e.org/x", "http://e.org/x"),
        ("https://חדשות.example/כתבה", "https://חדשות.example/כתבה"),
        ("https://[2001:db8::1]:8080/", "https://[2001:db8::1]:8080/"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
    ],
)
def test_a_link_that_leads_somewhere_is_kept(url: str, kept: str) -> None:
    """Web addresses with a dot in their host, and Telegram's own."""
    assert [one.url for one in parse_html(f'<a href="{url}">x</a>').entities] == [kept]


def test_entities_beyond_the_hundredth_are_dropped_and_told() -> None:
    """The message goes through, a little poorer."""
    parsed = parse_html("<b>x</b>" * 100 + '<a href="https://e.org/">y</a>')
    assert len(parsed.entities) == 100
    assert parsed.lost == ("entity 101: text_link https://e.org/",)


@pytest.mark.parametrize("source", ["<code><b>x</b></code>", "<pre>a<i>x</i></pre>"])
def test_markup_inside_code_is_dropped_and_told(source: str) -> None:
    """Code holds nothing else."""
    parsed = parse_html(source)
    assert len(parsed.entities) == len(parsed.lost) == 1


def test_unknown_attributes_are_dropped_and_told() -> None:
    """They are no reason to refuse."""
    assert parse_html('<b class="x" y>z</b>').lost == ("attribute class of <b>", "attribute y of <b>")


def test_without_a_parse_mode_everything_is_text() -> None:
    """Tags and references too."""
    assert plain("<b>&lt;").text == "<b>&lt;"
