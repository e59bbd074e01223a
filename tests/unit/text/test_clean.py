"""Strings of strangers, made safe."""

from __future__ import annotations

import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from digest.text import clean, clean_lines, shorten, utf16_units

ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What is clean stays as it is."""
    assert clean(clean(text)) == clean(text)


@given(ANYTHING)
def test_clean_text_can_be_stored_and_shown_on_one_line(text: str) -> None:
    """No line end, NUL, surrogate or directional override survives."""
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert len(cleaned.splitlines()) <= 1
    assert not set(cleaned) & set("\0\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    assert cleaned == cleaned.strip()
    assert unicodedata.is_normalized("NFC", cleaned)


def test_what_people_need_to_write_their_language_stays() -> None:
    """Persian joiners, emoji families, Hebrew points and quotes are not harmful."""
    for text in ("می‌خواهم", "👨‍👩‍👧", "שָׁלוֹם", "“Curly” – quotes’", "हिन्दी में"):
        assert clean(text) == unicodedata.normalize("NFC", text)


def test_white_space_of_every_kind_collapses() -> None:
    """Non-breaking, ideographic and vertical spaces are one space."""
    assert clean("  a\u00a0\u3000b\t\r\n\u2028c ") == "a b c"


def test_lines_are_cleaned_each_and_empty_ones_go() -> None:
    """A block a line, no holes."""
    assert clean_lines(" a  b \n\n \u200b \n\tc\r\nd") == "a b\nc\nd"


def test_piled_marks_are_cut_and_cost_no_time() -> None:
    """Normalising a long run of marks would be quadratic."""
    began = time.perf_counter()
    assert len(clean("a" + "\u0301\u0323" * 200_000)) <= 10
    assert time.perf_counter() - began < 2


@given(ANYTHING, st.integers(-1, 40))
def test_a_shortened_text_fits_and_begins_as_the_text(text: str, limit: int) -> None:
    """Never longer than the limit; the cut is marked."""
    short = shorten(text, limit)
    assert len(short) <= max(limit, 0)
    if short != text:
        assert short == "" or (short[-1] == "…" and text.startswith(short[:-1]))


def test_text_is_cut_at_a_word() -> None:
    """Half a word is no word."""
    assert shorten("Israel raises its travel warning", 20) == "Israel raises its…"
    assert shorten("Israel raises", 13) == "Israel raises"


def test_a_cut_leaves_letters_with_their_marks() -> None:
    """Where there is no space, a family stays a family."""
    assert shorten("ab👨‍👩‍👧cd", 5) == "ab…"


@given(ANYTHING)
def test_utf16_units_are_counted_as_chat_servers_do(text: str) -> None:
    """Characters beyond the first plane count twice."""
    assert utf16_units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
