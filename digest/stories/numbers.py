"""Numbers as no language writes them and all can be compared: 46,000, 46.000, 46 000 and 46'000 are 46000."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

__all__ = ["multiplied", "plain_number"]

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
_PLAIN: Final = re.compile(r"\d{1,15}(?:\.\d{1,15})?")
_NOUGHTS: Final = {"million": 6, "billion": 9}


def plain_number(word: str) -> str:
    """Write a number without marks for thousands and with a point for decimals; leave alone what is none."""
    found = _NUMBER.fullmatch(word)
    if found is None:
        return word
    parts = (found["parts"] or "").rstrip("0")
    return _MARKS.sub("", found["whole"]) + ("." + parts if parts else "") + found["rest"]


def multiplied(plain: str, concepts: Iterable[str]) -> str:
    """Write 1.2 before what means a million as 1200000; give "" where nothing multiplies a number."""
    noughts = next((_NOUGHTS[concept] for concept in concepts if concept in _NOUGHTS), 0)
    if not noughts or not _PLAIN.fullmatch(plain):
        return ""
    return plain_number(f"{Decimal(plain).scaleb(noughts):f}")
