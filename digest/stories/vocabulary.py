"""Words and phrases that name the same place, thing or idea in several languages.

`vocabulary(language)` gives a `Vocabulary`; its `longest` finds the phrase that starts at a word. The
tables `vocabulary.txt` and `places.txt` beside this module were written by hand for this program and say
how; names of countries and months come from `digest.stories.cldr`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from digest.stories import cldr
from digest.stories.forms import fold, is_function_word, stem
from digest.stories.prefixes import without_prefixes
from digest.stories.remembered import LONGEST

__all__ = [
    "COUNTRY",
    "LANGUAGES",
    "RARITY",
    "Vocabulary",
    "country_of",
    "ideas",
    "is_country",
    "is_firm",
    "is_name",
    "is_place",
    "label",
    "meanings",
    "spelling",
    "understood",
    "vocabulary",
]

COUNTRY: Final = "@"

LANGUAGES: Final = ("en", "de", "fr", "es", "tr", "ru", "he", "ar")
# Languages near enough to borrow the words of another.
_LIKE: Final = {"pt": "es", "gl": "es", "ca": "es", "uk": "ru", "be": "ru", "bg": "ru"}
_INSIDE: Final = re.compile(r"[\"'’ʼ‘`´״׳“”.]")
# Where words end in a pattern; in Hebrew an apostrophe is part of a letter.
_PART: Final = re.compile(r"[_'-]")
_HEBREW_PART: Final = re.compile(r"[_-]")
_SHORTEST_HEAD: Final = 3
_SHORTEST_TAIL: Final = 5
_SHORTEST_BEGIN: Final = 4
_LONGEST_ENDING: Final = 2
# What a German noun at the end of a compound may end in.
_INFLECTIONS: Final = frozenset({"", "e", "en", "er", "ern", "es", "in", "innen", "n", "s", "ung", "ungen"})
_LONGEST_INFLECTION: Final = max(map(len, _INFLECTIONS))
_NOTHING: Final = "-"


@dataclass(slots=True)
class Vocabulary:
    """The words of one language: whole ones, beginnings, ends, and stems, each with what may follow."""

    language: str
    whole: dict[str, list[_Pattern]] = field(default_factory=dict)
    heads: dict[str, list[_Pattern]] = field(default_factory=dict)
    tails: dict[str, list[_Pattern]] = field(default_factory=dict)
    stems: dict[str, list[_Pattern]] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)
    known: dict[str, tuple[_Pattern, ...]] = field(default_factory=dict)

    def longest(self, written: Sequence[str], place: int) -> tuple[tuple[str, ...], int]:
        """Find the concepts that start at this word, and how many words they take (0: none)."""
        best: tuple[str, ...] = ()
        taken = 0
        for pattern in self._starting(written[place]):
            if len(pattern.rest) + 1 > taken and self._follows(pattern, written, place + 1):
                best, taken = pattern.concepts, len(pattern.rest) + 1
        return best, taken

    def begun(self, word: str) -> Iterator[str]:
        """List the concepts of whatever starts with a word."""
        for pattern in self._starting(word):
            yield from pattern.concepts

    def begins(self, word: str) -> bool:
        """Tell whether a word begins anything longer than itself."""
        return any(pattern.rest for pattern in self._starting(word))

    def _follows(self, pattern: _Pattern, written: Sequence[str], place: int) -> bool:
        if place + len(pattern.rest) > len(written):
            return False
        return all(
            part.is_written(word) and any(map(part.meets, _readings(word)))
            for part, word in zip(pattern.rest, written[place:], strict=False)
        )

    def _starting(self, word: str) -> tuple[_Pattern, ...]:
        """List the patterns whose first word this is, best first: whole words, longest beginnings, ends."""
        word = word[:LONGEST]
        found = self.known.get(word)
        if found is None:
            found = tuple(pattern for pattern in self._patterns(word) if pattern.first.is_written(word))
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            self.known[word] = found
        return found

    def _patterns(self, word: str) -> Iterator[_Pattern]:
        upper = word.isupper()
        helps = not upper and is_function_word(word, self.language)
        for reading in _readings(word):
            if helps or (len(reading) <= 2 and not upper and reading[:1] < "\u0590"):
                yield from (pattern for pattern in self.whole.get(reading, ()) if pattern.rest)
                continue
            yield from self.whole.get(reading, ())
            if self.language == "de":
                yield from self._compound(reading)
            if reading[:_SHORTEST_HEAD] in self.beginnings or reading[: _SHORTEST_HEAD - 1] in self.beginnings:
                for length in range(len(reading), _SHORTEST_HEAD - 2, -1):
                    yield from self.heads.get(reading[:length], ())
        if self.stems and not helps:
            yield from self._declined(word)

    def _declined(self, word: str) -> Iterator[_Pattern]:
        """Find the names whose stem this word has, and all but the end of them."""
        plain, root = spelling(word), stem(word, self.language)
        for pattern in self.stems.get(root, ()):
            if plain.startswith(pattern.first.text[:-_LONGEST_ENDING]):
                yield pattern

    def _compound(self, reading: str) -> Iterator[_Pattern]:
        """Take a German compound apart: `Bahnstreik` is rail and strike, `Herbststurm` a storm.

        Its last part may be inflected and nothing else, or `Gesellschaft` would end in a sheep (`Schaf`).
        """
        lengths = range(len(reading), _SHORTEST_HEAD - 1, -1)
        begin = next((length for length in lengths if self._begin(reading[:length])), 0)
        first = self._begin(reading[:begin])
        for cut in range(max(begin - 1, _SHORTEST_HEAD), len(reading) - _SHORTEST_HEAD + 1):
            rest = reading[cut:]
            last = _alone(self.tails.get(rest, ()))
            for length in range(len(rest), max(_SHORTEST_TAIL, len(rest) - _LONGEST_INFLECTION) - 1, -1):
                if rest[length:] in _INFLECTIONS:
                    last = last or _alone(self.heads.get(rest[:length], ()))
            if last:
                yield _Pattern(_Part(reading), (), (*first, *last))
                return

    def _begin(self, begin: str) -> tuple[str, ...]:
        """Tell what the first part of a compound means: a beginning, or a word that is not very short."""
        word = self.whole.get(begin, ()) if len(begin) >= _SHORTEST_BEGIN else ()
        return _alone((*self.heads.get(begin, ()), *word))


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a pattern, folded: all of it or its beginning, as it is or with a capital only."""

    text: str
    head: bool = False
    capital: bool = False

    def meets(self, reading: str) -> bool:
        return reading.startswith(self.text) if self.head else reading == self.text

    def is_written(self, word: str) -> bool:
        return not (self.capital and word[0].islower())


