"""The languages that the entries of a feed are written in, where their words say it more clearly than the feed does.

Many programs call whatever they serve English, and many feeds name no language at all. Function words tell it: a text
has several times as many of its own language as of any other. What is wrong here is wrong for good: whom an entry is
quoted to, which words mean nothing, how the others are stemmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from digest.model import ParsedEntry
from digest.stories.background import FUNCTION
from digest.stories.forms import function_words
from digest.text import direction, words

__all__ = ["as_spoken"]

_LEAST: Final = 5
_TIMES: Final = 1.5
_AGAINST_WHAT_IS_DECLARED: Final = 4
_READ: Final = 1000


def as_spoken(entries: Sequence[ParsedEntry]) -> tuple[ParsedEntry, ...]:
    """Give the entries of one document in the languages they are written in.

    One that says too little by itself is in the language of the document, as all its entries tell it. What was declared
    stays where nothing is clear, and where its own function words are not known.
    """
    told = [function_words(words(_sample(entry))) for entry in entries]
    declared = Counter(entry.language for entry in entries).most_common(1)[0][0] if entries else ""
    usual = _clearly(sum(told, Counter[str]()), declared)
    return tuple(
        _in_language(entry, _clearly(found, usual if entry.language == declared else entry.language))
        for entry, found in zip(entries, told, strict=True)
    )


def _clearly(found: Counter[str], declared: str) -> str:
    """Give the language that has four times as many function words as the declared one, or half as many again as any other."""
    if not found or (declared and declared not in FUNCTION):
        return declared
    (best, most), *others = found.most_common()
    rival = max((count for _, count in others), default=0) * _TIMES
    if declared:
        rival = found[declared] * _AGAINST_WHAT_IS_DECLARED
    return best if most >= max(_LEAST, rival) else declared


def _in_language(entry: ParsedEntry, language: str) -> ParsedEntry:
    if entry.language == language:
        return entry
    return replace(entry, language=language, direction=direction(_sample(entry), language))


def _sample(entry: ParsedEntry) -> str:
    return f"{entry.title} {entry.summary or entry.text}"[:_READ]
