"""What an entry tells that its story had not told: new names, new numbers, new statements.

`news` compares an entry with its story. A copy or a reworded lead is no news. New is a name or a number that
no told member of the story has, a quotation that is mostly in words none of them has, or a title with a
turn of events that none of them tells; the sentence that carries it is taken word for word from the
entry. What a story was told is in the fingerprints of its members.
"""

from __future__ import annotations

from collections.abc import Sequence

from digest.model import Entry, News
from digest.stories.facts import Fact, Statement, facts, statements
from digest.stories.forms import fold
from digest.stories.terms import Features
from digest.stories.window import Member
from digest.text import words

__all__ = ["Fact", "Statement", "facts", "news", "statements"]

_KIN = 4
_PAIR = "2"
_QUOTED_WORDS = 4
_UNTOLD_SHARE = 0.7
_AGENCIES = frozenset(
    {"aa", "afp", "anadolu", "ansa", "ap", "apa", "bloomberg", "dha", "dpa", "efe", "iha", "interfax", "irna", "kyodo"}
    | {"reuters", "ria", "sana", "tass", "upi", "xinhua", "тасс", "интерфакс", "риа", "укринформ"}
)


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
        new = [fact for fact in statement.facts if _is_new(fact, known, outlets, legible=legible)]
        quotes = legible and any(_is_untold(terms, known) for terms in statement.quoted)
        if (new or quotes) and (best is None or len(new) > len(best.names) + len(best.numbers)):
            best = News(
                sentence=statement.sentence,
                names=tuple(dict.fromkeys(fact.text for fact in new if not fact.number)),
                numbers=tuple(dict.fromkeys(fact.text for fact in new if fact.number)),
            )
    return best or _turn(entry, read, known)


def _turn(entry: Entry, read: Sequence[Statement], known: set[str]) -> News | None:
    """Find a turn of events that the title tells and the story does not; a sentence says more of it."""
    new = {turn for statement in read if statement.sentence == entry.title for turn in statement.turns} - known
    return next((News(sentence=each.sentence) for each in read if new.intersection(each.turns)), None)


def _known(told: Sequence[Member]) -> set[str]:
    known: set[str] = set()
    for member in told:
        known.update(member.told or ())
        known.update(member.weights)
        known.update(term.removeprefix("#") for term in member.title)
        known.update(member.telling.weights)
        known.update(key for keys in member.telling.spoken.values() for key in keys)
    return known


def _is_new(fact: Fact, known: set[str], outlets: set[str], *, legible: bool) -> bool:
    """Tell whether no part of a fact was told.

    In a script new to the story, unknown names may be known ones; "the two" are any two of anything.
    """
    if any(key in known for key in fact.keys):
        return False
    if fact.number:
        return fact.text[0].isdigit() or fact.keys[0] != _PAIR
    if any(key in outlets or key in _AGENCIES for key in fact.keys):
        return False
    return legible and not any(_kin(key, other) for key in fact.keys if key.islower() for other in known)


def _is_untold(quoted: Sequence[str], known: set[str]) -> bool:
    """Tell whether a quotation is mostly made of words the story does not have."""
    return len(quoted) >= _QUOTED_WORDS and sum(term not in known for term in quoted) >= _UNTOLD_SHARE * len(quoted)


def _kin(one: str, other: str) -> bool:
    """Tell whether two words are forms of one name, like a country and its people."""
    return len(one) >= _KIN and one[:_KIN] == other[:_KIN] and abs(len(one) - len(other)) <= _KIN
