"""Which topics a story is on: rules over words and phrases, in whatever form and script they are written.

`topics_of` is the decision for a story, `explain` the reasons for one entry. How words match is in
`digest.stories.matching`, how countries match across languages in `digest.stories.countries`. `about` and `examples` are not weighed yet: a topic that has nothing else
takes no story; `_belongs` is where their closeness will be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from digest.model import Entry, Topic
from digest.stories.countries import NamedCountry, abroad, named_countries
from digest.stories.forms import guess_language
from digest.stories.matching import Matcher
from digest.text import words
from digest.urls import canonical

__all__ = ["Explanation", "Topics", "compile_topics", "explain", "topics_of"]

_MOST_CHARACTERS = 100_000
_GUESSED_WORDS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """Compiled rules. The matchers of each language are made when its first entry comes."""

    rules: tuple[Topic, ...]
    phrases: frozenset[str]
    countries: Mapping[str, NamedCountry]
    matchers: dict[str, Matcher] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an entry does or does not bring its story to a topic.

    `matched` are the phrases of `all` and `any` that it has, `refused` those of `none`.
    """

    topic_id: str
    belongs: bool
    matched: tuple[str, ...]
    refused: tuple[str, ...]


def compile_topics(topics: Sequence[Topic]) -> Topics:
    """Prepare rules for many entries."""
    phrases = frozenset(phrase for topic in topics for phrase in (*chain(*topic.all), *topic.any, *topic.none))
    return Topics(rules=tuple(topics), phrases=phrases, countries=named_countries(phrases))


def topics_of(entries: Sequence[Entry], topics: Topics) -> tuple[str, ...]:
    """List the topics of a story of these entries, in the order of the config."""
    explained = [explain(entry, topics) for entry in entries]
    return tuple(rule.id for place, rule in enumerate(topics.rules) if any(each[place].belongs for each in explained))


def explain(entry: Entry, topics: Topics) -> tuple[Explanation, ...]:
    """Tell of each topic, in the order of the config, what of its rules an entry meets."""
    found = _found(entry, topics)
    return tuple(_explained(entry, rule, found) for rule in topics.rules)


def _explained(entry: Entry, rule: Topic, found: frozenset[str]) -> Explanation:
    asked = dict.fromkeys((*chain(*rule.all), *rule.any))
    refused = tuple(phrase for phrase in rule.none if phrase in found)
    return Explanation(
        topic_id=rule.id,
        belongs=not refused and _from_its_feeds(entry, rule) and _belongs(rule, found),
        matched=tuple(phrase for phrase in asked if phrase in found),
        refused=refused,
    )


def _belongs(rule: Topic, found: frozenset[str]) -> bool:
    """Ask `all` and `any`; without them only a limit to feeds makes a topic."""
    if not rule.all and not rule.any:
        return bool(rule.feeds) and not rule.about and not rule.examples
    return all(not found.isdisjoint(group) for group in rule.all) and (not rule.any or not found.isdisjoint(rule.any))


def _from_its_feeds(entry: Entry, rule: Topic) -> bool:
    """Ask whether the entry is from one of the feeds, named by URL, name or tag."""
    if not rule.feeds:
        return True
    known = {entry.outlet.casefold(), *(tag.casefold() for tag in entry.tags)}
    url = canonical(entry.feed_url) if entry.feed_url else ""
    return any(
        feed.casefold() in known or feed == entry.feed_url or ("://" in feed and canonical(feed) == url)
        for feed in rule.feeds
    )


def _found(entry: Entry, topics: Topics) -> frozenset[str]:
    fields = [text[:_MOST_CHARACTERS] for text in (entry.title, entry.summary, entry.text) if text]
    language = entry.language or guess_language(words(" ".join(fields)[:1000])[:_GUESSED_WORDS])
    matcher = topics.matchers.get(language)
    if matcher is None:
        matcher = topics.matchers[language] = Matcher(topics.phrases, language)
    literal = (matcher.found(text) for text in fields)
    return frozenset().union(*literal, abroad(fields, language, topics.countries))
