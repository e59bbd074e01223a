"""A country that a rule names in one language is met under its names in the others.

So `Turkey` in a topic also meets Türkei and Турция without being told; what the country is called in the
language of the rule's own word stays the admin's choice, and cities and people never stand for a country.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from digest.stories.matching import MOST_WORDS, phrase_words, rule_words
from digest.stories.vocabulary import LANGUAGES, is_country, vocabulary

__all__ = ["NamedCountry", "abroad", "named_countries"]


@dataclass(frozen=True, slots=True)
class NamedCountry:
    """What a phrase of a rule names, and in which languages it is a word for it."""

    concept: str
    languages: frozenset[str]


def named_countries(phrases: Iterable[str]) -> Mapping[str, NamedCountry]:
    """Find the phrases that are a country's name and nothing else."""
    found = {phrase: _named(phrase) for phrase in phrases}
    return {phrase: country for phrase, country in found.items() if country is not None}


def abroad(texts: Iterable[str], language: str, named: Mapping[str, NamedCountry]) -> frozenset[str]:
    """List the phrases whose country these texts name in a language that is not the phrase's own."""
    wanted = {phrase: country.concept for phrase, country in named.items() if language not in country.languages}
    if not wanted or not language:
        return frozenset()
    told = {concept for text in texts for concept in _countries(phrase_words(text), language)}
    return frozenset(phrase for phrase, concept in wanted.items() if concept in told)


@lru_cache(maxsize=10_000)
def _named(phrase: str) -> NamedCountry | None:
    """Look a phrase up as a name is written: people type rules without capitals."""
    written = rule_words(phrase.title() if phrase.islower() else phrase)
    if not written or len(written) > MOST_WORDS:
        return None
    known: dict[str, set[str]] = {}
    for language in LANGUAGES:
        concepts, taken = vocabulary(language).longest(written, 0)
        if taken == len(written) and len(concepts) == 1 and is_country(concepts[0]):
            known.setdefault(concepts[0], set()).add(language)
    if len(known) != 1:
        return None
    concept, languages = known.popitem()
    return NamedCountry(concept, frozenset(languages))


def _countries(written: tuple[str, ...], language: str) -> Iterable[str]:
    words = vocabulary(language)
    for place in range(len(written)):
        concepts, _ = words.longest(written, place)
        if len(concepts) == 1 and is_country(concepts[0]):
            yield concepts[0]
