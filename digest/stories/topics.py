"""Which topics a story is on: rules over words and phrases, plain words, and texts that belong.

`topics_of` is the decision for a story, `weigh` its reasons, `explain` those for one entry. How words
match is in `digest.stories.matching`, how countries match across languages in `digest.stories.countries`,
how close an entry is to plain words and examples in `digest.stories.closeness`, how close is close enough
in `digest.stories.crowds`, and what time has to do with it in `digest.stories.bursts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from digest.model import Entry, Topic
from digest.stories.closeness import Closeness, Wanted, asks_for_concepts, closeness, texts, wanted
from digest.stories.countries import NamedCountry, abroad, named_countries
from digest.stories.crowds import Crowds, borne_out
from digest.stories.matching import Matcher
from digest.stories.rarity import NOTHING_COUNTED, Frequencies, count
from digest.stories.terms import features
from digest.stories.topic_texts import read
from digest.urls import canonical

__all__ = ["Explanation", "Topics", "Verdict", "compile_topics", "explain", "learn", "topics_of", "weigh"]

_MOST_CHARACTERS = 100_000
_NOT_CLOSE = Closeness()
_PLAIN = 2.0


@dataclass(frozen=True, slots=True)
class _Sought:
    """What each topic asks of entries in a language.

    `places` are those of the topics that a term or concept speaks for; `by_concepts` tells whether a text of theirs
    asks for concepts.
    """

    wanted: tuple[Wanted | None, ...]
    places: Mapping[str, Sequence[int]]
    by_concepts: bool


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """Compiled rules. What depends on a language is made when the first entry in it comes."""

    rules: tuple[Topic, ...]
    phrases: frozenset[str]
    countries: Mapping[str, NamedCountry]
    frequencies: Frequencies = NOTHING_COUNTED
    matchers: dict[str, Matcher] = field(default_factory=dict)
    sought: dict[str, _Sought] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an entry does or does not bring its story to a topic.

    `matched` are the phrases of `all` and `any` that it has, `refused` those of `none`; `admitted` tells
    that neither they nor `feeds` keep it out. `by_rule` tells whether the phrases alone decide for it;
    `close` is how near it is to `about` and `examples`.
    """

    topic_id: str
    belongs: bool
    matched: tuple[str, ...]
    refused: tuple[str, ...]
    admitted: bool = True
    by_rule: bool = False
    close: Closeness = _NOT_CLOSE
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a story is on a topic, how clearly (one is enough), and the entry that speaks for it most."""

    topic_id: str
    belongs: bool
    score: float
    entry: Entry
    explanation: Explanation

    @property
    def fit(self) -> float:
        """How clearly a story is on its topic, 0 to 1: a rule is plain, twice what is enough of closeness as well."""
        return 1.0 if self.explanation.by_rule else min(self.score, _PLAIN) / _PLAIN


def compile_topics(topics: Sequence[Topic]) -> Topics:
    """Prepare rules for many entries."""
    phrases = frozenset(phrase for topic in topics for phrase in (*chain(*topic.all), *topic.any, *topic.none))
    return Topics(rules=tuple(topics), phrases=phrases, countries=named_countries(phrases))


def learn(topics: Topics, stories: Iterable[Sequence[Entry]]) -> Topics:
    """Weigh `about` and `examples` by how few of these stories have a word, and ask more where many come near."""
    if not any(map(_is_weighed, topics.rules)):
        return topics
    known = [tuple(entries) for entries in stories]
    return _asking(replace(topics, frequencies=count(known), sought={}), known)


def topics_of(entries: Sequence[Entry], topics: Topics) -> tuple[str, ...]:
    """List the topics of a story of these entries, in the order of the config."""
    return tuple(verdict.topic_id for verdict in weigh(entries, topics) if verdict.belongs)


def weigh(entries: Sequence[Entry], topics: Topics) -> tuple[Verdict, ...]:
    """Decide about a story of these entries, topic by topic in the order of the config, with the reason."""
    if not entries:
        return ()
    explained = [explain(entry, topics) for entry in entries]
    return tuple(_verdict(entries, [each[place] for each in explained]) for place in range(len(topics.rules)))


def explain(entry: Entry, topics: Topics) -> tuple[Explanation, ...]:
    """Tell of each topic, in the order of the config, what of its rules an entry meets."""
    language = _language(entry)
    found = _found(entry, language, topics)
    close = _close(entry, language, topics)
    return tuple(_explained(entry, rule, found, near, language) for rule, near in zip(topics.rules, close, strict=True))


def _verdict(entries: Sequence[Entry], explained: Sequence[Explanation]) -> Verdict:
    """Take a story in for one entry that meets the rule, or for one that is close while the others bear it out.

    That is, while the entries in its language are half as close on average: the story of a stray word has
    many others that say something else. A refused entry neither brings in nor bears out.
    """
    order = [_order(each) for each in explained]
    scores = [_score(each) for each in explained]
    place = max(range(len(entries)), key=order.__getitem__)
    best = explained[place]
    if best.belongs and best.by_rule:
        return Verdict(topic_id=best.topic_id, belongs=True, score=1.0, entry=entries[place], explanation=best)
    heard = [
        score for each, score in zip(explained, scores, strict=True) if each.admitted and each.language == best.language
    ]
    score = borne_out(heard)
    return Verdict(topic_id=best.topic_id, belongs=score >= 1, score=score, entry=entries[place], explanation=best)


def _order(explanation: Explanation) -> tuple[bool, float, bool, int]:
    """Order entries by what speaks for them: the rule, closeness, a rule that something keeps out, its parts."""
    held = explanation.by_rule and explanation.admitted
    return held, _score(explanation), explanation.by_rule, len(explanation.matched)


def _score(explanation: Explanation) -> float:
    return explanation.close.score if explanation.admitted else 0.0


def _explained(entry: Entry, rule: Topic, found: frozenset[str], close: Closeness, language: str) -> Explanation:
    asked = dict.fromkeys((*chain(*rule.all), *rule.any))
    refused = tuple(phrase for phrase in rule.none if phrase in found)
    admitted = not refused and _from_its_feeds(entry, rule)
    by_rule = _holds(rule, found)
    return Explanation(
        topic_id=rule.id,
        belongs=admitted and (by_rule or close.score >= 1),
        matched=tuple(phrase for phrase in asked if phrase in found),
        refused=refused,
        admitted=admitted,
        by_rule=by_rule,
        close=close,
        language=language,
    )


def _holds(rule: Topic, found: frozenset[str]) -> bool:
    """Ask `all` and `any`; without them only a limit to feeds makes a topic."""
    if not rule.all and not rule.any:
        return bool(rule.feeds) and not _is_weighed(rule)
    return all(not found.isdisjoint(group) for group in rule.all) and (not rule.any or not found.isdisjoint(rule.any))


def _is_weighed(rule: Topic) -> bool:
    return bool(rule.about or rule.examples)


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


def _fields(entry: Entry) -> list[str]:
    return [text[:_MOST_CHARACTERS] for text in (entry.title, entry.summary, entry.text) if text]


def _language(entry: Entry) -> str:
    return entry.language or features(entry).language


def _found(entry: Entry, language: str, topics: Topics) -> frozenset[str]:
    if not topics.phrases:
        return frozenset()
    fields = _fields(entry)
    matcher = topics.matchers.get(language)
    if matcher is None:
        matcher = topics.matchers[language] = Matcher(topics.phrases, language)
    literal = (matcher.found(text) for text in fields)
    return frozenset().union(*literal, abroad(fields, language, topics.countries))


def _close(entry: Entry, language: str, topics: Topics) -> list[Closeness]:
    """Compare an entry with the plain words and examples of each topic that has some."""
    close = [_NOT_CLOSE] * len(topics.rules)
    sought = topics.sought.get(language)
    if sought is None:
        sought = topics.sought[language] = _sought(topics, language)
    if not sought.places:
        return close
    reading = read(entry, topics.frequencies, by_concepts=sought.by_concepts)
    told = (*reading.terms.worth, *reading.concepts.worth)
    for place in {place for key in told if key in sought.places for place in sought.places[key]}:
        if one := sought.wanted[place]:
            close[place] = closeness(reading, one, entry.clock.timestamp())
    return close


def _sought(topics: Topics, language: str) -> _Sought:
    asked = tuple(
        wanted(rule.about, rule.examples, topics.frequencies, language) if _is_weighed(rule) else None
        for rule in topics.rules
    )
    read_texts = [(place, text) for place, one in enumerate(asked) if one for text in texts(one)]
    places: dict[str, dict[int, None]] = {}
    for place, text in read_texts:
        for key in (*text.terms.worth, *text.concepts.worth):
            places.setdefault(key, {})[place] = None
    return _Sought(
        wanted=asked,
        places={key: tuple(found) for key, found in places.items()},
        by_concepts=any(asks_for_concepts(text, language) for _, text in read_texts),
    )


def _asking(topics: Topics, stories: Iterable[Sequence[Entry]]) -> Topics:
    """Ask of the words, and of the examples, of each topic what is enough among these stories."""
    gathered = [Crowds() for _ in topics.rules]
    openings = []
    for entries in filter(None, stories):
        told: dict[str, list[tuple[float, Sequence[Closeness]]]] = {}
        for entry in entries:
            language = _language(entry)
            told.setdefault(language, []).append((entry.clock.timestamp(), _close(entry, language, topics)))
        openings.append(min(at for each in told.values() for at, _ in each))
        for place, crowds in enumerate(gathered):
            crowds.join({language: [(at, close[place]) for at, close in each] for language, each in told.items()})
    openings.sort()
    for crowds in gathered:
        crowds.settle(openings)
    for language, sought in topics.sought.items():
        asked = tuple(one and crowds.ask(one, language) for one, crowds in zip(sought.wanted, gathered, strict=True))
        topics.sought[language] = replace(sought, wanted=asked)
    return topics
