"""Feed HTML to plain text, a block a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.feed.blocks import plain_blocks, plain_line

MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<a href=x>",
            "</a>",
            "<script>",
            "</script>",
            "text",
            " ",
            "<li>",
            "&amp;",
            "&#0;",
            "<!--",
            "-->",
            "<b",
            "\ud800",
            "\0",
        ]
    )
).map("".join)


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("AT&T and R&D", "AT&T and R&D"),
        ("AT&amp;T", "AT&T"),
        ("if a < b and c > d", "if a < b and c > d"),
        ("a<b", "a<b"),
        ("<b>Israel</b> and <i>Turkey</i>", "Israel and Turkey"),
        ("Israel<br>Turkey", "Israel Turkey"),
        ("How to use the <select> element", "How to use the <select> element"),
        ("<script>alert(1)</script>Hello", "Hello"),
        ("&quot;Why?&quot; &#8211; he &rsquo;asked", '"Why?" – he ’asked'),
        ("Caf&eacute; &unknown; & co", "Café &unknown; & co"),
        ("{{ 7*7 }} {% raw %}", "{{ 7*7 }} {% raw %}"),
    ],
)
def test_a_title_is_decoded_only_where_it_is_markup(markup: str, line: str) -> None:
    """Tags and entities are, comparison signs and ampersands are not."""
    assert plain_line(markup) == line


def test_every_block_of_a_page_is_a_line() -> None:
    """Headings, paragraphs, list items, line breaks and cells end lines; inline elements do not."""
    page = """<h2>Head <em>line</em></h2><p>One
      sentence.</p><ul><li>First<li>Second</ul>bare <b>text</b><br>after<table><tr><td>a<td>b</table>"""
    assert plain_blocks(page).split("\n") == [
        "Head line",
        "One sentence.",
        "First",
        "Second",
        "bare text",
        "after",
        "a",
        "b",
    ]


@pytest.mark.parametrize(
    "dropped",
    [
        *("<script>x</script>", "<style>x</style>", "<iframe>x</iframe>", "<noscript>x</noscript>", "<form>x</form>"),
        *(
            "<figure><img alt='x'><figcaption>x</figcaption></figure>",
            "<p class='a wp-caption-text'>x</p>",
            "<!-- x -->",
        ),
        *(
            "<p hidden>x</p>",
            "<p style='color:red; display : none'>x</p>",
            "<p aria-hidden='true'>x</p>",
            "<nav>x</nav>",
        ),
        *(
            "<a hidden href='/'>x</a>",
            "<template>x</template>",
            "<svg><text>x</text></svg>",
            "<title>x</title>",
            "<?x x?>",
        ),
    ],
)
def test_what_is_no_prose_goes(dropped: str) -> None:
    """Scripts, frames, forms, captions, hidden elements and comments leave nothing behind."""
    assert plain_blocks(f"<p>Before.</p>{dropped}<p>After.</p>") == "Before.\nAfter."


def test_text_behind_a_dropped_element_stays() -> None:
    """Only the element goes."""
    assert plain_blocks("<p>He <script>x</script>said <span hidden>x</span>so.</p>") == "He said so."


def test_lists_of_related_headlines_go_with_their_heading() -> None:
    """Blocks of nothing but links are navigation, where other blocks remain."""
    page = """<p>Israel raised its <a href="/w">travel warning</a>.</p><h3>More on this</h3>
      <ul><li><a href="/1">Rail strike ends</a></li><li><a href="/2">Prices rise</a> <span>BBC</span></li></ul>
      <p><a href="/s">Subscribe</a> | <a href="/t">Share</a></p>"""
    assert plain_blocks(page) == "Israel raised its travel warning."


def test_links_stay_where_there_is_nothing_else() -> None:
    """A feed of links is a feed of links."""
    assert plain_blocks('<ul><li><a href="/1">Rail strike ends</a></li></ul>') == "Rail strike ends"


def test_a_linked_sentence_in_a_list_stays_when_it_says_more_than_its_link() -> None:
    """A list item is only navigation when its link is most of it."""
    page = '<p>News:</p><ul><li>The minister said on Tuesday that <a href="/1">talks</a> would go on.</li></ul>'
    assert "talks would go on" in plain_blocks(page)


def test_plain_text_keeps_its_paragraphs_and_signs() -> None:
    """What is no markup is not read as markup."""
    assert plain_blocks("One line\nwrapped, a < b.\n\nNext") == "One line wrapped, a < b.\nNext"


def test_a_page_that_was_escaped_once_too_often_is_read_twice() -> None:
    """Readers see no tags; prose about tags stays."""
    page = '<img src="x.jpg">&lt;p&gt;Trams &amp;amp; buses &lt;a href="/x"&gt;run again&lt;/a&gt;.&lt;/p&gt;'
    assert plain_blocks(page) == "Trams & buses run again."
    prose = "<p>&lt;p&gt; is the tag of a paragraph.</p>"
    assert plain_blocks(prose) == "<p> is the tag of a paragraph."


def test_hidden_depth_does_not_break_the_reader() -> None:
    """A hundred thousand nested elements, unclosed tags or attributes are read in bounded time."""
    for hostile in ("<div>" * 100_000 + "x", "<p " + "a=1 " * 200_000 + ">x", "<" * 300_000, "<a href='" * 100_000):
        assert plain_blocks(f"<p>ok</p>{hostile}").startswith("ok")


@given(MARKUP)
def test_any_markup_gives_clean_lines(markup: str) -> None:
    """No exception, no NUL, no surrogate, no empty line."""
    blocks = plain_blocks(markup)
    blocks.encode("utf-8")
    assert "\0" not in blocks
    assert all(line.strip() == line and line for line in blocks.split("\n")) or not blocks
    assert "\n" not in plain_line(markup)
