"""Numbers as no language writes them and all can be compared: 46,000, 46.000, 46 000 and 46'000 are 46000, as is ٤٦٬٠٠٠.

Times of the clock and scores are numbers of their own: 05:41 and 5h41 are 5:41, 1:3 and 3-1 are 3-1.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["clock_time", "plain_number", "score"]

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
_CLOCK: Final = re.compile(r"(?!\d+\Z)([01]?\d|2[0-3])(?:[:h]([0-5]\d))?(h|[ap]m)?", re.IGNORECASE)
_SCORE: Final = re.compile(r"(\d{1,3})[-–:](\d{1,3})")
_ARABIC: Final = str.maketrans("٫٬", ".,")


def plain_number(word: str) -> str:
    """Write a number without marks for thousands and with a point for decimals; leave alone what is none."""
    found = _NUMBER.fullmatch(word if word.isascii() else _western(word))
    if found is None:
        return word
    parts = (found["parts"] or "").rstrip("0")
    return _MARKS.sub("", found["whole"]) + ("." + parts if parts else "") + found["rest"]


def clock_time(word: str) -> str:
    """Give a time of the clock as 5:41, or as 18 where it is an hour (18h, 6pm); "" where a word is none."""
    found = _CLOCK.fullmatch(word)
    if found is None:
        return ""
    hour, minutes, ending = int(found[1]), found[2], (found[3] or "").lower()
    if ending in {"am", "pm"}:
        hour = hour % 12 + 12 * (ending == "pm")
    return f"{hour}:{minutes}" if minutes else str(hour)


def score(word: str) -> str:
    """Give a score with the higher side first, as either side may tell it; "" where a word is none."""
    found = _SCORE.fullmatch(word)
    return "-".join(sorted(found.groups(), key=int, reverse=True)) if found else ""


def _western(word: str) -> str:
    """Write the digits of any script as 0 to 9, and the marks of Arabic as a point and a comma."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in word.translate(_ARABIC))
