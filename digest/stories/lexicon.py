"""Words as grouping reads them, remembered: one look-up a word, however often it is written.

`lexicon(language)` gives a dictionary that reads a word when it is first asked for it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from digest.stories.background import COUNTERS
from digest.stories.forms import fold, is_common, is_function_word, term
from digest.stories.remembered import Remembered
from digest.stories.vocabulary import is_country, is_firm, is_name, meanings, vocabulary

__all__ = ["Word", "lexicon"]

_REMEMBERED: Final = 40_000
_COUNTERS: Final = frozenset(fold(word) for word in COUNTERS)


class Word(NamedTuple):
    """A word that says something.

    `term` is what it is compared by, `name` the same where it stands as a name; a `counter` numbers the parts
    of a series; `common` words news uses of any event; `sure` ones are known as names; `firm` ones say, or begin to,
    what another title could contradict.
    """

    term: str
    name: str
    number: bool
    counter: bool
    upper: bool
    common: bool
    sure: bool
    firm: bool


@lru_cache(maxsize=64)
def lexicon(language: str) -> Remembered[Word | None]:
    """Give the words of a language ("" unknown); None where a word only serves grammar."""
    return Remembered(lambda word: None if is_function_word(word, language) else _read(word, language), _REMEMBERED)


def _read(word: str, language: str) -> Word:
    number = not word.isalpha() and any(map(str.isdigit, word))
    begun = tuple(vocabulary(language).begun(word))
    known = meanings(word, language) if begun else ()
    country = known[0] if len(known) == 1 and is_country(known[0]) else ""
    found = country or term(word, language)
    found = word if found == word else found
    return Word(
        term=found,
        name=country or (fold(word) if language == "tr" else found),
        number=number,
        counter=number or fold(word) in _COUNTERS,
        upper=word[:1].isupper(),
        common=is_country(found) or is_common(found, language),
        sure=any(map(is_name, known)),
        firm=number or any(map(is_firm, begun)),
    )
