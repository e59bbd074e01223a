"""Telegram's HTML, read strictly."""

from __future__ import annotations

import pytest

from digest.render.markup import MarkupError, entities, parse, units, write


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("plain", "plain"),
        ("<b>bold <i>both</i></b>", "<b>bold <i>both</i></b>"),
        ("<strong>x</strong><em>y</em>", "<b>x</b><i>y</i>"),
        ('<a href="https://e.org/?a=1&amp;b=&quot;">x</a>', '<a href="https://e.org/?a=1&amp;b=&quot;">x</a>'),
        ("&lt;b&gt; &#39;q&#39; &#x1f600; &amp;amp;", "&lt;b&gt; 'q' 😀 &amp;amp;"),
        ("<blockquote expandable>x</blockquote>", "<blockquote expandable>x</blockquote>"),
        ('<pre><code class="language-python">x</code></pre>', '<pre><code class="language-python">x</code></pre>'),
        ("<b></b>empty tags vanish", "empty tags vanish"),
        ('<b><a href="">a link to nowhere</a></b>', "<b>a link to nowhere</b>"),
    ],
)
def test_what_telegram_knows_is_read_and_written_again(source: str, written: str) -> None:
    """Written canonically: short names, the four named entities."""
    assert write(parse(source)) == written
    assert write(parse(written)) == written


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<p>x</p>", "does not know <p>"),
        ("<br>", "does not know <br>"),
        ("<b>x", "never closed"),
        ("<b><i>x</b></i>", "where </i> was due"),
        ("x</b>", "where no end tag was due"),
        ("<b><b>x</b></b>", "<b> inside <b>"),
        ("<code><b>x</b></code>", "<b> inside <code>"),
        ("a < b", "a bare '<'"),
        ("a & b", "a bare '&'"),
        ("&nbsp;", "an entity that Telegram does not know"),
        ('<a href="javascript:alert(1)">x</a>', "not http(s)"),
        ('<a href="https://e.org" onclick="x">x</a>', "href and nothing else"),
        ("<a>x</a>", "href and nothing else"),
        ('<b class="x">x</b>', "does not know"),
        ("<script>x</script>", "does not know <script>"),
        ("<!-- x -->", "a bare '<'"),
    ],
)
def test_what_telegram_refuses_is_refused_with_the_reason(source: str, problem: str) -> None:
    """The admin is told what to mend in the template."""
    with pytest.raises(MarkupError) as caught:
        parse(source)
    assert problem in str(caught.value)


def test_length_counts_utf16_units_after_entities_and_tags() -> None:
    """An emoji is two units; `&amp;` is one."""
    runs = parse('<b>a&amp;😀</b><a href="https://example.org/long/link">x</a>')
    assert units(runs) == 5
    assert [tag.name for tag in entities(runs)] == ["b", "a"]


def test_a_hundred_thousand_brackets_are_refused_in_no_time() -> None:
    """Reading is linear in the length."""
    with pytest.raises(MarkupError):
        parse("<a " * 100_000)