@dataclass(frozen=True, slots=True)
class _Pattern:
    first: _Part
    rest: tuple[_Part, ...]
    concepts: tuple[str, ...]


_REMEMBERED: Final = 20_000


def _alone(patterns: Sequence[_Pattern]) -> tuple[str, ...]:
    """Give the concepts of the first pattern that is a word by itself."""
    return next((pattern.concepts for pattern in patterns if not pattern.rest), ())


def meanings(word: str, language: str) -> tuple[str, ...]:
    """List the concepts that a word names by itself, most often none or one."""
    return _meanings(word[:LONGEST], language)


@lru_cache(maxsize=10_000)
def _meanings(word: str, language: str) -> tuple[str, ...]:
    return vocabulary(language).longest((word,), 0)[0]


def understood(words: Sequence[str]) -> str:
    """Tell the language in which two of some words or more name something, and more than in any other, if there is one."""
    known = Counter({language: sum([bool(meanings(word, language)) for word in words]) for language in LANGUAGES})
    (language, most), (_, rival) = known.most_common(2)
    return language if most > max(rival, 1) else ""


def ideas(written: Sequence[str], language: str) -> Iterator[str]:
    """List the concepts of a text, each phrase as long as it goes."""
    known = vocabulary(language)
    place = 0
    while place < len(written):
        concepts, taken = known.longest(written, place)
        yield from concepts
        place += taken or 1


def is_country(concept: str) -> bool:
    """Tell whether a concept is a country."""
    return is_place(concept) and concept[1:].isupper()


def is_place(concept: str) -> bool:
    """Tell whether a concept is a country, a region or a city."""
    return concept.startswith(COUNTRY)


def country_of(concept: str) -> str:
    """Give the country of a city or region that the tables know, "" for anything else."""
    return _COUNTRIES.get(concept, "")


def is_name(concept: str) -> bool:
    """Tell whether a concept is a place, a person or a body."""
    return is_place(concept) or RARITY.get(concept) == "name"


