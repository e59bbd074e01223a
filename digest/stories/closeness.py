"""How close an entry is to what a topic is about: plain words that it covers, texts that it is like.

Read `closeness`. Words and texts are compared as entries are when they are grouped: by terms in one
language, by concepts across languages, weighed by `digest.stories.topic_texts`. What is enough:

* of plain words, nearly half their weight, or half of what a headline can carry of them where there are many;
* of examples, about what they are like each other: two texts of one event are nearly alike, two of a
  standing topic share a word or two. One entry is as close as its nearest example and the sum of all
  (a centroid, as Rocchio 1971 makes one of relevant documents), discounted by what chance could do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from digest.stories.bursts import ALWAYS, Burst
from digest.stories.rarity import Frequencies
from digest.stories.topic_texts import Reading, Sums, Weighed, language_of, read_text, read_words, sums
from digest.stories.vocabulary import country_of, is_country, label

__all__ = ["MOST_EXAMPLES", "Closeness", "Wanted", "asks_for_concepts", "closeness", "one_word", "texts", "wanted"]

MOST_EXAMPLES = 32
"""Examples that are read; their likeness to each other takes time that grows with the square."""

_ENOUGH = 0.45
_HEADLINE_WORDS = 4
_FEW = 3.5 / _HEADLINE_WORDS
_MORE_THAN_ONE = 1.1
_EVIDENCE = 10.0
_UNSURE = 0.8
_OF_ONE_EXAMPLE = 0.25
_LEAST_ALIKE, _MOST_ALIKE = 0.15, 0.35


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a topic asks for, ready to be compared: its words, its examples, and how alike is alike enough.

    `words_asked` and `examples_asked` are how many times that an entry has to reach (`digest.stories.crowds`),
    the more the further it is from the event that they mean.
    """

    about: Reading | None
    headline: float
    headline_concepts: float
    examples: tuple[Reading, ...]
    texts: tuple[str, ...]
    total: Sums
    threshold: float
    words_asked: float = 1.0
    words_burst: Burst = ALWAYS
    examples_asked: float = 1.0
    examples_burst: Burst = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """How close an entry is: close enough where `score` is one or more.

    `covered` are the words of `about` that it has, and `coverage` is their weight in parts of what is
    enough, `told` in parts of all, or of most of a headline (0 across languages: nobody can tell); `nearest` is the example most like it, `likeness` how like (0 to 1),
    `threshold` what is asked, `like_all` how like all examples on average. `raised` tells how many times what
    is usually enough was asked, of the words or of the likeness, whichever is nearer; `apart` how many times more
    than that, because the entry is so far in time from the event.
    """

    score: float = 0.0
    coverage: float = 0.0
    covered: tuple[str, ...] = ()
    told: float = 0.0
    nearest: str = ""
    likeness: float = 0.0
    threshold: float = 0.0
    like_all: float = 0.0
    raised: float = 1.0
    apart: float = 1.0


_FAR = Closeness()


def wanted(about: str, examples: Sequence[str], frequencies: Frequencies, language: str = "") -> Wanted:
    """Prepare plain words and examples. `language` is theirs where they do not show it themselves."""
    written = tuple(text for text in examples if text.strip())[:MOST_EXAMPLES]
    usual = language_of([about, *written])
    readings = tuple(read_text(text, frequencies, language, usual) for text in written)
    return Wanted(
        about=read_words(about, frequencies, language, usual) if about.strip() else None,
        headline=_HEADLINE_WORDS * math.sqrt(frequencies.of_new_term()),
        headline_concepts=_HEADLINE_WORDS * math.sqrt(frequencies.of_rare_concept()),
        examples=readings,
        texts=written,
        total=sums(readings),
        threshold=_threshold(readings),
    )


def asks_for_concepts(text: Reading, language: str) -> bool:
    """Tell whether entries in a language are compared with a text by concepts, too: in other languages, and for countries."""
    return text.home != language or text.language != language or any(map(is_country, text.terms.worth))


def texts(topic: Wanted) -> tuple[Reading, ...]:
    """List what an entry is compared with."""
    return (topic.about, *topic.examples) if topic.about else topic.examples


def closeness(entry: Reading, topic: Wanted, at: float = 0.0) -> Closeness:
    """Compare an entry of a time, in seconds, with a topic: either its words or its examples suffice."""
    covering = _covering(entry, topic.about, topic) if topic.about else _NOTHING_COVERED
    likenesses = [_alike(entry, example, topic.total) for example in topic.examples]
    likeness = max(likenesses, default=0.0)
    if not covering.enough and not likeness:
        return _FAR
    words_apart, examples_apart = topic.words_burst.asks(at), topic.examples_burst.asks(at)
    coverage = covering.enough / (topic.words_asked * words_apart)
    threshold = topic.threshold * topic.examples_asked * examples_apart
    by_words = coverage >= likeness / threshold
    return Closeness(
        score=max(coverage, likeness / threshold),
        coverage=coverage,
        covered=tuple(dict.fromkeys(label(key) if key[0] in "@=#" else key for key in covering.found)),
        told=covering.told,
        nearest=topic.texts[likenesses.index(likeness)] if likeness > 0 else "",
        likeness=likeness,
        threshold=threshold if topic.examples else 0.0,
        like_all=_like_all(entry, likenesses, topic),
        raised=topic.words_asked if by_words else topic.examples_asked,
        apart=words_apart if by_words else examples_apart,
    )


