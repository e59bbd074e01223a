"""From an entry to what grouping compares: counted terms, the title as a pattern, names and numbers.

Read `features` first. A term is a word's folded stem; numbers are kept; scripts written without spaces
arrive from `digest.text.words` as character bigrams.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from digest.model import Entry
from digest.stories.concepts import Concepts, concepts
from digest.stories.forms import guess_language, without_suffixes
from digest.stories.lexicon import Word, lexicon
from digest.stories.skeletons import script
from digest.text import sentences, words

__all__ = ["Features", "Reading", "Token", "concepts_of", "features", "title_concepts", "tokens"]

_TITLE_CHARACTERS = 400
_LEAD_CHARACTERS = 600
_LEAD_WORDS = 60
_SUMMARY_CHARACTERS = 1000
_SENTENCES_READ = 12
_TITLE_COUNT = 2
_MOSTLY_CAPITALS = 0.6
_REMEMBERED = 1000
_KEY = (1 << 64) - 1
_TITLES_REMEMBERED = 4000


class Token(NamedTuple):
    """A word as written, its term, and what it looks like. A `counter` numbers the parts of a series."""

    word: str
    term: str
    number: bool
    counter: bool
    capital: bool


class Reading(NamedTuple):
    """What grouping compares of a title and a lead.

    `terms` are listed once each, those of the title first; beside each stands how often it occurs (`times`, in the
    title twice), and whether it is written like a name or a number (`named`). `common` are the places of those
    that news uses of any event. `title` holds the title's terms in order, with `#` before those that count a
    series; `plain` are the places of its others in `terms`. `script` is that of the first word. Equal titles share `title_key`, those that
    differ only in what counts a series `pattern_key`; both differ from process to process, and are 0 where there is no word. A `firm` title says what another could contradict.
    """

    language: str
    script: str
    terms: tuple[str, ...]
    times: tuple[int, ...]
    common: tuple[int, ...]
    named: tuple[bool, ...]
    plain: tuple[int, ...]
    title: tuple[str, ...]
    title_key: int
    pattern_key: int
    firm: bool
    title_words: tuple[str, ...]
    lead_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Features:
    """An entry and what was read of it."""

    entry: Entry
    reading: Reading

    @property
    def language(self) -> str:
        """The entry's language, or what it seems to be in; "" unknown."""
        return self.reading.language

    @property
    def script(self) -> str:
        """The script of the first word."""
        return self.reading.script

    @property
    def counts(self) -> dict[str, float]:
        """How often each term occurs, damped."""
        return {
            term: round(1 + math.log(times), 4)
            for term, times in zip(self.reading.terms, self.reading.times, strict=True)
        }

    @property
    def sentences(self) -> tuple[str, ...]:
        """The first sentences of the summary, or of the text where there is none, as written."""
        return _sentences(self.entry)

    @property
    def concepts(self) -> Concepts:
        """What other languages are compared by."""
        return _concepts(self.reading.title_words, self.reading.lead_words, self.reading.language)


def features(entry: Entry) -> Features:
    """Read an entry in bounded time, however long it is."""
    lead = entry.summary or entry.text
    return Features(entry, _read(entry.title[:_TITLE_CHARACTERS], lead[:_LEAD_CHARACTERS], entry.language))


def concepts_of(entry: Entry, language: str) -> Concepts:
    """Read only what an entry tells, in no language; it is in this one."""
    lead = entry.summary or entry.text
    return _concepts(_title_words(entry.title), _lead_words(lead), language)


@lru_cache(maxsize=_TITLES_REMEMBERED)
def title_concepts(title: str, language: str) -> Concepts:
    """Read only what a title says, in no language."""
    return concepts(_title_words(title), (), language)


@lru_cache(maxsize=_REMEMBERED)
def _read(title_text: str, lead_text: str, named_language: str) -> Reading:
    title_words, lead_words = _title_words(title_text), _lead_words(lead_text)
    language = named_language or guess_language((*title_words, *lead_words))
    known = lexicon(language).__getitem__
    title = [word for word in map(known, title_words) if word is not None]
    lead = [word for word in map(known, lead_words) if word is not None]
    if language == "tr":
        title, lead = _names_whole(title), _names_whole(lead)
    counts: dict[str, int] = {}
    named: set[str] = set()
    common: set[str] = set()
    for read, times in ((title, _TITLE_COUNT), (lead, 1)):
        _count(read, times, counts, named, common)
    counts.pop("", None)
    counters = {word.term for word in title if word.counter}
    pattern = tuple(["#" + word.term if word.counter else word.term for word in title if word.term])
    title_key = _key(pattern)
    return Reading(
        language=language,
        script=_script(title_words) or _script(lead_words),
        terms=tuple(counts),
        times=tuple(counts.values()),
        common=tuple([place for place, term in enumerate(counts) if term in common]) if common else (),
        named=tuple([term in named for term in counts]),
        plain=_plain(title, counters, counts),
        title=pattern,
        title_key=title_key,
        pattern_key=_key(["#" if term[0] == "#" else term for term in pattern]) if counters else title_key,
        firm=any(word.firm for word in title),
        title_words=title_words,
        lead_words=lead_words,
    )


_concepts = lru_cache(maxsize=_REMEMBERED)(concepts)


def _title_words(title: str) -> tuple[str, ...]:
    return words(without_suffixes(title[:_TITLE_CHARACTERS]))


def _lead_words(lead: str) -> tuple[str, ...]:
    return words(without_suffixes(lead[:_LEAD_CHARACTERS]))[:_LEAD_WORDS]


def _count(read: Sequence[Word], times: int, counts: dict[str, int], named: set[str], common: set[str]) -> None:
    """Count the terms of some words, each this many times; note numbers and, where capitals are few, names."""
    known = counts.get
    capitals = []
    for term, _, number, _, upper, is_common, _, _ in read:
        counts[term] = known(term, 0) + times
        if number:
            named.add(term)
        if upper:
            capitals.append(term)
        if is_common:
            common.add(term)
    if len(capitals) <= len(read) * _MOSTLY_CAPITALS:
        named.update(capitals)


def _names_whole(read: Sequence[Word]) -> list[Word]:
    """Keep Turkish names unstemmed, where capitals tell them from words."""
    telling = sum(word.upper for word in read) <= len(read) * _MOSTLY_CAPITALS
    return [
        word._replace(term=word.name) if telling and word.upper and not word.number and (place or word.sure) else word
        for place, word in enumerate(read)
    ]


def _plain(title: Sequence[Word], counters: Set[str], counts: Mapping[str, int]) -> tuple[int, ...]:
    """List the places of the title's terms, the first of all, but for those that only count a series."""
    if not counters:
        return tuple(range(len({word.term for word in title if word.term})))
    plain = {word.term for word in title if not word.counter}
    return tuple([place for place, term in enumerate(counts) if term in plain])


def _script(written: Sequence[str]) -> str:
    """Tell the script of the first word that has one."""
    return next(filter(None, map(script, written[:8])), "")


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
    telling = sum([read.upper for _, read in kept]) <= len(kept) * _MOSTLY_CAPITALS
    return tuple([_token(word, read, first=not place, telling=telling) for place, (word, read) in enumerate(kept)])


def _token(word: str, read: Word, *, first: bool, telling: bool) -> Token:
    capital = telling and read.upper and not read.number
    return Token(
        word=word,
        term=read.name if capital and (not first or read.sure) else read.term,
        number=read.number,
        counter=read.counter,
        capital=capital,
    )


def _key(terms: Sequence[str]) -> int:
    """Give a key of terms for this process; 0 where there is none."""
    return hash(tuple(terms)) & _KEY if terms else 0
