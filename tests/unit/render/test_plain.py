"""Lines of the text mail."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.render.plain import columns, wrapped


def test_lines_break_at_spaces_and_keep_their_indent() -> None:
    """The first line may be led by a number."""
    text = "one two three four"
    assert wrapped(text, 12, "   ", "1. ") == "1. one two\n   three\n   four"


def test_wide_characters_take_two_columns_and_break_anywhere() -> None:
    """Chinese has no spaces to break at; punctuation stays with what it closes."""
    assert wrapped("中文新闻摘要。", 8) == "中文新闻\n摘要。"
    assert columns("中e\u0301") == 3


def test_a_longer_word_keeps_a_line_of_its_own() -> None:
    """A link is never broken."""
    link = "https://example.org/" + "x" * 100
    assert wrapped(f"see {link} there", 72) == f"see\n{link}\nthere"


def test_an_isolate_is_closed_at_each_line_and_opened_again() -> None:
    """Each line is a paragraph to whoever shows it."""
    lines = wrapped("\u2068one two\u2069 three", 5, "  ").split("\n")
    assert lines == ["  \u2068one\u2069", "  \u2068two\u2069", "  three"]


@given(st.text(alphabet="ab 中é\u0301\u2068\u2069א", max_size=200), st.integers(5, 80), st.integers(0, 4))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str, width: int, indent: int) -> None:
    """Whatever the text: the same letters, and no line too wide but for a word that is."""
    lines = wrapped(text, width, " " * indent).split("\n")
    plain = str.maketrans("", "", " \n\u2068\u2069")
    assert "".join(lines).translate(plain) == text.translate(plain)
    longest = max((columns(word) for word in text.split()), default=0)
    assert all(columns(line) <= max(width, indent + longest) for line in lines)
    assert all(line.count("\u2068") <= line.count("\u2069") for line in lines)
