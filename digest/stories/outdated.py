"""Which headlines a later entry of the story outdates: by another number of the same thing, or by undoing what they say.

A number is of the same thing where it stands beside the same words (`skiers`, `killed`, `level`). An idea that undoes
another (cancelled, withdrawn, released, or the opposite) undoes a headline that names what it is said of. What merely
adds to the event, a reaction or an arrest, outdates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from digest.model import Entry
from digest.stories.apostrophes import without_apostrophes
from digest.stories.facts import statements
from digest.stories.forms import is_common, is_function_word, term
from digest.stories.terms import features
from digest.stories.vocabulary import OPPOSITES, is_name, vocabulary
from digest.text import words

__all__ = ["State", "outdates", "state"]

# Left out are ideas whose words have many meanings: to stop a plot undoes no report of it.
_UNDOING: Final = frozenset(
    {"acquit", "cancel", "collapse", "delay", "end", "recall", "reject", "release", "veto", "withdraw"}
)
_OPPOSITES: Final[Mapping[str, frozenset[str]]] = {
    idea: frozenset(other for pair in OPPOSITES if idea in pair for other in pair if other != idea)
    for pair in OPPOSITES
    for idea in pair
}
_CLAUSE: Final = re.compile(r"[,;:()?!…]+(?=\s|$)|\s[-–—|]+\s|(?<=[^\W\d_]{3})\.(?=\s|$)")
_COUNTED, _LEADING = 2, 4
_REMEMBERED: Final = 2000
_READ: Final = 1001  # one more than is read of it: whether a last sentence is whole must show


class _Count(NamedTuple):
    """A number, the words that say most surely what it counts, and all that may."""

    number: str
    first: frozenset[str]
    things: frozenset[str]

    def is_of_the_same(self, other: _Count) -> bool:
        """Tell whether both count the same, as far as the words beside them tell."""
        return not (self.first.isdisjoint(other.things) and other.first.isdisjoint(self.things))


@dataclass(frozen=True, slots=True)
class State:
    """How things stand by an entry.

    `said` are the words of its title as compared, `numbers` those among them, `stated` what its title counts, and
    `counts` what title and text do. `turned` are the ideas of the title that may undo something,
    each with what it is said of.
    """

    said: frozenset[str]
    numbers: frozenset[str]
    stated: tuple[_Count, ...]
    counts: tuple[_Count, ...]
    turned: frozenset[tuple[str, str]]


def state(entry: Entry) -> State:
    """Read how things stand by an entry."""
    return _state(replace(entry, summary=entry.summary[:_READ], text=entry.text[:_READ]))


@lru_cache(maxsize=_REMEMBERED)
def _state(entry: Entry) -> State:
    found = features(entry)
    read = statements(entry, found)
    numbers = {words(fact.text)[0]: fact.keys[0] for each in read for fact in each.facts if fact.number}
    title = [list(clause) for clause in _clauses(entry.title, found.language, numbers)]
    text = (clause for each in read for clause in _clauses(each.sentence, found.language, numbers))
    return State(
        said=frozenset(word.key for clause in title for word in clause),
        numbers=frozenset(word.key for clause in title for word in clause if word.number),
        stated=tuple(count for clause in title for count in _counts(clause)),
        counts=tuple(count for clause in text for count in _counts(list(clause))),
        turned=frozenset(pair for clause in title for pair in _turned(clause)),
    )


def outdates(later: State, earlier: State) -> bool:
    """Tell whether the headline of a later entry says how things stand now, and an earlier one says otherwise."""
    return _recounts(later, earlier) or _undoes(later, earlier)


def _recounts(later: State, earlier: State) -> bool:
    """Tell whether the later title has another number of what the earlier counts, and not the earlier one."""
    return any(
        count.number != before.number and count.number in later.numbers and count.is_of_the_same(before)
        for before in earlier.stated
        if before.number not in later.numbers
        for count in later.counts
    )


def _undoes(later: State, earlier: State) -> bool:
    """Tell whether the later title undoes something that the earlier one names."""
    return any(
        thing in earlier.said
        and idea not in earlier.said
        and (idea in _UNDOING or not earlier.said.isdisjoint(_OPPOSITES[idea]))
        for idea, thing in later.turned
    )


class _Word(NamedTuple):
    """A word or phrase as compared: the idea or number that it is, else its stem."""

    key: str
    number: bool
    name: bool
    common: bool
    beside: bool
    """Whether it follows the word before it, with no small word between."""


def _clauses(text: str, language: str, numbers: Mapping[str, str]) -> Iterator[Iterator[_Word]]:
    for clause in _CLAUSE.split(text):
        yield _read(words(without_apostrophes(clause)), language, numbers)


def _read(written: Sequence[str], language: str, numbers: Mapping[str, str]) -> Iterator[_Word]:
    known, place, beside = vocabulary(language), 0, False
    while place < len(written):
        word = written[place]
        concepts, taken = known.longest(written, place)
        number = numbers.get(word)
        if number or concepts or not is_function_word(word, language):
            root = term(word, language)
            yield _Word(
                key=number or (concepts[0] if concepts else root),
                number=bool(number),
                name=any(map(is_name, concepts)) if concepts else word[0].isupper() and place > 0,
                common=not concepts and is_common(root, language),
                beside=beside,
            )
            beside = True
        else:
            beside = False
        place += max(taken, 1)


def _counts(clause: Sequence[_Word]) -> Iterator[_Count]:
    """Read what each number counts: the word before it ("kills three"), the two after it, else those that lead to it.

    Where it ends its clause behind a small word ("the toll rises to nine"), what it counts came before.
    """
    for place, number in enumerate(clause):
        if number.number:
            after, before = _counted(clause[place + 1 :]), _counted(clause[:place][::-1])
            if after:
                things = after[:_COUNTED] + (before[:1] if number.beside else [])
                yield _Count(number.key, frozenset(after[:1]), frozenset(things))
            elif before:
                things = before[: 1 if number.beside else _LEADING]
                yield _Count(number.key, frozenset(things), frozenset(things))


def _counted(around: Sequence[_Word]) -> list[str]:
    """List the words up to another number; what any news counts and what names a place tell nothing."""
    until = next((place for place, word in enumerate(around) if word.number), len(around))
    return [word.key for word in around[:until] if not word.common and not word.name]


def _turned(clause: Sequence[_Word]) -> Iterator[tuple[str, str]]:
    """Pair each idea that may undo something with what it is said of: what follows at once, else what is before it."""
    for place, word in enumerate(clause):
        if word.key in _UNDOING or word.key in _OPPOSITES:
            after, before = clause[place + 1 :], clause[:place][::-1]
            around = after if not before or (after and after[0].beside) else before
            said_of = [each for each in around if not each.number and not each.common]
            thing = next((each for each in said_of if not each.name), said_of[0] if said_of else None)
            if thing is not None:
                yield word.key, thing.key
