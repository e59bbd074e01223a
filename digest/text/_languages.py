"""Which language a tag names, which one a script betrays or rules out, and which way text runs."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

import regex
from babel.core import get_global

__all__ = ["direction", "is_written_in", "language_code", "script_language"]

Direction = Literal["ltr", "rtl"]

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
_RTL_LETTER: Final = regex.compile(
    r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}\p{Nko}--\p{M}--\p{N}--\p{P}]", flags=regex.VERSION1
)
_LETTER: Final = regex.compile(r"\p{L}")
# Letters that Persian, Urdu, Pashto, Kurdish, Sindhi or Uyghur write and Arabic does not.
_NOT_ARABIC: Final = regex.compile(r"[پچژگکیٹڈڑںھہےېۍڵۆەټډړښځڅڼەۇۈېڭٺٻڀٿ]")
_SAMPLE: Final = 2_000
_SCRIPTS: Final = {
    "he": regex.compile(r"[\u05d0-\u05ea]"),
    "ar": regex.compile(r"[\u0620-\u064a\u066e-\u06d3]"),
    "ko": regex.compile(r"\p{Hangul}"),
    "el": regex.compile(r"\p{Greek}"),
    "hy": regex.compile(r"\p{Armenian}"),
    "ka": regex.compile(r"\p{Georgian}"),
    "ta": regex.compile(r"\p{Tamil}"),
    "th": regex.compile(r"\p{Thai}"),
}
_KANA: Final = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
# What CLDR calls one script and Unicode several.
_MIXED: Final = {
    "Hanb": ("Hani", "Bopo"),
    "Hans": ("Hani",),
    "Hant": ("Hani",),
    "Jpan": ("Hira", "Kana", "Hani"),
    "Kore": ("Hang", "Hani"),
}
_FOREIGN: Final = 0.9
_JAPANESE: Final = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}]")


def language_code(tag: str) -> str:
    """Give the ISO 639-1 code of a language tag: "en-US" and "eng" are "en"; unknown ones are ""."""
    primary = tag.strip().lower().replace("_", "-").partition("-")[0]
    code = get_global("language_aliases").get(primary, primary)
    code = code.lower().replace("_", "-").partition("-")[0]
    return code if len(code) == 2 and code in get_global("likely_subtags") else ""


def direction(text: str, language: str = "") -> Direction:
    """Tell which way text runs: by its letters, and by its language where they are mixed or missing."""
    sample = text[:_SAMPLE]
    leftward = len(_RTL_LETTER.findall(sample))
    letters = len(_LETTER.findall(sample))
    if language in _RIGHT_TO_LEFT:
        return "ltr" if letters and not leftward else "rtl"
    return "rtl" if leftward * 2 > letters else "ltr"


def script_language(text: str) -> str:
    """Name the language where the script alone leaves no doubt (he, ar, ko, ja, el, hy, ka, ta, th), else ""."""
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    for language, script in _SCRIPTS.items():
        if len(script.findall(sample)) * 2 > letters:
            return "" if language == "ar" and _NOT_ARABIC.search(sample) else language
    if _KANA.search(sample) and len(_JAPANESE.findall(sample)) * 2 > letters:
        return "ja"
    return ""


def is_written_in(text: str, language: str) -> bool:
    """Tell whether a text can be in a language: not where nearly all letters are of scripts that it is never written in."""
    own = _own_letters(language)
    if own is None:
        return True
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    return letters - len(own.findall(sample)) <= _FOREIGN * letters


@lru_cache(maxsize=256)
def _own_letters(language: str) -> regex.Pattern[str] | None:
    """Match a letter of a language, in any script that CLDR knows of it; None where it knows none."""
    likely = get_global("likely_subtags").items()
    found = {full.split("_")[1] for tag, full in likely if tag.partition("_")[0] == language and full.count("_") > 1}
    scripts = sorted({script for name in found for script in _MIXED.get(name, (name,))})
    return regex.compile("|".join(rf"\p{{Script={script}}}" for script in scripts)) if scripts else None
