"""Texts as topics compare them: the words of an admin, examples, and entries.

Read `read` for an entry and `read_text` for what somebody wrote of a topic. Each term and each concept is worth the
more the fewer stories have it (before a background, so that ten stories do not make every word rare). But somebody chose
the words, and gathered the stories for their sake: what is in many of these may be the very subject. So sharing one
counts the root of what it is worth.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from digest.model import Entry
from digest.stories.forms import guess_language, is_function_word, term
from digest.stories.rarity import NOTHING_COUNTED, Frequencies
from digest.stories.terms import features
from digest.stories.vocabulary import country_of, is_country, is_place, meanings, understood, vocabulary
from digest.text import words

__all__ = [
    "LONGEST_TEXT",
    "Reading",
    "Sums",
    "Weighed",
    "language_of",
    "read",
    "read_text",
    "read_title",
    "read_words",
    "says_something",
    "sums",
]

LONGEST_TEXT = 400
"""Characters of `about`, and of an example, that are read."""

_READ_WORDS = 60


@dataclass(frozen=True, slots=True)
class Weighed:
    """What each key is worth by itself, what sharing it counts, and the keys' weights, of length one.

    Two weights make what sharing counts, so each has the root of it.
    """

    worth: Mapping[str, float]
    counted: Mapping[str, float]
    unit: Mapping[str, float]

    def without(self, keys: Set[str]) -> Weighed:
        """Leave some keys out."""
        worth, counted, unit = (
            {key: value for key, value in each.items() if key not in keys}
            for each in (self.worth, self.counted, self.unit)
        )
        return Weighed(worth, counted, unit)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is compared by: its terms, in its language, and its concepts, in any.

    The terms are read in `language`, the concepts in `home`: where these are two, the text may be in either.
    `heaviest` is what the words of a place of several words count, where that is one of the words of a topic.
    """

    language: str
    home: str
    terms: Weighed
    concepts: Weighed
    heaviest: float = 0.0

    @property
    def either(self) -> bool:
        """Tell whether the text may be in another language."""
        return self.home != self.language


def read(entry: Entry, frequencies: Frequencies, *, by_concepts: bool = True) -> Reading:
    """Read an entry in bounded time; its concepts only where they may be asked for (`asks_for_concepts`)."""
    found = features(entry)
    concepts = found.concepts.counts if by_concepts else {}
    return Reading(
        language=found.language,
        home=found.language,
        terms=_weights(found.counts, {term: frequencies.of_term(term, found.language) for term in found.counts}),
        concepts=_weights(concepts, {one: frequencies.of_concept(one) for one in concepts}),
    )


def _weights(counts: Mapping[str, float], worth: Mapping[str, float]) -> Weighed:
    counted = {key: math.sqrt(value) for key, value in worth.items()}
    weights = {key: number * math.sqrt(counted[key]) for key, number in counts.items()}
    return Weighed(worth, counted, _of_length_one(weights))


def _of_length_one(weights: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {key: weight / length for key, weight in weights.items()}


def read_title(title: str, language: str, frequencies: Frequencies) -> Reading:
    """Read a text as if it were a headline in a language."""
    never = datetime.min.replace(tzinfo=UTC)
    return read(Entry(id=0, feed_id=0, outlet="", title=title, language=language, seen_at=never), frequencies)


def read_text(text: str, frequencies: Frequencies, language: str, usual: str = "") -> Reading:
    """Read what an admin wrote as if it were a headline.

    What does not show its language is in that of the entry, `language`, or in that of the topic, `usual`; where nobody
    knows that, in the one whose vocabulary knows the words. What only serves grammar there tells nothing anywhere.
    """
    cut = text[:LONGEST_TEXT]
    if shown := guess_language(_words(text)):
        return read_title(cut, shown, frequencies)
    here = read_title(cut, language, frequencies)
    home = usual or understood(_words(text))
    if not home or home == language:
        return here
    small = {term(word, language) for word in _words(text) if is_function_word(word, home)}
    return replace(
        here, home=home, terms=here.terms.without(small), concepts=read_title(cut, home, frequencies).concepts
    )


def read_words(text: str, frequencies: Frequencies, language: str, usual: str = "") -> Reading:
    """Read plain words of a topic: likewise, but a place is one of them, however many words and concepts it has."""
    found = read_text(text, frequencies, language, usual)
    said = {country for word in _words(text) for country in meanings(word, found.home)[:1] if is_country(country)}
    implied = {country_of(concept) for concept in found.concepts.worth} - said
    return replace(found, concepts=found.concepts.without(implied), heaviest=_heaviest_place(_words(text), found))


def language_of(texts: Sequence[str]) -> str:
    """Tell the language of several texts, if they show it together."""
    return guess_language(word for text in texts for word in _words(text))


def _words(text: str) -> tuple[str, ...]:
    return words(text[:LONGEST_TEXT])[:_READ_WORDS]


def _heaviest_place(written: Sequence[str], reading: Reading) -> float:
    """Tell what the words of a place count together (New York), of the one where it is most."""
    heaviest = 0.0
    for start in range(len(written)):
        meant, taken = vocabulary(reading.home).longest(written, start)
        if taken > 1 and any(map(is_place, meant)):
            name = {term(word, reading.language) for word in written[start : start + taken]}
            heaviest = max(heaviest, sum(reading.terms.counted.get(each, 0.0) for each in name))
    return heaviest


def says_something(text: str) -> bool:
    """Tell whether a text has a word by which anything could be close to it."""
    return any(read_text(text, NOTHING_COUNTED, "").terms.worth.values())


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of texts: of their terms by language, of their concepts in all."""

    terms: Mapping[str, Mapping[str, float]]
    concepts: Mapping[str, float]


def sums(examples: Sequence[Reading]) -> Sums:
    """Add texts up, each with the same weight; every sum has length one."""
    languages = dict.fromkeys(example.language for example in examples)
    return Sums(
        terms={
            language: _sum([example.terms for example in examples if example.language == language])
            for language in languages
        },
        concepts=_sum([example.concepts for example in examples]),
    )


def _sum(parts: Sequence[Weighed]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        for key, weight in part.unit.items():
            total[key] = total.get(key, 0.0) + weight
    return _of_length_one(total)
