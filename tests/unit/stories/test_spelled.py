"""Numbers in digits and in words, in the languages of the phrases."""

from __future__ import annotations

import time
from datetime import date

import pytest

from digest.stories.counted import counted
from digest.stories.spelled import amounts
from digest.text import words

DAY = date(2026, 3, 2)


def read(text: str, language: str) -> list[str]:
    return [amount.value for amount in amounts(words(text), language, DAY)]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        (
            "en",
            "fourteen, thirty-one, two hundred and five, a hundred men, a thousand",
            ["14", "31", "205", "100", "1000"],
        ),
        ("en", "2.4 million, 2,400,000 and three billion", ["2400000", "2400000", "3000000000"]),
        ("de", "einundzwanzig Tote, dreihundert, 2,4 Millionen", ["21", "300", "2400000"]),
        ("fr", "quatre-vingt-douze morts, soixante-douze, vingt et un, dix-sept", ["92", "72", "21", "17"]),
        ("es", "treinta y dos, veintidós, luego mil millones, luego dos mil", ["32", "22", "1000000000", "2000"]),
        ("tr", "yirmi bir kişi, on üç, 3 milyon, iki yüz", ["21", "13", "3000000", "200"]),
        ("ru", "двадцать один, пятнадцать, 1,5 млн", ["21", "15", "1500000"]),
        ("he", "עשרים ושלושה, שלושה עשר, 3 מיליון", ["23", "13", "3000000"]),
        ("ar", "ثلاثة وعشرون، خمسة عشر، 3 ملايين", ["23", "15", "3000000"]),
        ("fr", "5 pour cent", ["5"]),
        ("en", "2.5m euros, 2.5bn and 40k", ["2500000", "2500000000", "40000"]),
        ("en", "20km, 20 km, the 3rd, the 1st", ["20", "20", "3"]),
        ("de", "200m weit, 3mio Euro, minus 4 Grad", ["200", "3000000", "-4"]),
        ("en", "won 2-1, lost 1-2", ["2-1", "2-1"]),
        ("de", "gewann 2:1", ["2-1"]),
        ("ar", "١٢، ١٬٢٠٠، ٣٫٥", ["12", "1200", "3.5"]),
        ("he", "שנים עשר, שתים עשרה", ["12", "12"]),
        ("en", "one of them", []),
    ],
)
def test_numbers_in_words_have_the_value_of_their_digits(language: str, text: str, values: list[str]) -> None:
    """Up to hundreds, with a thousand, a million or a billion behind them."""
    assert read(text, language) == values


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "at 9:30 on March 2, at 6 p.m. on 1 March 2026"),
        ("en", "at 9:30am, at 6pm, on March 2"),
        ("de", "am 2. März um 18 Uhr"),
        ("fr", "le 2 mars à 18h"),
        ("de", "02.03.2026"),
        ("fr", "le 2 mars à 18h45"),
        ("es", "el 2 de marzo a las 7:40"),
        ("ru", "2 марта в 7:40"),
        ("tr", "2 Mart saat 7:40"),
    ],
)
def test_the_hour_and_the_day_of_the_report_are_no_numbers(language: str, text: str) -> None:
    """When something was reported is no part of what happened."""
    assert read(text, language) == []


def test_another_day_is_a_number() -> None:
    """A date that is set, or long past, may be the news."""
    assert read("on 14 June", "en") == ["14"]


def test_a_day_of_a_month_is_no_thousand() -> None:
    """A number that stands behind a date is not part of it."""
    texts = [fact.text for fact in counted(words("On June 12 300 people met"), DAY, "en", opens=False)]
    assert texts == ["12", "300"]
    assert [fact.text for fact in counted(words("some 12 300 people met"), DAY, "en", opens=False)] == ["12 300"]


def test_what_a_number_counts_is_read_from_its_clause() -> None:
    """The dead of one clause are not the cars of the next; a former number says so."""
    facts = list(counted(words("six people died and five cars burned"), DAY, "en", opens=False))
    assert [(fact.text, fact.counts) for fact in facts] == [("six", ("kill",)), ("five", ("car",))]
    men = counted(words("two men and three women were killed"), DAY, "en", opens=False)
    assert ["kill" in fact.counts for fact in men] == [True, True]
    level = counted(words("raised from level 2 to level 3"), DAY, "en", opens=False)
    assert [fact.former for fact in level] == [False, False]
    assert [fact.former for fact in counted(words("from 2 to 3 not 4"), DAY, "en", opens=False)] == [True, False, True]


def test_what_a_title_lists_is_no_number() -> None:
    """Seven things to know are no news of anything."""
    assert not list(counted(words("7 things to know"), DAY, "en", opens=True))
    assert list(counted(words("7 dead"), DAY, "en", opens=True))


def test_many_numbers_take_linear_time() -> None:
    """In any order, with or without their scales."""
    began = time.perf_counter()
    for piece in ("two ", "hundred ", "thousand ", "1 ", "vingt ", "two hundred "):
        read(piece * 5000, "en")
        read(piece * 5000, "fr")
    assert time.perf_counter() - began < 5
