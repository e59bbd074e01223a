"""Words as they are written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.text import words
from digest.text._words import _tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Israel’s F-35 jets, 3-2", ("Israel", "s", "F-35", "jets", "3-2")),
        ("1,234.5 of the U.S. 35th G20", ("1,234.5", "of", "the", "U.S.", "35th", "G20")),
        ("46 000 cars, 1 234,50 or 12’000", ("46 000", "cars", "1 234,50", "or", "12’000")),
        ("1\u2009200\u2009000 voters", ("1\u2009200\u2009000", "voters")),
        ("in 2025 100 came, 12 345 6789", ("in", "2025", "100", "came", "12 345", "6789")),
        ("at 20:45 300 fans, 3-2 100 F-35 200", ("at", "20:45", "300", "fans", "3-2", "100", "F-35", "200")),
        ("à 20h45, pas 20h", ("à", "20h45", "pas", "20h")),
        ("Israel–Turkey ties", ("Israel", "Turkey", "ties")),
        ("צה\"ל וארה״ב, ג'ורג' צ׳רצ׳יל", ('צה"ל', "וארה״ב", "ג'ורג", "צ׳רצ׳יל")),
        ("Türkiye’nin İstanbul’u", ("Türkiye", "nin", "İstanbul", "u")),
        ("l’Iran et l'Égypte", ("l", "Iran", "et", "l", "Égypte")),
        ("وصل الرئيس إلى أنقرة", ("وصل", "الرئيس", "إلى", "أنقرة")),
        ("हिन्दी में", ("हिन्दी", "में")),
        ("東京タワー", ("東京", "京タ", "タワ", "ワー")),
        ("한국어 문장", ("한국어", "문장")),
        ("iPhone东", ("iPhone", "东")),
        ("…!?_", ()),
    ],
)
def test_a_text_comes_apart_into_words(text: str, expected: tuple[str, ...]) -> None:
    """Numbers, however grouped, and dotted initials stay whole, apostrophes end words, unspaced scripts give pairs."""
    assert words(text) == expected


@given(st.text())
def test_words_stand_in_the_text(text: str) -> None:
    """Nothing is rewritten."""
    assert all(word and word in text for word in words(text))


@pytest.mark.parametrize("piece", ["1,", "1 ", "100 ", "1'234", "1h", "a.", "a'", 'א"', "東", "a-1", "U.S.", "1-a"])
def test_long_texts_take_linear_time(piece: str) -> None:
    """Half a million characters of anything are done at once."""
    began = time.perf_counter()
    words((piece * 500_000)[:500_000])
    assert time.perf_counter() - began < 3


@given(
    st.one_of(st.text(max_size=60), st.text(alphabet="aZhé.,:/-–'’ \xa0\u2009 0129½²ßжΩ\u0301\u05d0東", max_size=30))
)
@settings(max_examples=400, deadline=None)
def test_the_short_way_finds_the_same_words(text: str) -> None:
    """Plain letters are taken apart by simpler patterns, and not otherwise."""
    assert list(words(text)) == _tokens(text)
