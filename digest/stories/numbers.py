"""Numbers as no language writes them and all can be compared: 46,000, 46.000, 46 000 and 46'000 are 46000, as is ٤٦٬٠٠٠."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["plain_number"]

# Up to three digits, three by three what follows, the same mark between all of them; no number of thousands begins
# with a nought. Then a decimal mark, which is another one, and what is written on to a number (35th, 20km).
_NUMBER: Final = re.compile(
    r"""
    (?P<whole>[1-9]\d{0,2}(?:(?P<mark>[.,\x20\xa0\u2009\u202f'’])\d{3})(?:(?P=mark)\d{3})* | \d+)
    (?:[.,](?P<parts>\d+))?
    (?P<rest>[^\W\d_]*)
    """,
    re.VERBOSE,
)
_MARKS: Final = re.compile(r"\D")


_ARABIC: Final = str.maketrans("٫٬", ".,")


def plain_number(word: str) -> str:
    """Write a number without marks for thousands and with a point for decimals; leave alone what is none."""
    found = _NUMBER.fullmatch(word if word.isascii() else _western(word))
    if found is None:
        return word
    parts = (found["parts"] or "").rstrip("0")
    return _MARKS.sub("", found["whole"]) + ("." + parts if parts else "") + found["rest"]


def _western(word: str) -> str:
    """Write the digits of any script as 0 to 9, and the marks of Arabic as a point and a comma."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in word.translate(_ARABIC))
