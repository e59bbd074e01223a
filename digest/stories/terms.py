"""From an entry to what grouping compares: weighted terms, names, numbers, and keys of its title.

Read `features` first. A term is a folded and stemmed word; digits are kept; scripts written without
spaces arrive from `digest.text.words` as character bigrams.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from digest.model import Entry
from digest.stories.forms import fold, guess_language, is_function_word, stem, without_suffixes
from digest.text import sentences, words

__all__ = ["Features", "Token", "features", "tokens"]

_TITLE_CHARACTERS = 400
_SUMMARY_CHARACTERS = 1200
_SUMMARY_SENTENCES = 2
_SUMMARY_WORDS = 60
_MOST_TERMS = 64
_TITLE_COUNT = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, its term, and what it looks like."""

    word: str
    term: str
    number: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Features:
    """What grouping compares. `counts` are damped term counts; `title` the title's terms in order."""

    language: str
    counts: dict[str, float]
    title: tuple[str, ...]
    names: frozenset[str]
    numbers: frozenset[str]


def features(entry: Entry) -> Features:
    """Read an entry in bounded time, however long it is."""
    title_words = words(without_suffixes(entry.title[:_TITLE_CHARACTERS]))
    lead = lead_words(entry)
    language = entry.language or guess_language((*title_words, *lead))
    title = tokens(title_words, language)
    summary = tokens(lead, language)
    counts = _counts(title, summary)
    return Features(
        language=language,
        counts=counts,
        title=tuple(token.term for token in title),
        names=frozenset(token.term for token in (*title, *summary) if token.capital),
        numbers=frozenset(token.term for token in (*title, *summary) if token.number),
    )


def lead_words(entry: Entry) -> tuple[str, ...]:
    """Give the words of the first sentences of the summary, or of the text where there is none."""
    lead = (entry.summary or entry.text)[:_SUMMARY_CHARACTERS]
    if not lead:
        return ()
    first = sentences(lead, entry.language)[:_SUMMARY_SENTENCES]
    return tuple(word for sentence in first for word in words(without_suffixes(sentence)))[:_SUMMARY_WORDS]


def tokens(written: tuple[str, ...], language: str) -> tuple[Token, ...]:
    """Leave out function words and stem the rest; `capital` only means something where not all are."""
    kept = [word for word in written if not is_function_word(word, language)]
    capitals = sum(word[:1].isupper() for word in kept)
    telling = capitals <= len(kept) * 0.6
    return tuple(
        Token(
            word=word,
            term=fold(word) if (number := any(map(str.isdigit, word))) else stem(word, language),
            number=number,
            capital=telling and word[:1].isupper(),
        )
        for word in kept
    )


def _counts(title: tuple[Token, ...], summary: tuple[Token, ...]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for token in title:
        counts[token.term] += _TITLE_COUNT
    for token in summary:
        counts[token.term] += 1
    return {term: round(1 + math.log(count), 4) for term, count in counts.most_common(_MOST_TERMS) if term}