def is_firm(concept: str) -> bool:
    """Tell whether a concept is one that a title says of an event and another could contradict."""
    return concept[0] in "@#" or concept.startswith("day/") or concept in _FIRM


@lru_cache(maxsize=64)
def vocabulary(language: str) -> Vocabulary:
    """Give the words of a language; where the tables have no column for it, names of countries only."""
    result = Vocabulary(language)
    column = _LIKE.get(language, language)
    if column in LANGUAGES:
        for table in (_LEXICON, _PLACES):
            for concept, cells in table.items():
                cell = cells[LANGUAGES.index(column)] or cells[0]
                for pattern in cell.split():
                    _insert(result, pattern, concept)
    for name, code in cldr.countries(language):
        _insert(result, name, (COUNTRY + code,))
        if cldr.declines(language):
            _insert_stem(result, name, (COUNTRY + code,))
    for name, month in cldr.months(language):
        _insert(result, name.lower(), ("month/" + month,))
    return result


def spelling(word: str) -> str:
    """Fold a word as both the tables and texts are compared: no case, accents or inner marks."""
    return fold(word if word.isalpha() else _INSIDE.sub("", word))


def label(concept: str) -> str:
    """Name a concept for people, in English: `@TR` is Türkiye, `=lapid` Lapid, `day/Thursday` Thursday."""
    name = concept.removeprefix(COUNTRY).removeprefix("=").removeprefix("#").rpartition("/")[2]
    if concept.startswith(COUNTRY) and name.isupper():
        return str(cldr.ENGLISH.territories.get(name, name))
    return name.title() if concept[0] in {COUNTRY, "="} else name


def _readings(word: str) -> tuple[str, ...]:
    """List a word's spelling, and those left when prefixes of Hebrew or Arabic are cut."""
    plain = spelling(word)
    return tuple(dict.fromkeys((plain, *without_prefixes(plain))))


def _insert(words: Vocabulary, pattern: str, concepts: tuple[str, ...]) -> None:
    """Add a pattern; those that need a capital go before those that do not."""
    parts = _HEBREW_PART if words.language == "he" else _PART
    first, *rest = map(_part, filter(None, parts.split(pattern.removeprefix("*"))))
    table = words.tails if pattern.startswith("*") else words.heads if first.head else words.whole
    if first.head:
        words.beginnings.add(first.text[:_SHORTEST_HEAD])
    known = table.setdefault(first.text, [])
    place = sum(pattern.first.capital for pattern in known) if first.capital else len(known)
    known.insert(place, _Pattern(first, tuple(rest), concepts))


def _insert_stem(words: Vocabulary, name: str, concepts: tuple[str, ...]) -> None:
    root = stem(name, words.language)
    if name.isalpha() and len(root) > _SHORTEST_HEAD:
        words.stems.setdefault(root, []).append(_Pattern(_part(name), (), concepts))


def _part(written: str) -> _Part:
    return _Part(spelling(written.removesuffix("*")), head=written.endswith("*"), capital=written[:1].isupper())


def _table(name: str) -> Iterator[list[str]]:
    for line in files("digest.stories").joinpath(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def _idea(concept: str) -> tuple[str, ...]:
    return () if concept == _NOTHING else (concept,)


def _place(concept: str) -> tuple[str, ...]:
    city, _, country = concept.rpartition("/")
    if city:
        return (COUNTRY + city, COUNTRY + country)
    return (COUNTRY + concept,)


_ROWS: Final = tuple(_table("vocabulary.txt"))
_LEXICON: Final[Mapping[tuple[str, ...], list[str]]] = {_idea(row[0]): row[2:] for row in _ROWS}
_PLACES: Final[Mapping[tuple[str, ...], list[str]]] = {_place(row[0]): row[1:] for row in _table("places.txt")}
_COUNTRIES: Final[Mapping[str, str]] = dict(place for place in _PLACES if len(place) == 2)

OPPOSITES: Final = (("raise", "lower"), ("win", "lose"), ("open", "close"), ("extend", "lower"), ("accept", "reject"))
"""What cannot be said of one event: both sides are told, in the titles, and only one by each."""
_FIRM: Final = frozenset(
    {idea for pair in OPPOSITES for idea in pair}
    | {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
)

RARITY: Final[Mapping[str, str]] = MappingProxyType({row[0]: row[1] for row in _ROWS})
