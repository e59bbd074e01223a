"""The reader whom an issue speaks to: their language, zone and clock.

Dates, lists and language names come from Babel; phrases from `locale/<language>.po`, which are
compiled in memory at first use. A language without phrases gets English, dates included, so that
an issue never speaks two languages at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from digest.model import Direction, Issue

__all__ = ["LANGUAGES", "Reader", "phrases", "reader_of"]

LANGUAGES: Final = ("en", "he", "ar", "tr", "ru", "de", "fr", "es")
"""The languages that have phrases."""
_LOCALES: Final = {"en": "en_GB"}
_DAY_PATTERNS: Final = {"en": ("EEE d MMMM", "EEE d MMMM y")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Speak to one audience: all methods give text in its language, times on its wall clock."""

    language: str
    direction: Direction
    timezone: ZoneInfo
    now: datetime

    def gettext(self, message: str, **values: object) -> str:
        """Translate a phrase and fill it in."""
        return phrases(self.language).gettext(message) % values

    def ngettext(self, singular: str, plural: str, num: int, **values: object) -> str:
        """Translate a phrase in the plural form that the language has for this number."""
        return phrases(self.language).ngettext(singular, plural, num) % {"num": num, **values}

    def time(self, moment: datetime) -> str:
        """Give the time of day: "18:20"."""
        return format_time(self._local(moment), "short", locale=self._locale).replace("\u202f", "\u00a0")

    def day(self, moment: datetime) -> str:
        """Give the day: "Tue 14 June", with its year when that is not this one."""
        local = self._local(moment)
        this_year = local.year == self._local(self.now).year
        if patterns := _DAY_PATTERNS.get(self.language):
            return format_date(local.date(), patterns[0 if this_year else 1], locale=self._locale)
        return format_skeleton("MMMMEd" if this_year else "yMMMMEd", local, tzinfo=None, locale=self._locale)

    def when(self, moment: datetime) -> str:
        """Give a time as people say it: "18:20", "yesterday 18:20", "Tue 14 June"."""
        ago = self._today() - self._local(moment).date()
        if not ago:
            return self.time(moment)
        if ago == timedelta(days=1):
            return self.gettext("yesterday %(time)s", time=self.time(moment))
        return self.day(moment)

    def since(self, moment: datetime) -> str:
        """Say since when: "since 12:30", "since yesterday", "since 14 June"."""
        ago = self._today() - self._local(moment).date()
        if not ago:
            return self.gettext("since %(time)s", time=self.time(moment))
        if ago == timedelta(days=1):
            return self.gettext("since yesterday")
        spoken = format_skeleton("MMMMd", self._local(moment), tzinfo=None, locale=self._locale)
        return self.gettext("since %(date)s", date=spoken)

    def days(self, first: datetime, last: datetime) -> int:
        """Count the calendar days that a story has run, the first and the last included."""
        return max(1, (self._local(last).date() - self._local(first).date()).days + 1)

    def listing(self, words: list[str]) -> str:
        """Join words as the language does: "Hebrew, Turkish and Arabic"."""
        return format_list(words, locale=self._locale)

    def language_name(self, code: str) -> str:
        """Name a language in the reader's own; an unknown code stays as it is."""
        return str(self._locale.languages.get(code, code))

    def zone_name(self) -> str:
        """Name the zone by its city: "Istanbul"."""
        if self.timezone.key in {"UTC", "Etc/UTC"}:
            return "UTC"
        return get_timezone_location(self.timezone, locale=self._locale, return_city=True)

    @property
    def _locale(self) -> Locale:
        return _locale(self.language)

    def _today(self) -> date:
        return self._local(self.now).date()

    def _local(self, moment: datetime) -> datetime:
        try:
            return moment.astimezone(self.timezone)
        except OverflowError:  # year 1 or 9999, shifted over the edge
            return moment.astimezone(UTC)


def reader_of(issue: Issue) -> Reader:
    """Tell whom an issue speaks to."""
    language = issue.language if issue.language in LANGUAGES else "en"
    return Reader(
        language=language,
        direction="rtl" if _locale(language).text_direction == "rtl" else "ltr",
        timezone=issue.timezone,
        now=issue.composed_at,
    )


@cache
def phrases(language: str) -> NullTranslations:
    """Compile the phrases of one of `LANGUAGES`; English is what the templates themselves are written in."""
    if language == "en":
        return NullTranslations()
    source = files("digest.render").joinpath("locale", f"{language}.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))
