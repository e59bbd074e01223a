"""From an entry to its words and terms.

Read `features` first. A term is a word's folded stem; numbers are kept; scripts written without spaces
arrive from `digest.text.words` as character bigrams. What grouping makes of it is in `digest.stories.reading`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from digest.model import Entry
from digest.stories.apostrophes import without_apostrophes
from digest.stories.concepts import Concepts, concepts
from digest.stories.forms import guess_language
from digest.stories.lexicon import NUMBER, SURE, UPPER, Word, are_few, lexicon, whole_names
from digest.stories.skeletons import script
from digest.text import sentences, words

__all__ = ["TITLE_COUNT", "Features", "Token", "concepts_of", "features", "title_concepts", "tokens"]

_TITLE_CHARACTERS = 400
_LEAD_CHARACTERS = 600
_LEAD_WORDS = 60
_SUMMARY_CHARACTERS = 1000
_SENTENCES_READ = 12
_SCRIPT_WORDS = 8
_REMEMBERED = 1000
_TITLES_REMEMBERED = 4000

TITLE_COUNT = 2
"""How often a term of the title counts; one of the summary counts once."""


class Token(NamedTuple):
    """A word as written, its term, and what it looks like."""

    word: str
    term: str
    number: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Features:
    """An entry and the words that are read of it, as written; its language, or what it seems to be in, "" unknown."""

    entry: Entry
    title_words: tuple[str, ...]
    lead_words: tuple[str, ...]
    language: str

    @property
    def script(self) -> str:
        """The script of the first word that has one."""
        return next(
            filter(None, map(script, (*self.title_words[:_SCRIPT_WORDS], *self.lead_words[:_SCRIPT_WORDS]))), ""
        )

    @property
    def counts(self) -> Mapping[str, float]:
        """How often each term occurs, damped."""
        return _counts(self.title_words, self.lead_words, self.language)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The first sentences of the summary, or of the text where there is none, as written."""
        return _sentences(self.entry)

    @property
    def concepts(self) -> Concepts:
        """What other languages are compared by."""
        return _concepts(self.title_words, self.lead_words, self.language)


def features(entry: Entry) -> Features:
    """Read an entry in bounded time, however long it is."""
    title_words, lead_words = _title_words(entry.title), _lead_words(entry.summary or entry.text)
    language = entry.language or guess_language((*title_words, *lead_words))
    return Features(entry, title_words, lead_words, language)


def concepts_of(entry: Entry, language: str) -> Concepts:
    """Read only what an entry tells, in no language; it is in this one."""
    lead = entry.summary or entry.text
    return _concepts(_title_words(entry.title), _lead_words(lead), language)


def title_concepts(title: str, language: str) -> Concepts:
    """Read only what a title says, in no language."""
    return _title_concepts(title[:_TITLE_CHARACTERS], language)


@lru_cache(maxsize=_TITLES_REMEMBERED)
def _title_concepts(title: str, language: str) -> Concepts:
    return concepts(_title_words(title), (), language)


@lru_cache(maxsize=_REMEMBERED)
def _counts(title_words: Sequence[str], lead_words: Sequence[str], language: str) -> Mapping[str, float]:
    known = lexicon(language).__getitem__
    counts = Counter[str]()
    for written, times in ((title_words, TITLE_COUNT), (lead_words, 1)):
        read = [word for word in map(known, written) if word is not None]
        names = whole_names([word.signs for word in read], language)
        for place, word in enumerate(read):
            counts[word.name if place in names else word.term] += times
    del counts[""]
    return {term: round(1 + math.log(times), 4) for term, times in counts.items()}


_concepts = lru_cache(maxsize=_REMEMBERED)(concepts)


def _title_words(title: str) -> tuple[str, ...]:
    return _words(title[:_TITLE_CHARACTERS])


def _lead_words(lead: str) -> tuple[str, ...]:
    return _words(lead[:_LEAD_CHARACTERS])[:_LEAD_WORDS]


def _words(text: str) -> tuple[str, ...]:
    """Take a text apart; where it is all in small letters each of its words may be a name."""
    found = words(without_apostrophes(text))
    return tuple(map(str.capitalize, found)) if text.islower() else found


def _sentences(entry: Entry) -> tuple[str, ...]:
    """Give the first sentences; the last is whole, too."""
    written = entry.summary or entry.text
    found = sentences(written[:_SUMMARY_CHARACTERS], entry.language) if written else ()
    cut = len(written) > _SUMMARY_CHARACTERS and len(found) > 1
    return found[: len(found) - cut][:_SENTENCES_READ]


def tokens(written: Sequence[str], language: str) -> tuple[Token, ...]:
    """Leave out function words and give the rest their terms; capitals only mean something where they are few."""
    known = lexicon(language)
    kept = [(word, read) for word in written if (read := known[word]) is not None]
    telling = are_few(sum([bool(read.signs & UPPER) for _, read in kept]), len(kept))
    return tuple([_token(word, read, first=not place, telling=telling) for place, (word, read) in enumerate(kept)])


def _token(word: str, read: Word, *, first: bool, telling: bool) -> Token:
    capital = telling and bool(read.signs & UPPER) and not read.signs & NUMBER
    return Token(
        word=word,
        term=read.name if capital and (not first or read.signs & SURE) else read.term,
        number=bool(read.signs & NUMBER),
        capital=capital,
    )
