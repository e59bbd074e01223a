"""Words and phrases that name the same place, thing or idea in several languages.

`vocabulary(language)` gives a `Vocabulary`; its `longest` finds the phrase that starts at a word. The
tables `vocabulary.txt` and `places.txt` beside this module were written by hand for this program and say
how; names of countries and months come from CLDR, through Babel.
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

from babel import Locale, UnknownLocaleError

from digest.stories.forms import fold, is_function_word, stem

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
_PART: Final = re.compile(r"[_-]")
_AMBIGUOUS_MONTHS: Final = frozenset({"may", "march"})
_SHORTEST_HEAD: Final = 3
_SHORTEST_TAIL: Final = 5


@dataclass(slots=True)
class Vocabulary:
    """The words of one language: whole ones, beginnings, ends, and stems, each with what may follow."""

    language: str
    whole: dict[str, list[_Pattern]] = field(default_factory=dict)
    heads: dict[str, list[_Pattern]] = field(default_factory=dict)
    tails: dict[str, list[_Pattern]] = field(default_factory=dict)
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
            any(
                reading.startswith(part[:-1]) if part.endswith("*") else reading == part
                for reading in _readings(written[place + offset], self.language)
            )
            for offset, part in enumerate(pattern.rest)
        )

    def _starting(self, word: str) -> tuple[_Pattern, ...]:
        """List the patterns whose first word this is, best first: whole words, longest beginnings, ends."""
        found = self.known.get(word)
        if found is None:
            found = tuple(self._patterns(word))
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            self.known[word] = found
        return found

    def _patterns(self, word: str) -> Iterator[_Pattern]:
        upper = word.isupper()
        if not upper and is_function_word(word, self.language):
            return
        for reading in _readings(word, self.language):
            if len(reading) <= 2 and not upper and reading[:1] < "\u0590":
                continue
            yield from self.whole.get(reading, ())
            if self.language == "de":
                yield from self._compound(reading)
            if reading[:_SHORTEST_HEAD] in self.beginnings or reading[: _SHORTEST_HEAD - 1] in self.beginnings:
                for length in range(len(reading), _SHORTEST_HEAD - 2, -1):
                    yield from self.heads.get(reading[:length], ())
        root = stem(word, self.language)
        if len(root) > _SHORTEST_HEAD:
            yield from self.whole.get("~" + root, ())

    def _compound(self, reading: str) -> Iterator[_Pattern]:
        """Take a German compound apart: `Bahnstreik` is rail and strike, `Herbststurm` a storm."""
        lengths = range(len(reading), _SHORTEST_HEAD - 1, -1)
        begin = next((length for length in lengths if _alone(self.heads.get(reading[:length], ()))), 0)
        first = _alone(self.heads.get(reading[:begin], ()))
        for cut in range(max(begin - 1, _SHORTEST_HEAD), len(reading) - _SHORTEST_HEAD + 1):
            rest = reading[cut:]
            last = _alone(self.tails.get(rest, ()))
            for length in range(len(rest), _SHORTEST_TAIL - 1, -1):
                last = last or _alone(self.heads.get(rest[:length], ()))
            if last:
                yield _Pattern((), (*first, *last))
                return


@dataclass(frozen=True, slots=True)
class _Pattern:
    rest: tuple[str, ...]
    concepts: tuple[str, ...]


_REMEMBERED: Final = 20_000


def _alone(patterns: Sequence[_Pattern]) -> tuple[str, ...]:
    """Give the concepts of the first pattern that is a word by itself."""
    return next((pattern.concepts for pattern in patterns if not pattern.rest), ())


@lru_cache(maxsize=10_000)
def meanings(word: str, language: str) -> tuple[str, ...]:
    """List the concepts that a word names by itself, most often none or one."""
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
    for name, known in _cldr(language):
        _insert(result, name, (known,), stemmed=True)
    return result


def spelling(word: str) -> str:
    """Fold a word as both the tables and texts are compared: no case, accents or inner marks."""
    return fold(word if word.isalpha() else _INSIDE.sub("", word))


def label(concept: str) -> str:
    """Name a concept for people, in English: `@TR` is Türkiye, `=lapid` Lapid, `day/Thursday` Thursday."""
    name = concept.removeprefix(COUNTRY).removeprefix("=").removeprefix("#").rpartition("/")[2]
    if concept.startswith(COUNTRY) and name.isupper():
        return str(_ENGLISH.territories.get(name, name))
    return name.title() if concept[0] in {COUNTRY, "="} else name


def _readings(word: str, language: str) -> tuple[str, ...]:
    """List a word's spelling, and those left when prefixes of Hebrew or Arabic are cut."""
    plain = spelling(word)
    if language == "he":
        return tuple(dict.fromkeys((plain, *_hebrew_rests(plain))))
    if language == "ar":
        return tuple(dict.fromkeys((plain, *_arabic_rests(plain))))
    return (plain,)


