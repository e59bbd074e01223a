"""What an apostrophe does to a word: it adds an ending, takes an end, or is a letter.

`Türkiye'nin` and `Erdogan's` have endings, `dell'Iran` and `qu'Israël` an article or another small word in front, and in
`Sa'ar`, `Ba'ath` and `O'Brien` the mark belongs to the name. No language is asked: a title of six words may not show its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from digest.stories.forms import fold

__all__ = ["without_apostrophes"]

_MARKS: Final = "'’ʼ‘`´＇"
_MARK: Final = re.compile(f"[{_MARKS}]")
# Letters of all scripts but Hebrew, where the mark is part of a letter; Unicode calls one of the marks a letter itself.
_LETTER: Final = rf"[^\W\d_\u0590-\u05ff{_MARKS}]"
# Possessive, and only from where a word begins: nothing is read twice.
_MARKED: Final = re.compile(rf"(?<![^\W\d_]){_LETTER}++(?:[{_MARKS}]{_LETTER}++)++")
_VOWELS: Final = frozenset("aeiouy")
# What lost its end before a vowel, where a capital hides that it is a small word. Single letters and `qu` tell a language,
# so they stay as words; `Sant` is one.
_ARTICLES: Final = frozenset(
    [
        "jusqu",
        "lorsqu",
        "puisqu",
        "quoiqu",
        "presqu",
        "dell",
        "nell",
        "dall",
        "sull",
        "coll",
        "all",
        "quell",
        "quest",
        "degl",
        "negl",
        "nessun",
    ]
)
_ELIDED: Final = _ARTICLES | frozenset(
    ["l", "d", "j", "m", "n", "s", "t", "c", "qu", "quelqu", "un", "sant", "com", "dov", "cos", "quand", "tutt"]
)
# Folded: what English and Dutch add, Polish cases, and the cases, the plural and the derivations of Turkish.
_ENDING: Final = re.compile(
    r"s|t|d|m|ll|re|ve|ego|emu|em|owi"
    r"|(?=.)(?:l[iu]k?)?(?:l[ae]r)?(?:s?[iu])?"
    r"(?:n?[iu]n|[yn]?[iuae]|n?[dt][ae]n?|y?l[ae]|c[ae])?(?:k[iu]|[dt][iu]r|yd[iu]|ym[iu]s)?"
)
_LONGEST_WORD: Final = 100
_LONGEST_ENDING: Final = 9
_LONGEST_ELIDED: Final = 7
_SILENT_E: Final = 4


def without_apostrophes(text: str) -> str:
    """Take the apostrophes out of the words of a text: cut endings and articles, and spell names without the mark."""
    plain = text.isascii() and "'" not in text and "`" not in text
    return text if plain or not any(map(text.__contains__, _MARKS)) else _MARKED.sub(_whole, text)


def _whole(found: re.Match[str]) -> str:
    return _word(found[0]) if len(found[0]) <= _LONGEST_WORD else _MARK.sub("", found[0])


@lru_cache(maxsize=5_000)
def _word(marked: str) -> str:
    """Read the parts of a word from the first to the last."""
    word, *parts = _MARK.split(marked)
    before: list[str] = []
    for part in parts:
        if _is_elided(word, part):
            before += [] if fold(word) in _ARTICLES else [word]
            word = part
        elif not _is_ending(word, part):
            word += part
    return " ".join((*before, word))


def _is_elided(word: str, part: str) -> bool:
    """Tell a word that lost its end: one that is known for it before a vowel, or any in small letters before a name."""
    opens = fold(part[0])[:1] in _VOWELS or part[0] in "hH"
    if opens and len(word) <= _LONGEST_ELIDED and fold(word) in _ELIDED:
        return True
    if not word[0].islower() or _is_ending(word, part):
        return False
    return part[0].isupper() or (opens and _is_latin_consonant(word[-1]))


def _is_ending(word: str, part: str) -> bool:
    """Tell an ending: in small letters, or in capitals behind nothing but capitals; a vowel only behind a consonant."""
    if len(part) > _LONGEST_ENDING or (part[0].isupper() and not word[:_SILENT_E].isupper()):
        return False
    folded = fold(part)
    silent = len(word) >= _SILENT_E and word[-1] in "eE"
    meets = folded[:1] in _VOWELS - {"y"} and not silent and not _is_consonant(word[-1])
    return not meets and _ENDING.fullmatch(folded) is not None


def _is_consonant(letter: str) -> bool:
    return fold(letter)[:1] not in _VOWELS - {"y"}


def _is_latin_consonant(letter: str) -> bool:
    return letter < "\u0250" and _is_consonant(letter)
