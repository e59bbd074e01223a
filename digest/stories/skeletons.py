"""Names across scripts: the consonants that a name keeps whatever alphabet it is written in.

`Lapid`, `לפיד`, `لابيد` and `Лапид` share the skeleton `LPT`. Letters that one script does not tell
apart are one class (b, p, v and f for Hebrew and Arabic), vowels and h are left out; a letter with two
sounds gives two skeletons. After the transliteration-tolerant name matching of Pouliquen et al. 2005
(Multilingual person name recognition and transliteration).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

from digest.stories.forms import fold

__all__ = ["script", "skeletons"]

_SHORTEST: Final = 3
_LONGEST: Final = 12
_HEARD: Final = 32
_MOST: Final = 4

# Digraphs first; "" is a letter that is left out, "K|" one that may be.
_LATIN: Final = {
    "tsch": "S", "dsch": "S", "sch": "S", "tch": "S", "sh": "S", "ch": "S|K", "zh": "S", "kh": "K|", "gh": "G|", "ph": "P",
    "th": "T", "dh": "T", "dj": "S", "dz": "S", "ts": "S", "tz": "S", "cz": "S", "ss": "S", "ck": "K", "qu": "K",
    "ce": "S", "ci": "S", "cy": "S", "b": "P", "p": "P", "v": "P", "f": "P", "w": "P|", "c": "K|S", "d": "T", "t": "T",
    "g": "G|", "j": "S|", "k": "K", "q": "K", "l": "L", "m": "M", "n": "N", "r": "R", "s": "S", "z": "S", "x": "KS",
}  # fmt: skip
_CYRILLIC: Final = {
    "дж": "S", "дз": "S", "кс": "KS", "б": "P", "п": "P", "в": "P", "ф": "P", "г": "G|", "ґ": "G", "д": "T", "т": "T",
    "ж": "S", "з": "S", "ш": "S", "щ": "S", "ч": "S", "ц": "S", "с": "S", "к": "K", "х": "K|", "л": "L", "м": "M",
    "н": "N", "р": "R",
}  # fmt: skip
_GREEK: Final = {
    "μπ": "P", "ντ": "T", "γκ": "G", "τζ": "S", "τσ": "S", "ξ": "KS", "ψ": "PS", "β": "P", "π": "P", "φ": "P", "γ": "G|",
    "δ": "T", "τ": "T", "θ": "T", "ζ": "S", "σ": "S", "ς": "S", "κ": "K", "χ": "K|", "λ": "L", "μ": "M", "ν": "N", "ρ": "R",
}  # fmt: skip
_HEBREW: Final = {
    "צ'": "S", "ג'": "S", "ז'": "S", "ח'": "K", "טש": "S", "קס": "KS", "ב": "P", "פ": "P", "ף": "P", "וו": "P|", "ג": "G",
    "ד": "T", "ט": "T", "ת": "T", "ז": "S", "ס": "S", "צ": "S", "ץ": "S", "ש": "S", "כ": "K", "ך": "K", "ק": "K",
    "ח": "|K", "ל": "L", "מ": "M", "ם": "M", "נ": "N", "ן": "N", "ר": "R",
}  # fmt: skip
_ARABIC: Final = {
    "تش": "S", "تس": "S", "كس": "KS", "ب": "P", "پ": "P", "ف": "P", "ڤ": "P", "ج": "S|G", "چ": "S", "غ": "G|", "گ": "G",
    "د": "T", "ض": "T", "ت": "T", "ط": "T", "ث": "T|S", "ذ": "T|S", "ز": "S", "ظ": "S", "س": "S", "ص": "S", "ش": "S",
    "ژ": "S", "ك": "K|G", "ق": "K|G", "خ": "K", "ل": "L", "م": "M", "ن": "N", "ر": "R",
}  # fmt: skip
_SOUNDS: Final = {**_LATIN, **_CYRILLIC, **_GREEK, **_HEBREW, **_ARABIC}
_LETTERS: Final = re.compile("|".join([*sorted(map(re.escape, _SOUNDS), key=len, reverse=True), "."]), re.DOTALL)


def script(word: str) -> str:
    """Tell the script of a word by its first letter: latin, cyrillic, hebrew, arabic, or "" for others."""
    point = ord(word[0]) if word else 0
    if point < 0x0250:
        return "latin" if word[:1].isalpha() else ""
    ranges = (("cyrillic", 0x0400, 0x0530), ("hebrew", 0x05D0, 0x05EB), ("arabic", 0x0620, 0x0700))
    return next((name for name, first, end in ranges if first <= point < end), "")


def skeletons(word: str) -> tuple[str, ...]:
    """List the skeletons of a word as written; none where fewer than three consonants are left."""
    return _skeletons(word[:_HEARD])


@lru_cache(maxsize=20_000)
def _skeletons(word: str) -> tuple[str, ...]:
    sounds = _sounds(fold(word))
    found = dict.fromkeys(map("".join, _choices(sounds)))
    return tuple(skeleton[:_LONGEST] for skeleton in found if len(skeleton) >= _SHORTEST)


def _choices(sounds: list[str]) -> list[tuple[str, ...]]:
    """Read every letter in each of its ways, while there are few ways."""
    options: list[list[str]] = []
    ways = 1
    for sound in sounds:
        readings = sound.split("|")
        if ways * len(readings) > _MOST:
            readings = readings[:1]
        ways *= len(readings)
        options.append(readings)
    return list(product(*options))


def _sounds(word: str) -> list[str]:
    """List the sounds of the letters; one that is written twice (`Lillian`) is said once."""
    letters = _LETTERS.findall(word)
    return [
        _SOUNDS[letter] for previous, letter in pairwise(("", *letters)) if letter != previous and _SOUNDS.get(letter)
    ]
