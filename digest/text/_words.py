"""Words as they are written: the tokens of grouping and topics."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import regex

__all__ = ["is_unspaced", "words"]

_UNSPACED: Final = r"[\p{Han}\p{Hiragana}\p{Katakana}\u30fc\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_RUN: Final = regex.compile(rf"{_UNSPACED}++", flags=regex.VERSION1)
_LETTER: Final = rf"[[\p{{L}}\p{{M}}]--{_UNSPACED}]"
# What may stand between thousands, beside a point and a comma. A plain blank is all that is left of the others in a text
# that was cleaned: three digits behind one to three are a number then, as they nearly always are.
_THIN: Final = r"[\x20\xa0\u2009\u202f'’]"
# One pass; every repeat is possessive, so nothing is tried twice.
_TOKEN: Final = regex.compile(
    rf"""
      (?P<unspaced>{_UNSPACED}++)
    | (?:{_LETTER}\.){{2,}}+                                                     # U.S.
    | (?!0)\p{{Nd}}{{1,3}}(?:{_THIN}\p{{Nd}}{{3}}(?!\p{{Nd}}))++(?:[.,]\p{{Nd}}++)?+{_LETTER}*+  # 46 000,5
    | \p{{N}}++(?:[.,٫٬:/–h-]\p{{N}}++)*+{_LETTER}*+                             # 1,234.5  3-2  20h45  35th
    | {_LETTER}++(?:[\p{{N}}{_LETTER}])*+                                        # word, G20
      (?:['’"׳״](?<=[\u05d0-\u05ea].)(?=[\u05d0-\u05ea]){_LETTER}++)*+           # צה"ל
      (?:-\p{{N}}++)*+                                                           # F-35
    """,
    flags=regex.VERBOSE | regex.VERSION1,
)


# The same for what needs no more: ASCII, and Latin, Greek and Cyrillic letters without combining marks. Twenty
# times as fast, and most of the world's feeds.
_PLAIN: Final = re.compile("[\x00-\xb1\xb4-\xb8\xba\xbb\xbf-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u205e\u20ac]*")
_ASCII_TOKEN: Final = re.compile(
    r"[A-Za-z](?:\.(?:[A-Za-z]\.)+|[A-Za-z0-9]*(?:-[0-9]+)*)"
    r"|(?:[1-9][0-9]{0,2}(?:[ '][0-9]{3}(?![0-9]))+(?:[.,][0-9]+)?|[0-9]+(?:[.,:/h-][0-9]+)*)[A-Za-z]*"
)
_PLAIN_TOKEN: Final = re.compile(
    r"[^\W\d_](?:\.(?:[^\W\d_]\.)+|[^\W_]*(?:-\d+)*)"
    rf"|(?:[1-9]\d{{0,2}}(?:{_THIN}\d{{3}}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,:/–h-]\d+)*)[^\W\d_]*"
)


def words(text: str) -> tuple[str, ...]:
    """List the words of a text as written, in order.

    Numbers stay whole (1,234.5, 46 000, 3-2 and 20h45, with their letters: 35th, F-35), dotted initials too
    (U.S.). An apostrophe ends a word (Israel’s, l’Iran, Türkiye’nin), but not inside Hebrew.
    Scripts that put no spaces between words give overlapping pairs of characters.
    """
    if text.isascii():
        return tuple(_ASCII_TOKEN.findall(text))
    if _PLAIN.fullmatch(text):
        return tuple(_PLAIN_TOKEN.findall(text))
    return tuple(_tokens(text))


def is_unspaced(word: str) -> bool:
    """Tell whether a word is only of scripts that put no spaces between words."""
    return _RUN.fullmatch(word) is not None


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for match in _TOKEN.finditer(text):
        run = match["unspaced"]
        if run is None or len(run) == 1:
            tokens.append(match[0])
        else:
            tokens.extend(first + second for first, second in pairwise(run))
    return tokens
