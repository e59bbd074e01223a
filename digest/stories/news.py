"""What an entry tells that its story had not told: new names, new numbers, new statements.

`news` compares an entry with its story. A copy or a reworded lead is no news. New is a name or a number that
no told member of the story has, a quotation that is mostly in words none of them has, or a title with a
turn of events that none of them tells; the sentence that carries it is taken word for word from the
entry. `digest.stories.told` knows what a story was told.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from digest.model import Entry, News
from digest.stories.facts import Fact, Statement, facts, statements
from digest.stories.forms import fold
from digest.stories.terms import Features
from digest.text import words

__all__ = ["Fact", "Statement", "Told", "facts", "news", "opening", "statements"]

_KIN = 4
_PAIR = "2"
_QUOTED_WORDS = 4
_UNTOLD_SHARE = 0.7
_AGENCIES = frozenset(
    {"aa", "afp", "anadolu", "ansa", "ap", "apa", "bloomberg", "dha", "dpa", "efe", "iha", "interfax", "irna", "kyodo"}
    | {"reuters", "ria", "sana", "tass", "upi", "xinhua", "тасс", "интерфакс", "риа", "укринформ"}
)


@dataclass(slots=True)
class Told:
    """What some entries told: the keys of their words, names and numbers, the words of their outlets, their scripts.

    `kin` are the lengths of the keys by how they begin, for words that are forms of one name.
    """

    entries: int = 0
    keys: set[str] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)
    scripts: set[str] = field(default_factory=set)
    kin: dict[str, set[int]] = field(default_factory=dict)

    def add(self, keys: Set[str], outlet: str, script: str) -> None:
        """Note what one more entry told."""
        self.entries += 1
        self.scripts.add(script)
        self.outlets |= {fold(word) for word in words(outlet)}
        for key in keys - self.keys:
            self.kin.setdefault(key[:_KIN], set()).add(len(key))
        self.keys |= keys

    def has_kin(self, word: str) -> bool:
        """Tell whether a form of this name was told, as a country and its people are forms of one name."""
        lengths = self.kin.get(word[:_KIN], ()) if len(word) >= _KIN else ()
        return any(abs(len(word) - length) <= _KIN for length in lengths)


def opening(entry: Entry, found: Features) -> News:
    """The first entry of a story that is told is news as a whole: its first sentence says so."""
    first = next(iter(found.sentences if entry.summary else ()), "")
    return News(sentence=first or entry.title)


def news(entry: Entry, found: Features, told: Told) -> News | None:
    """Tell what is new against what the story was told so far."""
    read = statements(entry, found)
    outlets = told.outlets | {fold(word) for word in words(entry.outlet)}
    legible = found.script in told.scripts
    best: News | None = None
    for statement in read:
        new = [fact for fact in statement.facts if _is_new(fact, told, outlets, legible=legible)]
        quotes = legible and any(_is_untold(terms, told.keys) for terms in statement.quoted)
        if (new or quotes) and (best is None or len(new) > len(best.names) + len(best.numbers)):
            best = News(
                sentence=statement.sentence,
                names=tuple(dict.fromkeys(fact.text for fact in new if not fact.number)),
                numbers=tuple(dict.fromkeys(fact.text for fact in new if fact.number)),
            )
    return best or _turn(entry, read, told.keys)


def _turn(entry: Entry, read: Sequence[Statement], known: Set[str]) -> News | None:
    """Find a turn of events that the title tells and the story does not; a sentence says more of it."""
    new = {turn for statement in read if statement.sentence == entry.title for turn in statement.turns} - known
    return next((News(sentence=each.sentence) for each in read if new.intersection(each.turns)), None)


def _is_new(fact: Fact, told: Told, outlets: Set[str], *, legible: bool) -> bool:
    """Tell whether no part of a fact was told.

    In a script new to the story, unknown names may be known ones; "the two" are any two of anything.
    """
    if any(key in told.keys for key in fact.keys):
        return False
    if fact.number:
        return fact.text[0].isdigit() or fact.keys[0] != _PAIR
    if any(key in outlets or key in _AGENCIES for key in fact.keys):
        return False
    return legible and not any(told.has_kin(key) for key in fact.keys if key.islower())


def _is_untold(quoted: Sequence[str], known: Set[str]) -> bool:
    """Tell whether a quotation is mostly made of words the story does not have."""
    return len(quoted) >= _QUOTED_WORDS and sum(term not in known for term in quoted) >= _UNTOLD_SHARE * len(quoted)
