"""Dates, lists and languages as the reader says them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.render.reader import LANGUAGES, Reader, reader_of
from digest.render.samples import sample_issues

NOW = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)


def a_reader(language: str = "en", zone: str = "Europe/Istanbul", now: datetime = NOW) -> Reader:
    issue = replace(sample_issues()["one story"], language=language, timezone=ZoneInfo(zone), composed_at=now)
    return reader_of(issue)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 6, 15, 21, 0, tzinfo=UTC), "00:00"),
        (datetime(2026, 6, 15, 20, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 6, 14, 12, 0, tzinfo=UTC), "Sun 14 June"),
        (datetime(2025, 12, 31, 12, 0, tzinfo=UTC), "Wed 31 December 2025"),
        (datetime(2026, 6, 17, 12, 0, tzinfo=UTC), "Wed 17 June"),
    ],
)
def test_times_are_said_as_people_say_them_on_the_readers_wall_clock(moment: datetime, said: str) -> None:
    """Midnight is the reader's own; a year is named only when it is another."""
    assert a_reader().when(moment) == said


@pytest.mark.parametrize(
    ("language", "yesterday", "older"),
    [
        ("en", "yesterday 15:00", "Sun 14 June"),
        ("he", "אתמול 15:00", "יום א׳, 14 ביוני"),
        ("ar", "أمس 3:00 م", "الأحد، 14 يونيو"),
        ("tr", "dün 15:00", "14 Haziran Paz"),
        ("ru", "вчера 15:00", "вс, 14 июн."),
        ("de", "gestern 15:00", "So., 14. Juni"),
        ("fr", "hier 15:00", "dim. 14 juin"),
        ("es", "ayer 15:00", "dom, 14 de junio"),
    ],
)
def test_times_are_said_in_the_readers_language(language: str, yesterday: str, older: str) -> None:
    """Every language has its own day names, order and word for yesterday."""
    reader = a_reader(language)
    assert reader.when(datetime(2026, 6, 15, 12, 0, tzinfo=UTC)) == yesterday
    assert reader.when(datetime(2026, 6, 14, 12, 0, tzinfo=UTC)) == older


def test_since_and_days_count_calendar_days_of_the_reader() -> None:
    """A story of last evening runs since yesterday, and two days."""
    reader = a_reader()
    evening = datetime(2026, 6, 15, 20, 0, tzinfo=UTC)
    assert reader.since(evening) == "since yesterday"
    assert reader.since(NOW) == "since 07:30"
    assert reader.since(NOW - timedelta(days=4)) == "since 12 June"
    assert reader.days(evening, NOW) == 2
    assert reader.days(NOW, NOW - timedelta(days=3)) == 1


def test_the_clock_change_does_not_make_yesterday_two_days_ago() -> None:
    """Days are counted on the calendar, not in hours."""
    reader = a_reader(zone="Europe/Berlin", now=datetime(2026, 10, 26, 5, 0, tzinfo=UTC))
    assert reader.when(datetime(2026, 10, 24, 22, 30, tzinfo=UTC)) == "yesterday 00:30"


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_absurd_times_are_said_without_raising(moment: datetime, zone: str) -> None:
    """The edges of the calendar have no local time in every zone."""
    assert a_reader(zone=zone).when(moment)
    assert a_reader(zone=zone).since(moment)


def test_a_language_without_phrases_is_spoken_to_in_english_throughout() -> None:
    """Two languages in one frame would be worse than one."""
    reader = a_reader("pt")
    assert (reader.language, reader.direction) == ("en", "ltr")
    assert reader.when(NOW - timedelta(days=1)) == "yesterday 07:30"


def test_languages_and_lists_are_named_as_the_reader_does() -> None:
    """Babel's names and patterns; an unknown code stays."""
    assert a_reader("en").listing(["Hebrew", "Turkish", "Arabic"]) == "Hebrew, Turkish and Arabic"
    assert a_reader("de").language_name("tr") == "Türkisch"
    assert a_reader("en").language_name("qq") == "qq"
    assert a_reader("tr").zone_name() == "İstanbul"
    assert a_reader(zone="UTC").zone_name() == "UTC"


def test_right_to_left_is_known_of_every_language() -> None:
    """Hebrew and Arabic run leftward."""
    assert {language for language in LANGUAGES if a_reader(language).direction == "rtl"} == {"he", "ar"}
