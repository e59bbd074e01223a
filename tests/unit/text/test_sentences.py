"""Where sentences end, in several languages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text import sentences

LANGUAGES = ("", "en", "de", "es", "he", "ar", "tr", "ru", "fr", "ja")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("Lt. Gov. Lapid met Dr. Cohen of the U.S. embassy.", "They paid $3.5 million.", "“Why?” he asked.")),
        ("de", ("Das kostet z. B. 3.500 Euro.", "Am 3. Oktober kommt Dr. Weber.")),
        ("es", ("El Sr. García llegó a las 8.30 horas.", "¿Por qué?", "Nadie lo sabe.")),
        ("fr", ("M. Macron est arrivé à 9.30.", "« Oui ! » dit-il.", "« Non. »", "Fin.")),
        (
            "tr",
            (
                "Anayasanın 23. maddesi değişti.",
                "Prof. Dr. Yılmaz konuştu.",
                "T.C. Dışişleri açıkladı!",
                "3. Havalimanı açıldı.",
            ),
        ),
        ("ru", ("В 2020 г. Москва росла.", "А. С. Пушкин родился здесь.", "Это было, т.е. Прошло…", "Да?")),
        ("he", ('צה"ל הודיע על כך.', "ארה״ב הגיבה!", "מה יקרה?")),
        ("ar", ("وصل الوزير إلى أنقرة.", "ماذا بعد؟", "لا أحد يعلم.")),
        ("ja", ("東京です。", "「本当？」", "はい！")),
        ("hi", ("यह एक वाक्य है।", "यह दूसरा है।")),
        ("ur", ("یہ ایک جملہ ہے۔", "یہ دوسرا ہے۔")),
    ],
)
def test_a_text_comes_apart_into_its_sentences(language: str, expected: tuple[str, ...]) -> None:
    """Abbreviations, initials, ordinals and decimals do not end one."""
    glue = "" if language == "ja" else " "
    assert sentences(glue.join(expected), language) == expected


def test_a_line_end_ends_a_sentence() -> None:
    """A block of the page is never joined to the next."""
    assert sentences("A headline\nA sentence. Another", "en") == ("A headline", "A sentence.", "Another")


@given(st.text(), st.sampled_from(LANGUAGES))
def test_no_word_is_lost_between_sentences(text: str, language: str) -> None:
    """Sentences are the text itself, cut."""
    assert "".join("".join(sentences(text, language)).split()) == "".join(text.split())


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("piece", ["a. ", "A.", "...", "a”. ", "Mr. ", "x", "« »! ", "1. "])
def test_long_texts_take_linear_time(piece: str, language: str) -> None:
    """A hundred thousand characters of anything are done at once."""
    text = (piece * 100_000)[:100_000]
    began = time.perf_counter()
    sentences(text, language)
    assert time.perf_counter() - began < 5
