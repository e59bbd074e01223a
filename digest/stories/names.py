"""Names across scripts: `skeletons` gives `Lapid`, `לפיד`, `Лапид` and `لابيد` one key.

A skeleton keeps the classes of the consonants and drops what scripts disagree on: vowels, h, y, w and
gutturals, voice (b/p, d/t, s/z/sh), doubled letters. In the manner of Soundex (Russell 1918), it is a
reason to look closer and never enough by itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from digest.stories.forms import fold

__all__ = ["script", "skeletons"]

_LEAST = 3
_CLASSES = {
    "B": "bpfvבפبفбпвф",
    "K": "kqcxכקكقкخх",
    "G": "gגغг",
    "S": "szjşçזסצשسصشزجсзшщжцчž",
    "T": "tdדטתتطدضثذтд",
    "L": "lלلл",
    "R": "rרرр",
    "M": "mמمм",
    "N": "nנنн",
}
_CLASS = {letter: name for name, letters in _CLASSES.items() for letter in letters}
_SOFT = ((re.compile("ğ|(?<=o)g(?=lu)"), ""), (re.compile("sch|tch|ch|sh|zh|tz|ts|dj|c(?=[ei])|тс|дж|تس|تش"), "s"))
_HEBREW_FINALS = str.maketrans("ךםןףץ", "כמנפצ")


def script(word: str) -> str:
    """Tell the script of a word by its first letter: latin, cyrillic, hebrew, arabic, or "" for others."""
    point = ord(word[0]) if word else 0
    if point < 0x0250:
        return "latin" if word[:1].isalpha() else ""
    ranges = (("cyrillic", 0x0400, 0x0530), ("hebrew", 0x05D0, 0x05EB), ("arabic", 0x0620, 0x0700))
    return next((name for name, first, end in ranges if first <= point < end), "")


@lru_cache(maxsize=100_000)
def skeletons(word: str) -> tuple[str, ...]:
    """Give the consonant classes of a name as written, and without a prefix that Hebrew or Arabic may have put
    before it; those too short to tell anything are left out.
    """
    forms = (word, _without_prefix(word))
    return tuple(dict.fromkeys(key for form in forms if len(key := _skeleton(form)) >= _LEAST))


def _without_prefix(word: str) -> str:
    if script(word) == "hebrew" and word[0] in "הובלמשכ":
        return word[1:]
    if script(word) == "arabic":
        return word.removeprefix("و").removeprefix("ب").removeprefix("ل").removeprefix("ال")
    return word


def _skeleton(word: str) -> str:
    plain = word.replace("İ", "i").lower().translate(_HEBREW_FINALS)
    for pattern, sound in _SOFT:
        plain = pattern.sub(sound, plain)
    plain = "".join(letter if letter in _CLASS else fold(letter) for letter in plain)
    kept = before = ""
    for letter in plain:
        sound = _CLASS.get(letter, "")
        kept += sound if sound != before else ""
        before = sound
    return kept