# --- plain words ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Covering:
    """What was found of plain words, and its weight in parts of what is enough and of all."""

    enough: float = 0.0
    told: float = 0.0
    found: tuple[str, ...] = ()


_NOTHING_COVERED = _Covering()


def _covering(entry: Reading, about: Reading, topic: Wanted) -> _Covering:
    """Compare as terms where the language is one, else as concepts: words say more than any dictionary.

    Words that may be in either of two languages are compared in both ways, and have to say more in the other one.
    """
    at_home = entry.language == about.language
    by_terms = (
        _covered(about.terms, _told_at_home(entry, about), topic.headline, about.heaviest)
        if at_home
        else _NOTHING_COVERED
    )
    if at_home and not about.either:
        return by_terms
    found = _covered(about.concepts, entry.concepts.worth.keys(), topic.headline_concepts)
    sure = _UNSURE if about.either else 1.0
    by_concepts = replace(found, enough=sure * found.enough, told=by_terms.told)
    return max(by_terms, by_concepts, key=lambda covering: covering.enough)


def _told_at_home(entry: Reading, about: Reading) -> Set[str]:
    """List the terms of an entry, and the countries that its cities speak for, but for the cities that were asked for."""
    cities = entry.concepts.worth.keys() - about.concepts.worth.keys()
    return entry.terms.worth.keys() | {country for country in map(country_of, cities) if country}


def _covered(asked: Weighed, told: Set[str], headline: float, heaviest: float = 0.0) -> _Covering:
    """Weigh what of the words was told against what is enough of them; one word of several never is.

    Three words or fewer are never told wholly: a headline would say more of an event.
    """
    if asked.worth.keys().isdisjoint(told):
        return _NOTHING_COVERED
    total = sum(asked.counted.values())
    needed = _needed(asked, headline, heaviest)
    found = tuple(key for key, count in asked.counted.items() if count > 0 and key in told)
    covered = sum(asked.counted[key] for key in found)
    return _Covering(covered / needed, covered / max(total, _FEW * headline), found) if covered else _NOTHING_COVERED


def _needed(asked: Weighed, headline: float, heaviest: float) -> float:
    """Ask for nearly half of what a headline carries, which are the words that count most, and for more than one."""
    total = sum(asked.counted.values())
    carried = sum(sorted(asked.counted.values())[-_HEADLINE_WORDS:])
    return max(_ENOUGH * min(carried, headline), min(total, _MORE_THAN_ONE * max(*asked.counted.values(), heaviest)))


def one_word(topic: Wanted, language: str) -> float:
    """Tell what the heaviest of the plain words is by itself in a language, in parts of what is enough."""
    about = topic.about
    if about is None:
        return 0.0
    at_home = about.language == language
    by_terms = _alone(about.terms, topic.headline, about.heaviest) if at_home else 0.0
    if at_home and not about.either:
        return by_terms
    sure = _UNSURE if about.either else 1.0
    return max(by_terms, sure * _alone(about.concepts, topic.headline_concepts))


def _alone(asked: Weighed, headline: float, heaviest: float = 0.0) -> float:
    most = max(*asked.counted.values(), heaviest, 0.0)
    return most / _needed(asked, headline, heaviest) if most else 0.0


# --- examples ------------------------------------------------------------------------------------


def _threshold(examples: Sequence[Reading]) -> float:
    """Ask for what the examples are like each other, each beside the others, within bounds."""
    if len(examples) < 2:
        return _OF_ONE_EXAMPLE
    alike = 0.0
    for place, example in enumerate(examples):
        others = (*examples[:place], *examples[place + 1 :])
        total = sums(others)
        alike += max(_alike(example, other, total) for other in others)
    return min(_MOST_ALIKE, max(_LEAST_ALIKE, alike / len(examples)))


def _alike(entry: Reading, example: Reading, total: Sums) -> float:
    """Compare with one example and with the sum of all, by terms where the language is one, else by concepts."""
    at_home = entry.language == example.language
    by_terms = _mixed(entry.terms, example.terms, total.terms[entry.language]) if at_home else 0.0
    if at_home and not example.either:
        return by_terms
    return max(by_terms, _mixed(entry.concepts, example.concepts, total.concepts))


def _like_all(entry: Reading, likenesses: Sequence[float], topic: Wanted) -> float:
    """Average over all examples; across languages nobody can tell that all of one was told."""
    at_home = zip(likenesses, topic.examples, strict=True)
    return sum(like for like, example in at_home if example.language == entry.language) / max(1, len(likenesses))


def _mixed(entry: Weighed, example: Weighed, total: Mapping[str, float]) -> float:
    near = middle = evidence = 0.0
    for key, weight in entry.unit.items():
        if key in total:
            middle += weight * total[key]
            evidence += entry.worth[key]
        if key in example.unit:
            near += weight * example.unit[key]
            evidence += entry.worth[key]
    return -0.5 * (near + middle) * math.expm1(-evidence / 2 / _EVIDENCE)
