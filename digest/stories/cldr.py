"""What CLDR (https://cldr.unicode.org, through Babel) calls countries and months, in any language it knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from babel import Locale, UnknownLocaleError

__all__ = ["ENGLISH", "countries", "declines", "months"]

ENGLISH: Final = Locale("en")

_AMBIGUOUS_MONTHS: Final = frozenset({"may", "march"})
# No places: groups of states and codes for tests. Réunion is a meeting in most languages of its neighbours.
_UNREAD: Final = frozenset({"EU", "UN", "EZ", "QO", "ZZ", "XA", "XB", "RE"})
_APART: Final = re.compile(r"[\s,()'’ʼ]+")
# A stem finds no other form of a name here: names have one form only, or what is put before or behind them is cut
# elsewhere. It would find first names and verbs: French Georges is not Géorgie, Italian libero not Liberia.
_UNDECLINED: Final = frozenset(
    {"ar", "ca", "en", "es", "eu", "fa", "fr", "ga", "gl", "he", "hi", "id", "it", "nl", "pt", "tr", "yi"}
)


def declines(language: str) -> bool:
    """Tell whether a language gives names endings that its stemmer cuts."""
    return language not in _UNDECLINED


def countries(language: str) -> Iterator[tuple[str, str]]:
    """Give the names of countries as patterns of the tables, each with the country's code."""
    locale = _locale(language)
    for code, name in locale.territories.items() if locale else ():
        if len(code) == 2 and code.isalpha() and code not in _UNREAD:
            plain = name.partition("(")[0].strip()
            for written in dict.fromkeys((plain.replace("&", " "), plain.replace("&", "and"))):
                yield "_".join(filter(None, _APART.split(written))), code


def months(language: str) -> Iterator[tuple[str, str]]:
    """Give the names of months, each with the English one."""
    locale = _locale(language)
    for width in ("format", "stand-alone"):
        for number, name in locale.months[width]["wide"].items() if locale else ():
            if name.isalpha() and name.casefold() not in _AMBIGUOUS_MONTHS:
                yield name, str(ENGLISH.months["format"]["wide"][number])


def _locale(language: str) -> Locale | None:
    try:
        return Locale(language) if language else None
    except (UnknownLocaleError, ValueError):
        return None