def _hebrew_rests(plain: str) -> Iterator[str]:
    for cut in range(1, min(4, len(plain) - 1)):
        if plain[cut - 1] not in "הובלמשכ":
            return
        yield plain[cut:]


def _arabic_rests(plain: str) -> Iterator[str]:
    rests = [plain]
    rests += [rest[1:] for rest in rests if rest[:1] in {"و", "ف"} and len(rest) > 3]
    rests += [rest[2:] for rest in rests if rest.startswith("لل") and len(rest) > 4]
    rests += [rest[1:] for rest in rests if rest[:1] in {"ب", "ك", "ل", "س"} and len(rest) > 3]
    rests += [rest[2:] for rest in rests if rest.startswith("ال") and len(rest) > 4]
    yield from rests[1:]


def _insert(words: Vocabulary, pattern: str, concepts: tuple[str, ...], *, stemmed: bool = False) -> None:
    first, *rest = (part for part in _PART.split(pattern) if part)
    table, key = words.whole, spelling(first)
    if key.startswith("*"):
        table, key = words.tails, key[1:]
    elif key.endswith("*"):
        table, key = words.heads, key[:-1]
        words.beginnings.add(key[:_SHORTEST_HEAD])
    folded = tuple(spelling(part) for part in rest)
    table.setdefault(key, []).append(_Pattern(folded, concepts))
    if stemmed and not folded and len(first) > _SHORTEST_HEAD:
        words.whole.setdefault("~" + stem(first, words.language), []).append(_Pattern((), concepts))


def _cldr(language: str) -> Iterator[tuple[str, str]]:
    """Give countries and months as CLDR names them in a language."""
    try:
        locale = Locale(language) if language else None
    except (UnknownLocaleError, ValueError):
        locale = None
    if locale is None:
        return
    for code, name in locale.territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "EZ", "QO", "ZZ", "XA", "XB"}:
            yield "_".join(re.split(r"[\s,&()]+", name.partition("(")[0].strip())), COUNTRY + code
    for width in ("format", "stand-alone"):
        for number, name in locale.months[width]["wide"].items():
            if name.isalpha() and name.casefold() not in _AMBIGUOUS_MONTHS:
                yield name, f"month/{_ENGLISH.months['format']['wide'][number]}"


def _table(name: str) -> Iterator[list[str]]:
    for line in files("digest.stories").joinpath(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def _place(concept: str) -> tuple[str, ...]:
    city, _, country = concept.rpartition("/")
    if city:
        return (COUNTRY + city, COUNTRY + country)
    return (COUNTRY + concept,)


_ENGLISH: Final = Locale("en")
_ROWS: Final = tuple(_table("vocabulary.txt"))
_LEXICON: Final[Mapping[tuple[str, ...], list[str]]] = {(row[0],): row[2:] for row in _ROWS}
_PLACES: Final[Mapping[tuple[str, ...], list[str]]] = {_place(row[0]): row[1:] for row in _table("places.txt")}
_COUNTRIES: Final[Mapping[str, str]] = dict(place for place in _PLACES if len(place) == 2)

OPPOSITES: Final = (("raise", "lower"), ("win", "lose"), ("open", "close"), ("extend", "lower"), ("accept", "reject"))
"""What cannot be said of one event: both sides are told, in the titles, and only one by each."""
_FIRM: Final = frozenset(
    {idea for pair in OPPOSITES for idea in pair}
    | {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
)

RARITY: Final[Mapping[str, str]] = MappingProxyType({row[0]: row[1] for row in _ROWS})
