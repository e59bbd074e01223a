"""What a sentence claims, as far as its words can tell: terms in order, names, numbers, and signs of each clause.

Terms are those of grouping, with two readings more, since every number counts here: spelled numbers are digits, and
what is written for percent or for money is a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from digest.stories.apostrophes import without_apostrophes
from digest.stories.background import NUMBER_WORDS
from digest.stories.forms import fold, is_function_word
from digest.stories.signs import Signs, measures, signs
from digest.stories.terms import tokens
from digest.stories.vocabulary import is_country
from digest.text import words

__all__ = ["Claim", "Said", "claim"]

_LONGEST: Final = 1_000
_MEASURED: Final = 3
_REMEMBERED: Final = 2_000
_JOINING: Final = "and but while und aber während et mais y e pero ve ama fakat и а но ו אך אבל و لكن بينما"
_CLAUSE: Final = re.compile(
    r"[,;:()،؛](?=\s)|\s[-–—]+\s|[?!.…]+(?=[\s\"”»“]|$)"
    + "|".join(["", *(rf"\s(?={re.escape(word)}\s)" for word in _JOINING.split())]),
    re.IGNORECASE,
)
_SYMBOLS: Final = {
    "%": "percent",
    "٪": "percent",
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "₪": "shekel",
    "₺": "lira",
    "₽": "ruble",
}
_SYMBOL: Final = re.compile("|".join(map(re.escape, _SYMBOLS)))
_PERCENT: Final = frozenset(
    map(fold, ("percent", "cent", "prozent", "pourcent", "ciento", "yüzde", "процент", "процента", "процентов", "אחוז"))
) | {fold("אחוזים"), fold("بالمئة"), fold("بالمائة"), fold("المئة"), fold("المائة")}


@dataclass(frozen=True, slots=True)
class Said:
    """A term, its place among the words, whether it is a number or a name, and the number of its clause.

    `measure` are the small words just before it that say how much, when or why: almost, more, before, because.
    """

    term: str
    place: int
    number: bool
    name: bool
    clause: int
    measure: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as it is compared.

    `terms` are those of `said`; `signs` belong to the clauses; `words` are as written. `asides` are small words
    written like names: May, WHO.
    """

    said: tuple[Said, ...]
    terms: frozenset[str]
    signs: tuple[Signs, ...]
    words: frozenset[str]
    asides: frozenset[str]

    @property
    def clauses(self) -> int:
        """How many clauses it has."""
        return len(self.signs)

    def part(self, first: int, last: int) -> Claim:
        """Give only the clauses from `first` up to before `last`."""
        said = tuple(one for one in self.said if first <= one.clause < last)
        return Claim(said, frozenset(one.term for one in said), self.signs[first:last], self.words, self.asides)


def claim(sentence: str, language: str) -> Claim:
    """Read a sentence in bounded time."""
    return _claim(sentence[:_LONGEST], language)


@lru_cache(maxsize=_REMEMBERED)
def _claim(sentence: str, language: str) -> Claim:
    text = _SYMBOL.sub(lambda match: f" {_SYMBOLS[match[0]]} ", sentence)
    clauses = [clause for piece in _CLAUSE.split(text) if (clause := _clause(piece, language)).words]
    written = [word for clause in clauses for word in clause.words]
    said = tuple(_said(written, [len(clause.words) for clause in clauses], language))
    return Claim(
        said=said,
        terms=frozenset(one.term for one in said),
        signs=tuple(clause.signs for clause in clauses),
        words=frozenset(written),
        asides=frozenset(word for word in written[1:] if word[0].isupper() and is_function_word(word, language)),
    )


@dataclass(frozen=True, slots=True)
class _Clause:
    words: tuple[str, ...]
    signs: Signs


def _clause(piece: str, language: str) -> _Clause:
    return _Clause(words(without_apostrophes(piece)), signs(piece, words(piece), language))


def _said(written: Sequence[str], sizes: Sequence[int], language: str) -> Iterator[Said]:
    clause_of = [number for number, size in enumerate(sizes) for _ in range(size)]
    begins = [sum(sizes[:number]) for number in range(len(sizes))]
    place = -1
    for token in tokens(written, language):
        before, place = place, written.index(token.word, place + 1)
        spelled = NUMBER_WORDS.get((language, token.word.lower()))
        is_number = bool(spelled) or token.number
        term = spelled or ("percent" if fold(token.word) in _PERCENT else token.term)
        looked_at = max(begins[clause_of[place]], place - _MEASURED if is_number else before + 1)
        yield Said(
            term=term,
            place=place,
            number=is_number,
            name=is_country(term) or _is_name(written, place, language),
            clause=clause_of[place],
            measure=measures(written[looked_at:place], language),
        )


def _is_name(written: Sequence[str], place: int, language: str) -> bool:
    """Take a capital for a name; that of the first word only where another follows, as in Blue Wing."""
    follows = written[place + 1 : place + 2]
    known = place > 0 or any(word[0].isupper() and not is_function_word(word, language) for word in follows)
    return written[place][0].isupper() and known
