"""Word forms: folding spellings together, stemming, and telling a text's language.

`fold` makes `Erdoğan`, `Erdogan` and `ERDOĞAN` one word and `Türkiye` `Turkiye`. `stem` makes
`İsrail'in` and `İsrail` one, by Snowball (https://snowballstem.org) where it knows the language, by a
few rules for Hebrew, and not at all elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from digest.stories.background import COMMON, FUNCTION
from digest.stories.numbers import plain_number
from digest.stories.remembered import LONGEST

__all__ = [
    "fold",
    "function_words",
    "guess_language",
    "is_common",
    "is_function_word",
    "stem",
    "term",
]

_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_INSIDE = re.compile(r"[\"'’ʼ‘`´״׳“”.]")
# Marks that are ornament in Latin, Greek, Cyrillic, Hebrew and Arabic; elsewhere they are letters.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ى": "ي",
        "ة": "ه",
        "ٱ": "ا",
        "ک": "ك",
        "ی": "ي",
        "ـ": "",
    }
)
_ALEFS = str.maketrans("أإآٱ", "اااا")
_HEBREW_FINALS = str.maketrans("ךםןףץ", "כמנפצ")
_LONGEST = 48


def fold(word: str) -> str:
    """Give the spelling that all spellings of a word share: no case, no accents, no dotless i."""
    if word.isascii():
        return word.lower()
    return _known(word) if len(word) <= LONGEST else _folded(word)


def _folded(word: str) -> str:
    lowered = word.replace("İ", "i").casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", lowered)))


_known = lru_cache(maxsize=10_000)(_folded)


def stem(word: str, language: str) -> str:
    """Give the folded stem of a word as written in a text of this language ("" unknown)."""
    return _stem(word[:_LONGEST], language)


@lru_cache(maxsize=10_000)
def _stem(word: str, language: str) -> str:
    plain = word if word.isalpha() else _INSIDE.sub("", word)
    if _is_hebrew(plain):
        return _stem_hebrew(fold(plain))
    algorithm = _ALGORITHMS.get(_writing(plain, language))
    if algorithm is None:
        return fold(plain)
    if algorithm == "arabic":
        return fold(_stemmer(algorithm).stemWord(plain.translate(_ALEFS)))
    lowered = plain.replace("I", "ı").replace("İ", "i").lower() if language == "tr" else plain.lower()
    return fold(_stemmer(algorithm).stemWord(lowered))


def term(word: str, language: str) -> str:
    """Give what a word is compared by: its stem; a number as all languages write it."""
    if not word.isalpha() and any(map(str.isdigit, word)):
        return plain_number(fold(word))
    if word in {"US", "U.S.", "USA"}:
        return stem("America", "en")
    return stem(word, language)


def guess_language(words: Iterable[str], default: str = "") -> str:
    """Tell the language by its function words; two hits decide, a tie falls to the first in the table."""
    hits = function_words(words)
    most = max(hits.values(), default=0)
    return default if most < _DECIDES else next(language for language in FUNCTION if hits[language] == most)


def function_words(words: Iterable[str]) -> Counter[str]:
    """Count how many of some words serve grammar in each language; AI and EU do in none, where not all is in capitals."""
    written = tuple(words)
    plain = [word for word in written if len(word) == 1 or not word.isupper()]
    counted = plain if any(word != word.upper() for word in plain) else written
    return Counter(language for word in counted for language in _SPOKEN_IN.get(word.casefold(), ()))


def is_function_word(word: str, language: str) -> bool:
    """Tell whether a word as written only serves grammar in this language (any language, when unknown)."""
    if word in {"US", "IT", "WHO"}:
        return False
    lowered = fold(word)
    return lowered in _FOLDED.get(language, _EVERY)


def is_common(term: str, language: str) -> bool:
    """Tell whether a stem is one that news uses of any event, in this language (any, when unknown)."""
    return term in _common_stems().get(language, _common_stems()[""])


@lru_cache(maxsize=1)
def _common_stems() -> dict[str, frozenset[str]]:
    stems = {language: frozenset(term(word, language) for word in words) for language, words in COMMON.items()}
    return stems | {"": frozenset(term for terms in stems.values() for term in terms)}


@lru_cache(maxsize=64)
def _stemmer(algorithm: str) -> snowballstemmer.stemmer:
    found = snowballstemmer.stemmer(algorithm)
    found.maxCacheSize = 0  # clearing it costs more than stemming does
    return found


def _writing(word: str, language: str) -> str:
    """Take the language only where the word is in its script: Latin names in a Russian text stay as they are."""
    point = ord(word[0]) if word else 0
    if 0x05D0 <= point <= 0x05EA:
        return "he"
    if 0x0400 <= point < 0x0530:
        return language if language in {"ru", "uk", "sr", "bg"} else "ru"
    if 0x0600 <= point < 0x0780:
        return language if language in {"fa", "ur"} else "ar"
    return (
        ""
        if language in {"ru", "uk", "ar", "fa", "he", "el", "hi", "ne", "ta", "hy", "yi"} and point < 0x0250
        else language
    )


def _is_hebrew(word: str) -> bool:
    return not word.isascii() and any("\u05d0" <= letter <= "\u05ea" for letter in word[:2])


def _stem_hebrew(word: str) -> str:
    """Cut stacked prefixes and the commonest endings while four letters stay; conflating beats missing.

    What is of something (ממשלת) is the word by itself (ממשלה).
    """
    while len(word) > 4 and word[0] in "הובלמשכ":
        word = word[1:]
    if len(word) >= 4 and word.endswith("ת") and not word.endswith(("ות", "ית")):
        word = word[:-1] + "ה"
    for ending in ("יות", "ים", "ות", "ית", "יה", "ה", "י"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word.translate(_HEBREW_FINALS)


_DECIDES = 2
_SPOKEN_IN: dict[str, list[str]] = {}
for _language, _words in FUNCTION.items():
    for _word in _words:
        _SPOKEN_IN.setdefault(_word, []).append(_language)
_FOLDED = {language: frozenset(fold(word) for word in words) for language, words in FUNCTION.items()}
_EVERY = frozenset(word for words in _FOLDED.values() for word in words if len(word) > 2) | _FOLDED["en"]
