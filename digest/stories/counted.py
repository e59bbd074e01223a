"""The numbers of a text, and what they count: the dead, the injured, a level, or whatever the word beside them names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from digest.stories.fact import Fact
from digest.stories.forms import fold, is_common, is_function_word, term
from digest.stories.moments import dated
from digest.stories.signs import denied, lists
from digest.stories.spelled import amounts
from digest.stories.vocabulary import ideas, meanings

__all__ = ["TOLLS", "counted"]

# How many died, in words that do not say so.
_TOLL = {"toll": "kill", "bilan": "kill", "bilanco": "kill", "حصيله": "kill"}
_JOINING = frozenset({"and", "but", "while", "und", "aber", "et", "mais", "y", "pero", "ve", "ama", "и", "а", "но"})
# What is counted over and over while a story goes on.
TOLLS = frozenset({"kill", "injure", "missing", "arrest", "hostage", "level", "interest rate"})


def counted(written: Sequence[str], day: date, language: str, *, opens: bool) -> Iterator[Fact]:
    """Read numbers in digits and in words, but for this year, the day and the hour, and what a list counts."""
    written = dated(written, language)
    tolls = _tolls(written, language)
    for amount in amounts(written, language, day):
        after = written[amount.place + amount.taken :]
        if opens and not amount.place and any(lists(word, language) for word in after[:2]):
            continue
        before = written[amount.place - 1] if amount.place else ""
        plain = (term(amount.text, language),) if amount.taken == 1 and amount.value[0] != "-" else ()
        yield Fact(
            amount.text,
            (amount.value, *plain),
            number=True,
            counts=tuple(dict.fromkeys((*tolls[amount.place], *_things(before, after, language)))),
            former=bool(before) and denied(before, language),
        )


def _tolls(written: Sequence[str], language: str) -> Sequence[tuple[str, ...]]:
    """Tell for each word which tolls its clause counts, or the next one: "two men and a woman were killed"."""
    tolls: list[tuple[str, ...]] = []
    found: tuple[str, ...] = ()
    for clause in reversed(tuple(_clauses(written))):
        told = (*ideas(clause, language), *(_TOLL.get(fold(word), "") for word in clause))
        found = tuple(idea for idea in told if idea in TOLLS) or found
        tolls[:0] = [found] * len(clause)
    return tolls


def _clauses(written: Sequence[str]) -> Iterator[Sequence[str]]:
    begins = [0, *(place for place, word in enumerate(written) if place and word.lower() in _JOINING), len(written)]
    yield from (written[begin:end] for begin, end in pairwise(begins))


def _things(before: str, after: Sequence[str], language: str) -> Iterator[str]:
    """Read what a number counts: the word behind it, or the one before it, as in "level 4"."""
    for word in (*after[:1], before):
        if word and not word[0].isdigit() and not is_function_word(word, language):
            key = term(word, language)
            yield from meanings(word, language) or (() if is_common(key, language) else (key,))
