"""What an entry tells that its story had not told: new names, new numbers, new statements.

`news` compares an entry with its story. A copy or a reworded lead is no news. New is a name or a number that
no told member of the story has, a quotation that is mostly in words none of them has, or a title with a
turn of events that none of them tells; the sentence that carries it is taken word for word from the
entry. `digest.stories.told` knows what a story was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from digest.model import Entry, News
from digest.stories.facts import TOLLS, Fact, Statement, facts, statements
from digest.stories.forms import fold
from digest.stories.terms import Features
from digest.text import words

__all__ = ["Fact", "Saying", "Statement", "Told", "facts", "news", "opening", "saying", "statements"]

_KIN = 4
_PAIR = "2"
_OUTCOME = "!?"
_QUOTED_WORDS = 4
_UNTOLD_SHARE = 0.7
_AGENCIES = frozenset(
    {"aa", "afp", "anadolu", "ansa", "ap", "apa", "bloomberg", "dha", "dpa", "efe", "iha", "interfax", "irna", "kyodo"}
    | {"reuters", "ria", "sana", "tass", "upi", "xinhua", "тасс", "интерфакс", "риа", "укринформ"}
)


@dataclass(frozen=True, slots=True)
class Saying:
    """What one entry told, and how: the keys of it, and the numbers that it says of each thing."""

    keys: frozenset[str]
    counts: Mapping[str, frozenset[str]]
    outlet: str
    script: str
    language: str


@dataclass(slots=True)
class Told:
    """What some entries told: the keys of their words, names and numbers, the words of their outlets, their scripts.

    `kin` are the lengths of the keys by how they begin, for words that are forms of one name. `standing` are the numbers
    that whoever spoke last said of a thing, `counted` all that were said of it.
    """

    entries: int = 0
    keys: set[str] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)
    scripts: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    kin: dict[str, set[int]] = field(default_factory=dict)
    standing: dict[str, frozenset[str]] = field(default_factory=dict)
    counted: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, said: Saying) -> None:
        """Note what one more entry told."""
        self.entries += 1
        self.scripts.add(said.script)
        self.languages.add(said.language)
        for thing, values in said.counts.items():
            self.standing[thing] = values
            self.counted[thing] = self.counted.get(thing, frozenset()) | values
        self._learn(said.keys, said.outlet)

    def _learn(self, keys: Set[str], outlet: str) -> None:
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


def saying(entry: Entry, found: Features, more: Iterable[str]) -> Saying:
    """Read what an entry told, with more keys of it that are known from elsewhere."""
    read = statements(entry, found)
    counts: dict[str, frozenset[str]] = {}
    for fact in (fact for statement in read for fact in statement.facts if not fact.former):
        for thing in fact.counts:
            counts[thing] = counts.get(thing, frozenset()) | {fact.keys[0]}
    keys = frozenset((*facts(read), *found.counts, *more))
    return Saying(keys=keys, counts=counts, outlet=entry.outlet, script=found.script, language=found.language)


def news(entry: Entry, found: Features, told: Told) -> News | None:
    """Tell what is new against what the story was told so far."""
    read = statements(entry, found)
    known = _Known(
        told=told,
        outlets=told.outlets | {fold(word) for word in words(entry.outlet)},
        legible=found.script in told.scripts,
        spoken=found.language in told.languages,
        changes=any(statement.changes for statement in read if statement.sentence == entry.title),
    )
    best: News | None = None
    for statement in read:
        new = [fact for fact in statement.facts if _is_new(fact, known) or _is_changed(fact, statement, known)]
        quotes = known.legible and any(_is_untold(terms, told.keys) for terms in statement.quoted)
        if (new or quotes) and (best is None or len(new) > len(best.names) + len(best.numbers)):
            best = News(
                sentence=statement.sentence,
                names=tuple(dict.fromkeys(fact.text for fact in new if not fact.number)),
                numbers=tuple(dict.fromkeys(fact.text for fact in new if fact.number)),
            )
    return best or _turn(entry, read, told.keys)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a story was told, as it bears on one entry.

    `legible` tells whether the story has spoken its script, `spoken` whether its language; `changes` whether its title
    says that something changed.
    """

    told: Told
    outlets: Set[str]
    legible: bool
    spoken: bool
    changes: bool


def _turn(entry: Entry, read: Sequence[Statement], known: Set[str]) -> News | None:
    """Find a turn of events that the title tells and the story does not; a sentence says more of it.

    An outcome is a turn only where the story left its question open.
    """
    told = {turn for statement in read if statement.sentence == entry.title for turn in statement.turns}
    new = {turn for turn in told - known if not turn.startswith(_OUTCOME) or turn.removeprefix("!") in known}
    return next((News(sentence=each.sentence) for each in read if new.intersection(each.turns)), None)


def _is_new(fact: Fact, known: _Known) -> bool:
    """Tell whether no part of a fact was told.

    In a script new to the story, unknown names may be known ones; in a language new to it, a single word may be a place
    or a body that is called otherwise there. "The two" are any two of anything.
    """
    told = known.told
    if any(key in told.keys for key in fact.keys):
        return False
    if fact.number:
        return fact.text[0].isdigit() or fact.keys[0] != _PAIR
    if any(key in known.outlets or key in _AGENCIES for key in fact.keys):
        return False
    if not known.legible or (not known.spoken and fact.parts == 1):
        return False
    return not any(told.has_kin(key) for key in fact.keys if key.islower())


def _is_changed(fact: Fact, statement: Statement, known: _Known) -> bool:
    """Tell whether a number that was told is not what was said last of what it counts.

    The dead are four where five were told last and four of something else. Who says an older number again may only be
    late; it is news where the words say that it changed.
    """
    if fact.former or not fact.counts:
        return False
    value, told = fact.keys[0], known.told
    standing = {thing: told.standing[thing] for thing in fact.counts if thing in told.standing}
    if not standing or any(value in values for values in standing.values()):
        return False
    if known.changes or statement.changes:
        return True
    return any(
        thing in TOLLS and value not in told.counted[thing] and values.isdisjoint(_said_of(thing, statement))
        for thing, values in standing.items()
    )


def _said_of(thing: str, statement: Statement) -> Set[str]:
    return {fact.keys[0] for fact in statement.facts if thing in fact.counts}


def _is_untold(quoted: Sequence[str], known: Set[str]) -> bool:
    """Tell whether a quotation is mostly made of words the story does not have."""
    return len(quoted) >= _QUOTED_WORDS and sum(term not in known for term in quoted) >= _UNTOLD_SHARE * len(quoted)
