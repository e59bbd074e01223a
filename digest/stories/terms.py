"""From an entry to what grouping compares: weighted terms, the title as a pattern, names and numbers.

Read `features` first. A term is a word's folded stem; numbers are kept; scripts written without spaces arrive from `digest.text.words` as character bigrams.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from digest.model import Entry
from digest.stories.background import COUNTERS
from digest.stories.concepts import Concepts, concepts
from digest.stories.forms import fold, guess_language, is_function_word, term, without_suffixes
from digest.stories.skeletons import script
from digest.stories.vocabulary import is_country, is_name, meanings
from digest.text import sentences, words

__all__ = ["Features", "Token", "features", "tokens"]

_TITLE_CHARACTERS = 400
_SUMMARY_CHARACTERS = 1000
_SENTENCES_READ = 12
_SENTENCES_COMPARED = 2
_SUMMARY_WORDS = 60
_MOST_TERMS = 64
_TITLE_COUNT = 2
_MOSTLY_CAPITALS = 0.6


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, its term, and what it looks like. A `counter` numbers the parts of a series."""

    word: str
    term: str
    number: bool
    counter: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Features:
    """What grouping compares.

    `counts` are damped term counts. `title` holds the title's terms in order, with `#` before those that
    count a series. `script` is that of the first word. `sentences` are the first of the summary, as written; `concepts` what other languages are compared by.
    """

    language: str
    script: str
    counts: dict[str, float]
    title: tuple[str, ...]
    sentences: tuple[str, ...]
    concepts: Concepts


def features(entry: Entry) -> Features:
    """Read an entry in bounded time, however long it is."""
    read = _sentences(entry)
    title_words = words(without_suffixes(entry.title[:_TITLE_CHARACTERS]))
    lead = " ".join(read[:_SENTENCES_COMPARED])
    lead_words = words(without_suffixes(lead))[:_SUMMARY_WORDS]
    language = entry.language or guess_language((*title_words, *lead_words))
    title, summary = tokens(title_words, language), tokens(lead_words, language)
    counts = _counts(title, summary)
    return Features(
        language=language,
        script=next((found for token in (*title, *summary) if (found := script(token.word))), ""),
        counts=counts,
        title=tuple("#" + token.term if token.counter else token.term for token in title),
        sentences=read,
        concepts=concepts(title_words, lead_words, language),
    )


def _sentences(entry: Entry) -> tuple[str, ...]:
    """Give the first sentences of the summary, or of the text where there is none; the last is whole, too."""
    written = entry.summary or entry.text
    found = sentences(written[:_SUMMARY_CHARACTERS], entry.language) if written else ()
    cut = len(written) > _SUMMARY_CHARACTERS and len(found) > 1
    return found[: len(found) - cut][:_SENTENCES_READ]


def tokens(written: Sequence[str], language: str) -> tuple[Token, ...]:
    """Leave out function words and give the rest their terms; capitals only mean something where they are few."""
    kept = [word for word in written if not is_function_word(word, language)]
    telling = sum(word[:1].isupper() for word in kept) <= len(kept) * _MOSTLY_CAPITALS
    return tuple(_token(word, language, first=not place, telling=telling) for place, word in enumerate(kept))


def _token(word: str, language: str, *, first: bool, telling: bool) -> Token:
    number = any(map(str.isdigit, word))
    upper = word[:1].isupper()
    capital = telling and upper and not number
    whole = language == "tr" and capital and (not first or any(map(is_name, meanings(word, language))))
    return Token(
        word=word,
        term=_country(word, language) or (fold(word) if whole else term(word, language)),
        number=number,
        counter=number or fold(word) in _COUNTERS,
        capital=capital,
    )


def _country(word: str, language: str) -> str:
    """Give the country that a word names, or whose people or things it names: Turkey, Türkiye, Turkish."""
    known = meanings(word, language)
    return known[0] if len(known) == 1 and is_country(known[0]) else ""


def _counts(title: Sequence[Token], summary: Sequence[Token]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for token in title:
        counts[token.term] += _TITLE_COUNT
    for token in summary:
        counts[token.term] += 1
    return {found: round(1 + math.log(count), 4) for found, count in counts.most_common(_MOST_TERMS) if found}


_COUNTERS = frozenset(fold(word) for word in COUNTERS)
