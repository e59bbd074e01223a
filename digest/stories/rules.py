"""What is wrong with a topic's rules: phrases that can never match, words that say nothing.

`flaws` reads one topic; what its rules take of real news is `digest.stories.trial`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from digest.model import Topic
from digest.stories.closeness import MOST_EXAMPLES
from digest.stories.forms import guess_language
from digest.stories.matching import MOST_WORDS, Matcher, phrase_words
from digest.stories.topic_texts import LONGEST_TEXT, says_something
from digest.text import shorten

__all__ = ["flaws"]

_SHOWN = 40


def flaws(topic: Topic) -> tuple[str, ...]:
    """Say in words what of a topic can never match, or is not read, and whether anything is left of it."""
    return tuple(chain(_flawed_phrases(topic), _flawed_texts(topic), _never(topic)))


def _flawed_phrases(topic: Topic) -> Iterator[str]:
    for key, phrases in (("all", chain(*topic.all)), ("any", topic.any), ("none", topic.none)):
        for phrase in dict.fromkeys(phrases):
            written = phrase_words(phrase)
            if not written:
                yield f"{key}: {_show(phrase)} has no word in it, so it never matches"
            elif len(written) > MOST_WORDS:
                yield f"{key}: {_show(phrase)} is longer than {MOST_WORDS} words; only those are compared"
    for phrase in dict.fromkeys((*chain(*topic.all), *topic.any)):
        if stops := _stopped_by(phrase, topic.none):
            yield f"none: {_show(stops)} is part of {_show(phrase)}, which therefore never brings a story in"


def _flawed_texts(topic: Topic) -> Iterator[str]:
    for key, texts in (("about", (topic.about,) if topic.about else ()), ("examples", topic.examples)):
        for text in texts:
            if not says_something(text):
                yield f"{key}: {_show(text)} has no word that tells anything, so nothing is close to it"
            elif len(text) > LONGEST_TEXT:
                yield f"{key}: {_show(text)} is longer than {LONGEST_TEXT} characters; the rest is not read"
    if len(topic.examples) > MOST_EXAMPLES:
        yield f"examples: there are {len(topic.examples)}; the first {MOST_EXAMPLES} count"


def _never(topic: Topic) -> Iterator[str]:
    """Say so where no entry can ever meet the topic."""
    lists = [phrases for phrases in (*topic.all, topic.any) if phrases]
    by_rule = bool(lists) and all(any(_usable(phrase, topic.none) for phrase in phrases) for phrases in lists)
    by_text = any(map(says_something, (topic.about, *topic.examples)))
    by_feed = bool(topic.feeds) and not lists and not topic.about and not topic.examples
    if not (by_rule or by_text or by_feed):
        yield "no entry can ever belong to it"


def _usable(phrase: str, none: Sequence[str]) -> bool:
    return bool(phrase_words(phrase)) and not _stopped_by(phrase, none)


def _stopped_by(phrase: str, none: Iterable[str]) -> str:
    """Find a phrase of `none` that is met wherever this phrase is."""
    found = Matcher(none, guess_language(phrase_words(phrase))).found(phrase)
    return min(found, default="")


def _show(text: str) -> str:
    return f'"{shorten(text, _SHOWN)}"'
