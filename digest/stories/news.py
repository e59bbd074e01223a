"""What an entry tells that its story had not told: new names, new numbers, new statements.

Read `news` first. A copy or a reworded lead is no news. New is a name or a number that no told member
of the story has, or a quotation that is mostly in words none of them has; the sentence that carries it
is taken word for word from the entry. What a story was told is in the fingerprints of its members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.model import Entry, News
from digest.stories.background import COUNTERS, NUMBER_WORDS
from digest.stories.forms import fold, is_common, is_place, is_word, without_suffixes
from digest.stories.names import skeletons
from digest.stories.terms import Features, Token, tokens
from digest.stories.window import Member
from digest.text import sentences, words

__all__ = ["facts", "news"]

_CHARACTERS = 2000
_SENTENCES = 12
_KIN = 4
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{12,300})[\"”“»]")
_QUOTED_WORDS = 4
_UNTOLD_SHARE = 0.7
_AGENCIES = "reuters afp ap dpa tass interfax xinhua anadolu ansa efe kyodo bloomberg dha iha aa upi sana irna ria"


@dataclass(frozen=True, slots=True)
class _Fact:
    """A name or number as written, and the keys by which it may have been told."""

    text: str
    keys: tuple[str, ...]
    number: bool


def news(entry: Entry, found: Features, story: Sequence[Member]) -> News | None:
    """Tell what is new against the members of the story so far; the first that is told is news as a whole."""
    told = [member for member in story if member.told is not None]
    if not told:
        return News(sentence=_lead(entry))
    known = _known(told)
    read = found.script in {member.script for member in told}
    outlets = {fold(word) for member in told for word in words(member.outlet)}
    best: News | None = None
    for sentence in _sentences(entry):
        new = [fact for fact in _facts(sentence, entry, found.language) if _is_new(fact, known, outlets, read=read)]
        names = tuple(dict.fromkeys(fact.text for fact in new if not fact.number))
        numbers = tuple(dict.fromkeys(fact.text for fact in new if fact.number))
        if not new and not _states(sentence, found.language, known, read=read):
            continue
        if best is None or len(names) + len(numbers) > len(best.names) + len(best.numbers):
            best = News(sentence=sentence, names=names, numbers=numbers)
    return best


def facts(entry: Entry, found: Features) -> frozenset[str]:
    """List the keys of every name, number and word of a quotation that an entry tells."""
    keys: set[str] = set()
    for sentence in _sentences(entry):
        keys.update(key for fact in _facts(sentence, entry, found.language) for key in fact.keys)
        keys.update(token.term for quoted in _QUOTED.findall(sentence) for token in _tokens(quoted, found.language))
        keys.update(number for word in words(sentence) if (number := NUMBER_WORDS.get((found.language, word.lower()))))
    return frozenset(keys)


def _sentences(entry: Entry) -> Iterator[str]:
    """Give the sentences of the summary, then the title: a sentence says more where both have the fact."""
    start = entry.summary[:_CHARACTERS]
    found = sentences(start, entry.language) if start else ()
    yield from found[: len(found) - (len(entry.summary) > _CHARACTERS)][:_SENTENCES]
    if entry.title:
        yield entry.title


def _lead(entry: Entry) -> str:
    return next(_sentences(entry), entry.title)


def _tokens(sentence: str, language: str) -> tuple[Token, ...]:
    return tokens(words(without_suffixes(sentence)), language)


def _facts(sentence: str, entry: Entry, language: str) -> Iterator[_Fact]:
    """Read numbers, and runs of capitals as one name; without capitals, the places of the glossary."""
    run: list[Token] = []
    for place, token in enumerate(_tokens(sentence, language)):
        if token.number and token.term != str(entry.clock.year):
            yield _Fact(token.word, (token.term,), number=True)
        if token.capital and fold(token.word) not in COUNTERS:
            run.append(token)
            continue
        yield from _name(run, first=place == len(run))
        run = []
        if is_place(token.term):
            yield _Fact(token.word, (token.term,), number=False)
    yield from _name(run, first=False)


def _name(run: Sequence[Token], *, first: bool) -> Iterator[_Fact]:
    """Make one name of a run of capitals. A single word that opens a sentence proves nothing."""
    telling = [
        token for token in run if not is_word(token.term) and not is_common(token.term, "en") and len(token.word) > 1
    ]
    if not telling or (first and len(run) == 1 and not is_place(telling[0].term)):
        return
    keys = dict.fromkeys(key for token in telling for key in (token.term, *skeletons(token.word)))
    yield _Fact(" ".join(token.word for token in run), tuple(keys), number=False)


def _known(told: Sequence[Member]) -> set[str]:
    known: set[str] = set()
    for member in told:
        known.update(member.told or ())
        known.update(member.weights)
        known.update(term.removeprefix("#") for term in member.title)
        known.update(key for keys in member.skeletons.values() for key in keys)
    return known


def _is_new(fact: _Fact, known: set[str], outlets: set[str], *, read: bool) -> bool:
    """Tell whether no part of a fact was told. In a script new to the story, unknown names may be known ones."""
    if any(key in known or key in outlets or key in _AGENCIES.split() for key in fact.keys):
        return False
    if fact.number:
        return True
    if not read and not any(is_place(key) for key in fact.keys):
        return False
    return not any(_kin(key, other) for key in fact.keys if key.islower() for other in known)


def _kin(one: str, other: str) -> bool:
    """Tell whether two words are forms of one name, like a country and its people."""
    return len(one) >= _KIN and one[:_KIN] == other[:_KIN] and abs(len(one) - len(other)) <= _KIN


def _states(sentence: str, language: str, known: set[str], *, read: bool) -> bool:
    """Tell whether a quotation in the sentence is mostly made of words the story does not have."""
    if not read:
        return False
    for quoted in _QUOTED.findall(sentence):
        terms = [token.term for token in _tokens(quoted, language)]
        if len(terms) >= _QUOTED_WORDS and sum(term not in known for term in terms) >= _UNTOLD_SHARE * len(terms):
            return True
    return False
