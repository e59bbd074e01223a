"""Numbers that only tell when something happened or was reported: the clock, this year, days around the day of the report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from digest.stories.forms import fold
from digest.stories.numbers import clock_time
from digest.stories.vocabulary import meanings

__all__ = ["dated", "is_moment"]

_DAYS_BEFORE: Final = 3
_DAYS_AFTER: Final = 1
_MONTHS: Final = tuple(
    frozenset({month, month[:3], month[:4] if month == "September" else month})
    for month in (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    )
)
_HOUR: Final = re.compile(r"\d{1,2}h")
_OCLOCK: Final = {"en": {"am", "pm", "a.m.", "p.m.", "oclock", "gmt"}, "de": {"uhr"}}
_DAY: Final = re.compile(r"[0-3]?\d(?:st|nd|rd|th|er)?")
_DATE: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")


def dated(written: Sequence[str], language: str) -> tuple[str, ...]:
    """Take a day of a month apart from the number behind it, with which it reads like one: June 12 300 people."""
    found: list[str] = []
    for word in written:
        day, _, rest = word.partition(" ")
        found += [day, rest] if rest and found and _DAY.fullmatch(day) and _month(found[-1], language) else [word]
    return tuple(found)


def is_moment(written: Sequence[str], place: int, taken: int, language: str, day: date) -> bool:
    """Tell an hour, this year, and a date around the day of the report."""
    word, before = written[place], written[place - 1] if place else ""
    after = written[place + taken] if place + taken < len(written) else ""
    if word == str(day.year) or _is_hour(word, before, after, language):
        return True
    near = [day + timedelta(days) for days in range(-_DAYS_BEFORE, _DAYS_AFTER + 1)]
    if _DAY.fullmatch(word):
        months = {_month(before, language), _month(after, language)}
        if fold(after) in {"de", "of"} and place + taken + 1 < len(written):
            months.add(_month(written[place + taken + 1], language))
        number = int(re.sub(r"\D", "", word))
        return any(one.day == number and one.month in months for one in near)
    parts = tuple(map(int, re.findall(r"\d+", word))) if _DATE.fullmatch(word) else ()
    return any(parts in {_short(one), (one.day, one.month, one.year), (one.year, one.month, one.day)} for one in near)


def _is_hour(word: str, before: str, after: str, language: str) -> bool:
    """Tell the clock: 9:30, 6 p.m., 18 Uhr, 18h45."""
    if clock_time(word) or fold(after) in _OCLOCK.get(language, ()):
        return True
    return _HOUR.fullmatch(before) is not None and len(word) == 2


def _short(day: date) -> tuple[int, int, int]:
    return day.day, day.month, day.year % 100


def _month(word: str, language: str) -> int:
    """Give the number of a month by its name (0: it is none)."""
    named = [meaning for meaning in meanings(word, language) if meaning.startswith("month/")] if word else []
    name = named[0].removeprefix("month/") if named else word
    return next((number for number, month in enumerate(_MONTHS, start=1) if name.rstrip(".") in month), 0)
