"""Words as grouping reads them, remembered: one look-up a word, however often it is written.

`lexicon(language)` gives a dictionary that reads a word when it is first asked for it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Final, NamedTuple

from digest.stories.background import CARDINALS, COUNTERS, PARTS
from digest.stories.forms import fold, is_common, is_function_word, term
from digest.stories.remembered import Remembered
from digest.stories.vocabulary import is_country, is_firm, is_name, meanings, vocabulary

__all__ = [
    "CARDINAL",
    "COMMON",
    "COUNTER",
    "FIRM",
    "NUMBER",
    "PART",
    "SIGNS",
    "SURE",
    "UPPER",
    "Word",
    "are_few",
    "lexicon",
    "whole_names",
]

_REMEMBERED: Final = 10_000
_MOSTLY: Final = 0.6
_COUNTERS: Final = frozenset(map(fold, COUNTERS))
_CARDINALS: Final = frozenset(map(fold, CARDINALS))
_PARTS: Final = frozenset(map(fold, PARTS))


NUMBER: Final = 1
"""The word is a number."""
COUNTER: Final = 2
"""It numbers the parts of a series."""
UPPER: Final = 4
"""It begins with a capital."""
COMMON: Final = 8
"""News uses it of any event."""
SURE: Final = 16
"""It is known as a name."""
FIRM: Final = 32
"""It says, or begins to say, what another title could contradict."""
PART: Final = 64
"""What it names comes in series."""
CARDINAL: Final = 128
"""It numbers the parts of a series where it stands behind one."""
SIGNS: Final = 8
"""How many bits these take."""


class Word(NamedTuple):
    """A word that says something: its `term` is what it is compared by, its `name` the same where it stands as a name."""

    term: str
    name: str
    signs: int


@lru_cache(maxsize=64)
def lexicon(language: str) -> Remembered[Word | None]:
    """Give the words of a language ("" unknown); None where a word only serves grammar."""
    return Remembered(lambda word: None if is_function_word(word, language) else _read(word, language), _REMEMBERED)


def are_few(capitals: int, words: int) -> bool:
    """Tell whether capitals say which words are names: where most words have them, they do not."""
    return capitals <= words * _MOSTLY


def whole_names(signs: Sequence[int], language: str) -> Set[int]:
    """List the places of the names that a stemmer would cut, given the signs of the words of a text: Turkish ones."""
    if language != "tr" or not are_few(sum([bool(each & UPPER) for each in signs]), len(signs)):
        return frozenset()
    return {place for place, each in enumerate(signs) if each & UPPER and not each & NUMBER and (place or each & SURE)}


def _read(word: str, language: str) -> Word:
    number, folded = not word.isalpha() and any(map(str.isdigit, word)), fold(word)
    begun = tuple(vocabulary(language).begun(word))
    known = meanings(word, language) if begun else ()
    country = known[0] if len(known) == 1 and is_country(known[0]) else ""
    found = country or term(word, language)
    found = word if found == word else found
    signs = NUMBER * number | COUNTER * (number or folded in _COUNTERS) | UPPER * word[:1].isupper()
    signs |= COMMON * (is_country(found) or is_common(found, language)) | FIRM * (number or any(map(is_firm, begun)))
    signs |= SURE * any(map(is_name, known)) | PART * (folded in _PARTS) | CARDINAL * (folded in _CARDINALS)
    return Word(term=found, name=country or (folded if language == "tr" else found), signs=signs)
