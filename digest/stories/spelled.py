"""Numbers as they are written: in digits, in words, and with a thousand or a million behind them.

A unit or an ordinal ending may be written on to the digits (20km, 3rd). `amounts` finds them among the words of a text,
in the languages whose number words are known, but for those that only tell when it was (`moments`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from digest.stories.background import NUMBER_WORDS
from digest.stories.forms import fold, term
from digest.stories.moments import is_moment
from digest.stories.numbers import score

__all__ = ["Amount", "amounts"]

_LONGEST: Final = 15
_MOST_SCALES: Final = 2


@dataclass(frozen=True, slots=True)
class Amount:
    """A number among words: how it is written, its value, where it begins and how many words it takes."""

    text: str
    value: str
    place: int
    taken: int
    spelled: bool


def amounts(written: Sequence[str], language: str, day: date) -> Iterator[Amount]:
    """Find the numbers of a text that was reported on a day."""
    place = 0
    while place < len(written):
        value, taken = _read(written, place, language)
        if value and not is_moment(written, place, taken, language, day):
            spelled = not any(map(str.isdigit, written[place]))
            yield Amount(" ".join(written[place : place + taken]), value, place, taken, spelled)
        place += taken or 1


def _read(written: Sequence[str], place: int, language: str) -> tuple[str, int]:
    """Read the number that begins at a word ("", 0: none does)."""
    word = written[place]
    if any(map(str.isdigit, word)):
        value, taken = _digits(term(word, language), language), 1
        value = "-" + value if value and place and fold(written[place - 1]) == "minus" else value
    else:
        small, taken = _spelled(written, place, language)
        value = str(small) if small else ""
    times = 1
    for word in written[place + taken : place + taken + _MOST_SCALES] if value else ():
        scale = _scale(word, language)
        if not scale:
            break
        times, taken = times * scale, taken + 1
    return (value if times == 1 else _multiplied(value, times)), taken


def _digits(plain: str, language: str) -> str:
    """Read a number in digits: with its scale (2.5bn), without its unit, and one score from both sides; first is none."""
    if sides := score(plain):
        return sides
    if (joined := _JOINED.fullmatch(plain)) is None:
        return plain
    number, ending = joined.groups()
    if number == "1" and ending in _ORDINAL:
        return ""
    scale = _GLUED.get(ending, 0) if language == "en" else _scale(ending, language)
    return _multiplied(number, scale) if scale else number


def _multiplied(value: str, times: int) -> str:
    try:
        product = Decimal(value[:_LONGEST]) * times
    except InvalidOperation:
        return value
    return str(int(product)) if product == int(product) else str(product.normalize())


def _scale(word: str, language: str) -> int:
    return _SCALES.get((language, fold(word)), 0)


def _spelled(written: Sequence[str], place: int, language: str) -> tuple[int, int]:
    """Read a number in words: eleven, twenty-one, two hundred (and five); a hundred, a thousand."""
    value, taken = _below_hundred(written, place, language)
    after = written[place + taken] if place + taken < len(written) else ""
    if (value or language in _HUNDRED_ALONE) and _is_hundred(after, language):
        if not value and place and fold(written[place - 1]) in _PER:
            return 0, 0
        joined = taken + 1 + (fold(written[place + taken + 1]) in _JOINING if place + taken + 1 < len(written) else 0)
        rest, more = _below_hundred(written, place + joined, language) if place + joined < len(written) else (0, 0)
        return max(value, 1) * 100 + rest, joined + more if rest else taken + 1
    if not value and _scale(after, language) == 1000 and language in _THOUSAND_ALONE:
        return 1000, 1
    return value, taken


def _below_hundred(written: Sequence[str], place: int, language: str) -> tuple[int, int]:
    """Read tens with their ones in the order of the language; "one" is no number by itself."""
    value = _word(written[place], language)
    following = list(written[place + 1 : place + 4])
    if language == "fr" and value == 4 and following and fold(following[0]) in {"vingt", "vingts"}:
        more = _ones(following[1:], language, 19)
        return 80 + more[0], 2 + more[1]
    ones = value or _one(written[place], language) or 2 * (fold(written[place]) in _TWO_OF_TWELVE)
    if language in _TEN_BEHIND and 1 <= ones <= 9 and following:
        return _semitic(ones, following[0], language, alone=value)
    if value in _TENS or (value == 10 and language in {"fr", "tr"}):
        more = _ones(following, language, 19 if language == "fr" and value in {60, 80} else 9)
        return value + more[0], 1 + more[1]
    return value, 1 if value else 0


def _semitic(ones: int, following: str, language: str, *, alone: int) -> tuple[int, int]:
    """Read the ten behind its ones, as in Hebrew and Arabic: "three ten", "three and twenty"."""
    folded = fold(following)
    if folded in _TEN_BEHIND[language]:
        return 10 + ones, 2
    tens = _word(following[1:], language) if folded[:1] == "و" else 0
    return (tens + ones, 2) if tens in _TENS else (alone, 1 if alone else 0)


def _ones(following: Sequence[str], language: str, most: int) -> tuple[int, int]:
    """Read the ones behind tens, and how many words they take: "-one", "et un", "y dos", "ושלושה"."""
    joined = bool(following) and fold(following[0]) in _JOINING
    if len(following) <= joined:
        return 0, 0
    word = following[joined]
    if language == "he" and word[:1] == "ו":
        word = word[1:]
    elif language == "he":
        return 0, 0
    ones = _word(word, language) or _one(word, language)
    return (ones, 1 + joined) if 1 <= ones <= most else (0, 0)


def _word(word: str, language: str) -> int:
    return int(NUMBER_WORDS.get((language, word.lower()), 0))


def _one(word: str, language: str) -> int:
    return int(fold(word) in _ONES.get(language, ()))


def _is_hundred(word: str, language: str) -> bool:
    return fold(word) in _HUNDREDS.get(language, ())


_JOINED: Final = re.compile(r"(\d+(?:\.\d+)?)([^\W\d_]+)")
_ORDINAL: Final = frozenset({"st", "er", "ere", "re"})
# In other languages m is a metre.
_GLUED: Final = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}

# --- words -----------------------------------------------------------------------------------------

_TENS: Final = frozenset(range(20, 100, 10))
_JOINING: Final = frozenset({"and", "et", "y"})
_PER: Final = frozenset({"pour", "por", "per", "prozent"})
_HUNDRED_ALONE: Final = frozenset({"en", "de", "es", "ru", "ar"})
_THOUSAND_ALONE: Final = frozenset({"en", "de", "fr", "es", "ru", "he"})


def _table(lines: str) -> MappingProxyType[str, frozenset[str]]:
    rows = [line.split() for line in lines.strip().splitlines()]
    return MappingProxyType({language: frozenset(map(fold, known)) for language, *known in rows})


_ONES: Final = _table("""
en one
de eins
fr un une
es un uno una
tr bir
ru один одна одно
he אחד אחת
ar واحد واحدة
""")
_TEN_BEHIND: Final = _table("""
he עשר עשרה
ar عشر عشرة
""")
_TWO_OF_TWELVE: Final = frozenset(map(fold, ("שנים", "שתים")))
_HUNDREDS: Final = _table("""
en hundred
de hundert einhundert
fr cent cents
es cien ciento
tr yüz
ru сто
he מאות
ar مئة مائة
""")
_SCALED: Final = """
1000 en thousand
1000 de tausend
1000 fr mille
1000 es mil
1000 tr bin
1000 ru тысяча тысячи тысяч тыс
1000 he אלף אלפים
1000 ar ألف آلاف
1000000 en million mln
1000000 de million millionen mio
1000000 fr million millions
1000000 es millón millones
1000000 tr milyon
1000000 ru млн миллион миллиона миллионов
1000000 he מיליון מיליוני
1000000 ar مليون ملايين
1000000000 en billion bn
1000000000 de milliarde milliarden mrd
1000000000 fr milliard milliards
1000000000 tr milyar
1000000000 ru млрд миллиард миллиарда миллиардов
1000000000 he מיליארד מיליארדי
1000000000 ar مليار مليارات
"""
_SCALES: Final = MappingProxyType(
    {
        (language, fold(word)): int(scale)
        for scale, language, *known in map(str.split, _SCALED.strip().split("\n"))
        for word in known
    }
)
