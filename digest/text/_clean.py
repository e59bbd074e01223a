"""Make a stranger's string fit to be stored and shown, and cut it to a length."""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

__all__ = ["clean", "clean_lines", "shorten", "utf16_units"]

# What can hurt and never helps a reader: controls (white space among them is collapsed before),
# surrogates, noncharacters, directional embeddings, overrides and isolates, invisible operators,
# tags, and joiners of nothing. Left alone: ZWJ and ZWNJ (Persian, emoji), LRM, RLM and ALM.
_HARMFUL: Final = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Unicode's own limit for "stream-safe" text (UAX #15) is 30; ordering a longer run is quadratic.
_PILED_MARKS: Final = regex.compile(r"(\p{M}{8})\p{M}++")
_JOINS_TO_THE_LEFT: Final = regex.compile(r"[\p{M}\u200c\u200d\ufe0f\U0001f3fb-\U0001f3ff]")


def clean(text: str) -> str:
    """Give one line: NFC, white space collapsed, nothing in it that can hurt a reader or a store."""
    spaced = " ".join(text.split())
    harmless = _PILED_MARKS.sub(r"\1", _HARMFUL.sub("", spaced))
    return " ".join(unicodedata.normalize("NFC", harmless).split())


def clean_lines(text: str) -> str:
    """Clean every line by itself and drop the empty ones."""
    cleaned = (clean(line) for line in text.splitlines())
    return "\n".join(line for line in cleaned if line)


def shorten(text: str, limit: int) -> str:
    """Cut text to at most `limit` characters, at a word where there is one, and mark the cut with "…"."""
    if len(text) <= limit:
        return text
    if limit <= 0:
        return ""
    cut = text[: limit - 1]
    if not text[limit - 1].isspace():
        head, space, _ = cut.rpartition(" ")
        cut = head if space and len(head) * 2 >= len(cut) else _whole_character(text, len(cut))
    return cut.rstrip(" ,;:–—-\n") + "…"


def utf16_units(text: str) -> int:
    """Count UTF-16 code units, as chat servers do."""
    return len(text) + sum(character > "\uffff" for character in text)


def _whole_character(text: str, end: int) -> str:
    """Cut before `end`, never between a letter and its marks (looking back a few places at most)."""
    for back in range(min(16, end)):
        place = end - back
        if not _JOINS_TO_THE_LEFT.match(text, place) and text[place - 1] != "\u200d":
            return text[:place]
    return text[:end]
