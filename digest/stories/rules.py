"""What is wrong with a topic's rules: phrases that can never match, words that say nothing.

`flaws` reads one topic; what its rules take of real news is `digest.stories.trial`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from digest.model import Topic
from digest.stories.closeness import MOST_EXAMPLES
from digest.stories.forms import guess_language
from digest.stories.matching import MOST_WORDS, Matcher, rule_words
from digest.stories.topic_texts import LONGEST_TEXT, says_something
from digest.stories.vocabulary import LANGUAGES
from digest.text import is_unspaced, shorten

__all__ = ["flaws"]

_SHOWN = 40


def flaws(topic: Topic) -> tuple[str, ...]:
    """Say in words what of a topic can never match, or is not read, and whether anything is left of it."""
    none = _Refused(topic.none)
    return tuple(chain(_flawed_phrases(topic, none), _flawed_texts(topic), _never(topic, none)))


class _Refused:
    """The phrases of `none`, in the forms of any language."""

    def __init__(self, none: Sequence[str]) -> None:
        self._none = none
        self._matchers: dict[str, Matcher] = {}

    def within(self, phrase: str, language: str) -> str:
        """Find one that is met wherever this phrase is in texts of a language, "" where there is none."""
        if language not in self._matchers:
            self._matchers[language] = Matcher(self._none, language)
        return min(self._matchers[language].found(phrase), default="")

    def always(self, phrase: str) -> str:
        """Find one that is met wherever this phrase is, as it is written or in its own language, where it has one."""
        return self.within(phrase, guess_language(rule_words(phrase)))

    def somewhere(self, phrase: str) -> dict[str, str]:
        """Find those that are met wherever this phrase is in some languages, where nothing tells which one it is in."""
        if guess_language(rule_words(phrase)):
            return {}
        return {language: stops for language in LANGUAGES if (stops := self.within(phrase, language))}


def _flawed_phrases(topic: Topic, none: _Refused) -> Iterator[str]:
    for key, phrases in (("all", chain(*topic.all)), ("any", topic.any), ("none", topic.none)):
        for phrase in dict.fromkeys(phrases):
            written = rule_words(phrase)
            if not written:
                yield f"{key}: {_show(phrase)} has no word in it, so it never matches"
            elif len(written) > MOST_WORDS:
                yield f"{key}: {_show(phrase)} is longer than {MOST_WORDS} words; only those are compared"
            elif alone := next((word for word in written if len(word) == 1 and is_unspaced(word)), ""):
                yield f"{key}: {_show(phrase)} meets {alone} by itself only: texts without blanks are compared in pairs of characters"
    for phrase in dict.fromkeys((*chain(*topic.all), *topic.any)):
        if stops := none.always(phrase):
            yield f"none: {_show(stops)} is part of {_show(phrase)}, which therefore never brings a story in"
        elif stopped := none.somewhere(phrase):
            stops, known = next(iter(stopped.values())), ", ".join(stopped)
            yield f"none: {_show(stops)} is a form of what is in {_show(phrase)}, which therefore brings no story in that is written in {known}"


def _flawed_texts(topic: Topic) -> Iterator[str]:
    for key, texts in (("about", (topic.about,) if topic.about else ()), ("examples", topic.examples)):
        for text in texts:
            if not says_something(text):
                yield f"{key}: {_show(text)} has no word that tells anything, so nothing is close to it"
            elif len(text) > LONGEST_TEXT:
                yield f"{key}: {_show(text)} is longer than {LONGEST_TEXT} characters; the rest is not read"
    if len(topic.examples) > MOST_EXAMPLES:
        yield f"examples: there are {len(topic.examples)}; the first {MOST_EXAMPLES} count"


def _never(topic: Topic, none: _Refused) -> Iterator[str]:
    """Say so where no entry can ever meet the topic."""
    lists = [phrases for phrases in (*topic.all, topic.any) if phrases]
    by_rule = bool(lists) and all(any(_usable(phrase, none) for phrase in phrases) for phrases in lists)
    by_text = any(map(says_something, (topic.about, *topic.examples)))
    by_feed = bool(topic.feeds) and not lists and not topic.about and not topic.examples
    if not (by_rule or by_text or by_feed):
        yield "no entry can ever belong to it"


def _usable(phrase: str, none: _Refused) -> bool:
    return bool(rule_words(phrase)) and not none.always(phrase)


def _show(text: str) -> str:
    return f'"{shorten(text, _SHOWN)}"'
