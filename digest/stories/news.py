"""What an entry tells that its story had not told: new names, new numbers, new statements.

`statements` reads an entry once; `news` compares it with its story. A copy or a reworded lead is no news. New is a name or a number that no told member
of the story has, or a quotation that is mostly in words none of them has; the sentence that carries it
is taken word for word from the entry. What a story was told is in the fingerprints of its members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.model import Entry, News
from digest.stories.background import NUMBER_WORDS
from digest.stories.forms import fold, is_common, without_suffixes
from digest.stories.skeletons import skeletons
from digest.stories.terms import Features, Token, tokens
from digest.stories.vocabulary import is_name, is_place, meanings
from digest.stories.window import Member
from digest.text import words

__all__ = ["Fact", "Statement", "facts", "news", "statements"]

_CHARACTERS = 2000
_KIN = 4
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{12,300})[\"”“»]")
_QUOTED_WORDS = 4
_UNTOLD_SHARE = 0.7
_AGENCIES = "reuters afp ap dpa tass interfax xinhua anadolu ansa efe kyodo bloomberg dha iha aa upi sana irna ria"


@dataclass(frozen=True, slots=True)
class Fact:
    """A name or number as written, and the keys by which it may have been told."""

    text: str
    keys: tuple[str, ...]
    number: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as written, the facts it carries, and the terms of what it quotes."""

    sentence: str
    facts: tuple[Fact, ...]
    quoted: tuple[tuple[str, ...], ...]


def statements(entry: Entry, found: Features) -> tuple[Statement, ...]:
    """Read the sentences of an entry, then its title: a sentence says more where both carry a fact."""
    read = found.sentences if entry.summary else ()
    return tuple(_statement(sentence, entry, found.language) for sentence in (*read, entry.title) if sentence)


def facts(told: Sequence[Statement]) -> frozenset[str]:
    """List the keys of every name, number and quoted word of an entry."""
    named = (key for statement in told for fact in statement.facts for key in fact.keys)
    quoted = (term for statement in told for terms in statement.quoted for term in terms)
    return frozenset((*named, *quoted))


def news(entry: Entry, found: Features, read: Sequence[Statement], story: Sequence[Member]) -> News | None:
    """Tell what is new against the members of the story so far; the first that is told is news as a whole."""
    told = [member for member in story if member.told is not None]
    if not told:
        return News(sentence=read[0].sentence if read else entry.title)
    known = _known(told)
    outlets = {fold(word) for outlet in {entry.outlet, *(member.outlet for member in told)} for word in words(outlet)}
    legible = found.script in {member.script for member in told}
    best: News | None = None
    for statement in read:
        new = [fact for fact in statement.facts if _is_new(fact, known | outlets, legible=legible)]
        quotes = legible and any(_is_untold(terms, known) for terms in statement.quoted)
        if (new or quotes) and (best is None or len(new) > len(best.names) + len(best.numbers)):
            best = News(
                sentence=statement.sentence,
                names=tuple(dict.fromkeys(fact.text for fact in new if not fact.number)),
                numbers=tuple(dict.fromkeys(fact.text for fact in new if fact.number)),
            )
    return best


def _statement(sentence: str, entry: Entry, language: str) -> Statement:
    quoted = (tuple(token.term for token in _tokens(text, language)) for text in _QUOTED.findall(sentence))
    return Statement(sentence, tuple(_facts(sentence[:_CHARACTERS], entry, language)), tuple(quoted))


def _tokens(sentence: str, language: str) -> tuple[Token, ...]:
    return tokens(words(without_suffixes(sentence)), language)


def _facts(sentence: str, entry: Entry, language: str) -> Iterator[Fact]:
    """Read numbers, and each run of capitals as one name."""
    run: list[Token] = []
    for place, token in enumerate(_tokens(sentence, language)):
        spelled = NUMBER_WORDS.get((language, token.word.lower()))
        if spelled or (token.number and token.term != str(entry.clock.year)):
            yield Fact(token.word, (spelled or token.term, token.term), number=True)
        if token.capital and not token.counter:
            run.append(token)
            continue
        yield from _name(run, language, first=place == len(run))
        run = []
    yield from _name(run, language, first=False)


def _name(run: Sequence[Token], language: str, *, first: bool) -> Iterator[Fact]:
    """Make one name of a run of capitals. A single word that opens a sentence proves nothing; a country alone
    is no fact: "Israeli president" is how the next outlet says who Herzog is.
    """
    named = {token: meanings(token.word, language) for token in run if len(token.word) > 1}
    telling = [
        token
        for token, concepts in named.items()
        if all(map(is_name, concepts)) and not is_common(token.term, language)
    ]
    if (first and len(run) == 1) or all(any(map(is_place, named[token])) for token in telling):
        return
    keys = dict.fromkeys(key for token in telling for key in (token.term, *named[token], *skeletons(token.word)))
    yield Fact(" ".join(token.word for token in run), tuple(keys), number=False)


def _known(told: Sequence[Member]) -> set[str]:
    known: set[str] = set()
    for member in told:
        known.update(member.told or ())
        known.update(member.weights)
        known.update(term.removeprefix("#") for term in member.title)
        known.update(member.telling.weights)
        known.update(key for keys in member.telling.spoken.values() for key in keys)
    return known


def _is_new(fact: Fact, known: set[str], *, legible: bool) -> bool:
    """Tell whether no part of a fact was told. In a script new to the story, unknown names may be known ones."""
    if any(key in known or key in _AGENCIES.split() for key in fact.keys):
        return False
    if fact.number:
        return True
    return legible and not any(_kin(key, other) for key in fact.keys if key.islower() for other in known)


def _is_untold(quoted: Sequence[str], known: set[str]) -> bool:
    """Tell whether a quotation is mostly made of words the story does not have."""
    return len(quoted) >= _QUOTED_WORDS and sum(term not in known for term in quoted) >= _UNTOLD_SHARE * len(quoted)


def _kin(one: str, other: str) -> bool:
    """Tell whether two words are forms of one name, like a country and its people."""
    return len(one) >= _KIN and one[:_KIN] == other[:_KIN] and abs(len(one) - len(other)) <= _KIN
