"""Print the score tables of docs/explanation/topics.md: `python tests/benchmarks/topic_scores.py [FILE.jsonl…]`.

Without files: the labelled sample of broad standing topics in tests/data/topics, by rules, by `about`, by
two `examples`, and by both; and two of these topics, given in more ways, in the weeks of tests/data/stories that are
labelled with them; and a week in January with topics written for its events and standing ones, by hands that did not
know the program. With labelled files: every event of four rows or more becomes a topic, which nobody has written
for it: `about` is its title words that count most, in the language of most of its rows (their number times what they
are worth, the best five or eight), or the title of its first row; `examples` are its first two rows. Those two are
left out, all other rows of the file are scored; a row gets the topics of its story. Beside that stands what the
labelled events as stories would give, which is what grouping costs, and the F1 of all rows with any of the words in
their titles, which is what keyword filters do.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from digest.model import Entry, GroupingSettings, Topic
from digest.stories import compile_topics
from digest.stories.evaluation import LabelScores, Row, read_rows, replay, score, topic_scores
from digest.stories.forms import is_function_word
from digest.stories.rarity import Frequencies, count
from digest.stories.terms import features
from digest.stories.topics import learn, topics_of
from digest.text import words

DATA = Path(__file__).parents[1] / "data/topics"
STANDING = ("israel-turkey", "travel-warnings")
WEEKS = ("week", "june_english", "june_languages")
WAYS = {
    "rules": ("all", "any", "none"),
    "about": ("about",),
    "two examples": ("examples",),
    "both": ("about", "examples"),
}
JANUARY = {"event": ("about", "two examples", "both"), "topic": ("rules", "about", "two examples", "both")}
MOST_EVENTS = 80


def broad_topics(way: Sequence[str]) -> list[Topic]:
    """Read the topics of the sample with these of their keys alone."""
    written = tomllib.loads((DATA / "broad.toml").read_text(encoding="utf-8"))["topic"]
    return [Topic(id=topic["id"], **{key: frozen(topic[key]) for key in way if key in topic}) for topic in written]


def frozen(value: object) -> object:
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def show_broad() -> None:
    rows = read_rows((DATA / "broad.jsonl").read_text(encoding="utf-8").splitlines())
    print("| topics given as | precision | recall | F1 (all decisions) | macro F1 | worst topic |")
    print("|---|---|---|---|---|---|")
    for way, keys in WAYS.items():
        topics = compile_topics(broad_topics(keys))
        scores = score(rows, replay(rows, GroupingSettings(), topics), topics)
        worst = min(scores.topics, key=lambda each: each.f1)
        every = scores.all_topics
        assert every is not None
        print(
            f"| {way} | {every.precision:.3f} | {every.recall:.3f} | **{every.f1:.3f}** | {macro(scores.topics):.3f} "
            f"| {worst.f1:.2f} {worst.topic_id} |"
        )


def standing_topics() -> Mapping[str, list[Topic]]:
    """List the ways in which the two standing topics are given: those of the broad sample, then others."""
    ways = {
        f"sample: {way}": [topic for topic in broad_topics(keys) if topic.id in STANDING] for way, keys in WAYS.items()
    }
    for way in tomllib.loads((DATA / "standing.toml").read_text(encoding="utf-8"))["way"]:
        ways[way["name"]] = [
            Topic(id=name, **{key: frozen(value) for key, value in way[name].items()}) for name in STANDING
        ]
    return ways


def show_standing() -> None:
    print(f"| {' and '.join(STANDING)} given as | {' | '.join(WEEKS)} | mean |")
    print(f"|{'---|' * (len(WEEKS) + 2)}")
    for way, written in standing_topics().items():
        topics = compile_topics(written)
        found = []
        for week in WEEKS:
            lines = (DATA.parent / "stories" / f"{week}.jsonl").read_text(encoding="utf-8").splitlines()
            rows = read_rows(lines)
            by_topic = {
                each.topic_id: each.f1 for each in score(rows, replay(rows, GroupingSettings(), topics), topics).topics
            }
            found.append([by_topic[name] for name in STANDING])
        mean = sum(map(sum, found)) / (len(STANDING) * len(WEEKS))
        print(
            f"| {way} | {' | '.join(', '.join(f'{f1:.2f}' for f1 in each) for each in found)} | **{mean:.3f}** |",
            flush=True,
        )


def show_january() -> None:
    """Print how topics do that were written by hand for events, and standing ones, of a week nobody had seen."""
    rows = read_rows((DATA / "january.jsonl").read_text(encoding="utf-8").splitlines())
    print("| january: topics given as | any of their words | precision | recall | macro F1 | stories as labelled |")
    print("|---|---|---|---|---|---|")
    for kind, ways in JANUARY.items():
        for way in ways:
            topics = january_topics(kind, WAYS[way])
            found = january_scores(rows, kind, topics)
            precision, recall = (
                sum(part) / len(found) for part in zip(*((s.precision, s.recall) for s in found), strict=True)
            )
            whole = macro(january_scores(rows, kind, topics, labelled=True))
            words_alone = macro(january_scores(rows, kind, topics, words_alone=True))
            print(
                f"| {len(topics)} {kind}s: {way} | {words_alone:.3f} | {precision:.3f} | {recall:.3f} "
                f"| **{macro(found):.3f}** | {whole:.3f} |",
                flush=True,
            )


def january_topics(kind: str, keys: Sequence[str]) -> list[Topic]:
    """Read the topics of january.toml, an `event` each or standing (`topic`), with these of their keys alone."""
    written = tomllib.loads((DATA / "january.toml").read_text(encoding="utf-8"))[kind]
    return [Topic(id=topic["id"], **{key: frozen(topic[key]) for key in keys if key in topic}) for topic in written]


def january_scores(
    rows: Sequence[Row], kind: str, topics: Sequence[Topic], *, labelled: bool = False, words_alone: bool = False
) -> Sequence[LabelScores]:
    """Score each topic on all rows, by the stories as they are grouped or as they are `labelled`."""
    entries = {row.id: an_entry(row, number) for number, row in enumerate(rows, start=1)}
    stories: dict[str, list[Row]] = defaultdict(list)
    for row, place in zip(rows, replay(rows, GroupingSettings(), compile_topics([])), strict=True):
        stories[str(row.cluster) if labelled else place.cluster].append(row)
    gold = {row.id: frozenset(row.topics or () if kind == "topic" else (str(row.cluster),)) for row in rows}
    predicted = with_any_word(entries, topics) if words_alone else decided(grouped(stories, entries), entries, topics)
    return topic_scores(gold, predicted, [topic.id for topic in topics])[:-1]


def macro(scores: Sequence[LabelScores]) -> float:
    return sum(each.f1 for each in scores) / len(scores)


def show_events(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = read_rows(lines)
    one_offs = {str(row["id"]) for row in map(json.loads, lines) if row.get("dataset") == "oneoff"}
    stories: dict[str, list[Row]] = defaultdict(list)
    for row, place in zip(rows, replay(rows, GroupingSettings(), compile_topics([])), strict=True):
        stories[place.cluster].append(row)
    entries = {row.id: an_entry(row, number) for number, row in enumerate(rows, start=1)}
    labelled = stories_as_labelled(rows, one_offs)
    frequencies = count([entries[row.id] for row in members] for members in stories.values())
    events = events_of(rows, one_offs)
    for name, make in makers(entries, frequencies).items():
        topics = [make(event, members) for event, members in events.items()]
        scores = scored(events, grouped(stories, entries), entries, topics)
        precision, recall = (
            sum(part) / len(scores) for part in zip(*((s.precision, s.recall) for s in scores), strict=True)
        )
        whole = macro(scored(events, grouped(labelled, entries), entries, topics))
        print(
            f"| {path.stem} | {len(rows):,} / {len(events)} | {name} | {any_word(events, entries, topics):.3f} "
            f"| {precision:.3f} | {recall:.3f} | **{macro(scores):.3f}** | {whole:.3f} |",
            flush=True,
        )


def grouped(stories: Mapping[str, Sequence[Row]], entries: Mapping[str, Entry]) -> list[list[Entry]]:
    return [[entries[row.id] for row in members] for members in stories.values()]


def stories_as_labelled(rows: Sequence[Row], one_offs: set[str]) -> Mapping[str, list[Row]]:
    stories: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        stories[row.id if row.id in one_offs or row.cluster is None else "event " + row.cluster].append(row)
    return stories


def any_word(events: Mapping[str, Sequence[Row]], entries: Mapping[str, Entry], topics: Sequence[Topic]) -> float:
    """Score a filter that takes every entry whose title has a word of the topic."""
    return macro(compared(events, entries, with_any_word(entries, topics)))


def with_any_word(entries: Mapping[str, Entry], topics: Sequence[Topic]) -> dict[str, frozenset[str]]:
    """Tell for each row which topics have a word that its title has, function words left out."""
    titles = {name: frozenset(map(str.casefold, words(entry.title))) for name, entry in entries.items()}
    predicted = {name: set[str]() for name in titles}
    for topic in topics:
        asked = {
            word.casefold()
            for word in words(" ".join((topic.about, *topic.examples, *topic.any, *chain(*topic.all))))
            if not is_function_word(word, "en")
        }
        for name, title in titles.items():
            if not asked.isdisjoint(title):
                predicted[name].add(topic.id)
    return {name: frozenset(found) for name, found in predicted.items()}


def events_of(rows: Sequence[Row], one_offs: set[str]) -> Mapping[str, list[Row]]:
    """Take events of four rows or more in order of time, evenly at most `MOST_EVENTS` of them."""
    events: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.at):
        if row.cluster is not None and row.id not in one_offs:
            events[row.cluster].append(row)
    large = [event for event in sorted(events) if len(events[event]) >= 4]
    step = max(1, -(-len(large) // MOST_EVENTS))
    return {event: events[event] for event in large[::step]}


def makers(entries: Mapping[str, Entry], frequencies: Frequencies) -> dict[str, Callable[[str, Sequence[Row]], Topic]]:
    """Give the ways to make a topic of an event."""

    def words_of(members: Sequence[Row], most: int) -> str:
        counts = Counter[str]()
        spelled: dict[str, str] = {}
        (language, _), *_ = Counter(row.language for row in members).most_common()
        for row in members:
            if row.language != language:
                continue
            for word in row.title.split():
                found = features(an_entry(Row(**{**as_dict(row), "title": word, "text": ""}), 1))
                for term in found.counts:
                    spelled.setdefault(term, word)
                    counts[term] += 1
        best = sorted(counts, key=lambda term: (-counts[term] * frequencies.of_term(term, language), term))[:most]
        return " ".join(spelled[term] for term in best)

    def examples(members: Sequence[Row]) -> tuple[str, ...]:
        return tuple(f"{row.title}. {row.text}" for row in members[:2])

    return {
        "about: first title": lambda event, members: Topic(id=event, about=members[0].title),
        "about: five words": lambda event, members: Topic(id=event, about=words_of(members, 5)),
        "about: eight words": lambda event, members: Topic(id=event, about=words_of(members, 8)),
        "two examples": lambda event, members: Topic(id=event, examples=examples(members)),
        "five words, two examples": lambda event, members: Topic(
            id=event, about=words_of(members, 5), examples=examples(members)
        ),
    }


def as_dict(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in Row.__dataclass_fields__}


def scored(
    events: Mapping[str, Sequence[Row]],
    stories: Sequence[Sequence[Entry]],
    entries: Mapping[str, Entry],
    topics: Sequence[Topic],
) -> Sequence[LabelScores]:
    """Score each topic as a slot decides it."""
    return compared(events, entries, decided(stories, entries, topics))


def decided(
    stories: Sequence[Sequence[Entry]], entries: Mapping[str, Entry], topics: Sequence[Topic]
) -> dict[str, frozenset[str]]:
    """Tell for each row which topics its story has, all stories being asked together."""
    names = {entry.id: name for name, entry in entries.items()}
    compiled = learn(compile_topics(topics), stories)
    predicted: dict[str, frozenset[str]] = {}
    for members in stories:
        found = frozenset(topics_of(members, compiled))
        predicted.update((names[entry.id], found) for entry in members)
    return predicted


def compared(
    events: Mapping[str, Sequence[Row]], entries: Mapping[str, Entry], predicted: Mapping[str, frozenset[str]]
) -> Sequence[LabelScores]:
    """Score each topic on the rows that it was not made of."""
    gold: dict[str, frozenset[str]] = dict.fromkeys(entries, frozenset())
    gold.update((row.id, frozenset({event})) for event, members in events.items() for row in members)
    result = []
    for event, members in events.items():
        shown = {row.id for row in members[:2]}
        asked = {name: labels for name, labels in gold.items() if name not in shown}
        result.append(topic_scores(asked, predicted, [event])[0])
    return result


def an_entry(row: Row, number: int) -> Entry:
    return Entry(
        id=number,
        feed_id=1,
        outlet=row.source,
        title=row.title,
        summary=row.text,
        seen_at=row.at,
        language=row.language,
    )


def main() -> None:
    if not sys.argv[1:]:
        show_broad()
        show_standing()
        show_january()
        return
    print(
        "| rows | entries / topics | topics given as | any of their words | precision | recall | macro F1 "
        "| stories as labelled |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name in sys.argv[1:]:
        show_events(Path(name))


if __name__ == "__main__":
    main()
