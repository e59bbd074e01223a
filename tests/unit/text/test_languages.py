"""Languages, their codes and their directions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text import direction, is_written_in, language_code, script_language


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        *(("en-US", "en"), ("eng", "en"), ("EN", "en"), ("pt_BR", "pt"), ("iw", "he"), ("heb", "he"), ("fre", "fr")),
        *(("zh-Hant-TW", "zh"), ("und", ""), ("", ""), ("xx", ""), ("english", ""), ("x-klingon", ""), ("fil", "")),
    ],
)
def test_a_tag_gives_its_two_letter_code(tag: str, code: str) -> None:
    """Old, long and regional tags are one language; unknown ones are none."""
    assert language_code(tag) == code


@given(st.text())
def test_any_tag_gives_two_letters_or_none(tag: str) -> None:
    """A stranger's tag raises nothing."""
    assert len(language_code(tag)) in {0, 2}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("שלום עולם", "", "rtl"),
        ("Apple iPhone Pro הושק", "he", "rtl"),
        ("Apple iPhone Pro הושק", "", "ltr"),
        ("All in English", "he", "ltr"),
        ("123", "ar", "rtl"),
        ("123", "", "ltr"),
        ("سلام دنیا", "en", "rtl"),
        ("Привет", "ru", "ltr"),
    ],
)
def test_direction_follows_the_letters_and_then_the_language(text: str, language: str, expected: str) -> None:
    """A Hebrew headline full of brand names still runs from the right."""
    assert direction(text, language) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("ישראל וטורקיה", "he"), ("إسرائيل وتركيا", "ar"), ("اسرائیل و ترکیه", ""), ("이스라엘과 터키", "ko")),
        *(
            ("イスラエルとトルコ", "ja"),
            ("以色列和土耳其", ""),
            ("Израиль и Турция", ""),
            ("Israel and Turkey", ""),
            ("Ισραήλ και Τουρκία", "el"),
            ("อิสราเอลและตุรกี", "th"),
            ("", ""),
        ),
    ],
)
def test_only_scripts_of_one_language_name_it(text: str, code: str) -> None:
    """Latin, Cyrillic and Han are many languages' letters; Arabic is, with letters Arabic lacks."""
    assert script_language(text) == code


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Привет, Мир", "en", False),
        ("Привет, Мир", "kk", True),
        ("Salam, dünya", "az", True),
        ("Салам, дүнја", "az", True),
        ("東京の天気", "ja", True),
        ("東京", "ko", True),
        ("東京の天気", "en", False),
        ("Hello, world", "he", False),
        ("Hello, שלום", "he", True),
        ("2026 – 3:1", "he", True),
        ("Привет", "", True),
        ("Привет", "xx", True),
    ],
)
def test_a_script_rules_languages_out(text: str, language: str, *, expected: bool) -> None:
    """Where nearly all letters are of others than a language is ever written in; nothing does where that is unknown."""
    assert is_written_in(text, language) is expected


@given(st.text(), st.sampled_from(["", "en", "he", "zh", "sr", "xx"]))
def test_any_text_is_written_in_no_language(text: str, language: str) -> None:
    """A stranger's text raises nothing, and what nobody declared is not ruled out."""
    assert is_written_in(text, language) or language not in {"", "xx"}
