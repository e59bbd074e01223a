"""How good grouping and topics are on labelled rows: `read_rows`, then `replay`, then `score`.

BCubed (Bagga and Baldwin 1998, as in Amigó et al. 2009), the adjusted Rand index (Hubert and Arabie
1985) and V-measure (Rosenberg and Hirschberg 2007) compare stories with gold clusters; precision,
recall and F1 compare topics with gold labels.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from digest.errors import DigestError
from digest.model import Entry, GroupingSettings, Placement
from digest.stories.granularity import compile_granular, own_granularity
from digest.stories.grouper import Grouper
from digest.stories.sense import encodable
from digest.stories.topics import Topics, learn, topics_of
from digest.text import clean, clean_lines, language_code
from digest.urls import canonical

__all__ = [
    "Encode",
    "GroupingScores",
    "LabelScores",
    "Prediction",
    "Row",
    "Scores",
    "grouping_scores",
    "read_rows",
    "replay",
    "score",
    "topic_scores",
]


Encode: TypeAlias = Callable[[Sequence[str]], Sequence[bytes]]
"""Make a vector of each text, a byte a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One labelled entry. `cluster` is None where nobody said; `topics` likewise."""

    id: str
    title: str
    text: str
    at: datetime
    language: str
    source: str
    url: str
    cluster: str | None
    topics: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The story and the topics that a row ended in; `cluster` is the id of the row that opened the story."""

    id: str
    cluster: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingScores:
    """Agreement of stories with gold clusters, each figure from 0 to 1 (`ari` from -1)."""

    rows: int
    clusters: int
    stories: int
    precision: float
    recall: float
    f1: float
    ari: float
    v_measure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScores:
    """Agreement on one topic, or on all together (`topic_id` "*"); `gold` counts the rows that have it."""

    topic_id: str
    gold: int
    predicted: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Everything `digest evaluate` reports. `grouping` is None where no row has a cluster."""

    grouping: GroupingScores | None
    topics: tuple[LabelScores, ...]
    all_topics: LabelScores | None


def read_rows(lines: Iterable[str]) -> tuple[Row, ...]:
    """Read JSON lines; of rows with one id the last counts. A bad one is a DigestError naming its line."""
    rows: dict[str, Row] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip("\ufeff \t\r\n"):
            row = _row(line.lstrip("\ufeff"), number)
            rows[row.id] = row
    if not rows:
        raise DigestError("no labelled rows")
    return tuple(rows.values())


def replay(
    rows: Sequence[Row], settings: GroupingSettings, topics: Topics, encode: Encode | None = None
) -> tuple[Prediction, ...]:
    """Group the rows by time (ties: as given) as if each had come just then; predictions in the order given.

    With `encode`, which makes vectors of texts, they are compared by sense, too.
    """
    order = sorted(range(len(rows)), key=lambda place: (rows[place].at, place))
    feeds = {source: number for number, source in enumerate(dict.fromkeys(row.source for row in rows), start=1)}
    entries = {place: _entry(rows[place], number, feeds) for number, place in enumerate(order, start=1)}
    names = {entries[place].id: rows[place].id for place in order}
    grouper, granular = Grouper(settings), compile_granular(topics.rules)
    vectors = dict(zip(order, encode([encodable(entries[place]) for place in order]) if encode else (), strict=False))
    placements = {place: _placed(entries[place], grouper, granular, vectors.get(place, b"")) for place in order}
    homes = _homes(placements.values())
    stories = {place: homes[placement.membership.story_id] for place, placement in placements.items()}
    members: dict[int, list[Entry]] = defaultdict(list)
    for place in order:
        members[stories[place]].append(entries[place])
    learned = learn(topics, members.values())
    labels = {story_id: topics_of(found, learned) for story_id, found in members.items()}
    return tuple(
        Prediction(id=row.id, cluster=names[stories[place]], topics=labels[stories[place]])
        for place, row in enumerate(rows)
    )


def _placed(entry: Entry, grouper: Grouper, granular: Topics, vector: bytes) -> Placement:
    own = own_granularity(entry, granular)
    return grouper.add(entry, own.granularity if own else None, vector=vector)


def _homes(placements: Iterable[Placement]) -> dict[int, int]:
    """Tell for every story in which one it ended; nothing is merged into a story that was merged away."""
    homes: dict[int, int] = {}
    for placement in placements:
        homes.setdefault(placement.membership.story_id, placement.membership.story_id)
        if placement.merge is not None:
            for story_id, home in homes.items():
                if home == placement.merge.old_id:
                    homes[story_id] = placement.merge.story_id
    return homes


def score(rows: Sequence[Row], predictions: Sequence[Prediction], topics: Topics) -> Scores:
    """Compare predictions with what the rows say; labels that no topic of the config has are ignored."""
    by_id = {prediction.id: prediction for prediction in predictions}
    gold = {row.id: row.cluster for row in rows if row.cluster is not None}
    told = {row.id: frozenset(row.topics) for row in rows if row.topics is not None}
    predicted = {name: frozenset(by_id[name].topics) if name in by_id else frozenset() for name in told}
    labels = topic_scores(told, predicted, [rule.id for rule in topics.rules]) if told else ()
    return Scores(
        grouping=grouping_scores(gold, {name: by_id[name].cluster for name in gold if name in by_id}) if gold else None,
        topics=labels[:-1],
        all_topics=labels[-1] if labels else None,
    )


def grouping_scores(gold: Mapping[str, str], predicted: Mapping[str, str]) -> GroupingScores:
    """Compare two partitions by id; an id without a prediction is a story of its own."""
    pairs = [(cluster, (name in predicted, predicted.get(name, name))) for name, cluster in gold.items()]
    clusters = Counter(cluster for cluster, _ in pairs)
    stories = Counter(story for _, story in pairs)
    cells = Counter(pairs)
    total = len(pairs)
    precision = sum(count * count / stories[story] for (_, story), count in cells.items()) / total
    recall = sum(count * count / clusters[cluster] for (cluster, _), count in cells.items()) / total
    return GroupingScores(
        rows=total,
        clusters=len(clusters),
        stories=len(stories),
        precision=precision,
        recall=recall,
        f1=_harmonic(precision, recall),
        ari=_adjusted_rand(clusters, stories, cells),
        v_measure=_v_measure(clusters, stories, cells),
    )


def topic_scores(
    gold: Mapping[str, frozenset[str]], predicted: Mapping[str, frozenset[str]], topic_ids: Sequence[str]
) -> tuple[LabelScores, ...]:
    """Compare labels topic by topic, in this order; the last of the result counts all decisions together."""
    counts = []
    for topic_id in topic_ids:
        has = {name for name, labels in gold.items() if topic_id in labels}
        got = {name for name in gold if topic_id in predicted.get(name, frozenset())}
        counts.append((topic_id, len(has), len(got), len(has & got)))
    counts.append(("*", sum(c[1] for c in counts), sum(c[2] for c in counts), sum(c[3] for c in counts)))
    return tuple(_label_scores(topic_id, has, got, both) for topic_id, has, got, both in counts)


def _label_scores(topic_id: str, gold: int, predicted: int, both: int) -> LabelScores:
    """Score counts; with nothing to find, finding nothing is right."""
    precision = both / predicted if predicted else float(not gold)
    recall = both / gold if gold else float(not predicted)
    return LabelScores(
        topic_id=topic_id,
        gold=gold,
        predicted=predicted,
        precision=precision,
        recall=recall,
        f1=_harmonic(precision, recall),
    )


def _adjusted_rand(
    clusters: Counter[str], stories: Counter[tuple[bool, str]], cells: Counter[tuple[str, tuple[bool, str]]]
) -> float:
    both = sum(map(_pairs, cells.values()))
    one, other = sum(map(_pairs, clusters.values())), sum(map(_pairs, stories.values()))
    every = _pairs(sum(cells.values()))
    expected = one * other / every if every else 0.0
    highest = (one + other) / 2
    return 1.0 if highest == expected else (both - expected) / (highest - expected)


def _v_measure(
    clusters: Counter[str], stories: Counter[tuple[bool, str]], cells: Counter[tuple[str, tuple[bool, str]]]
) -> float:
    of_clusters, of_stories = _entropy(clusters.values()), _entropy(stories.values())
    mutual = of_clusters + of_stories - _entropy(cells.values())
    homogeneity = mutual / of_clusters if of_clusters else 1.0
    completeness = mutual / of_stories if of_stories else 1.0
    return _harmonic(homogeneity, completeness)


def _entropy(counts: Iterable[int]) -> float:
    known = list(counts)
    total = sum(known)
    return -sum(count / total * math.log(count / total) for count in known)


def _pairs(count: int) -> float:
    return count * (count - 1) / 2


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _entry(row: Row, number: int, feeds: Mapping[str, int]) -> Entry:
    return Entry(
        id=number,
        feed_id=feeds[row.source],
        outlet=row.source,
        title=row.title,
        summary=row.text,
        published=row.at,
        seen_at=row.at,
        language=row.language,
        canonical_url=canonical(row.url) if row.url else "",
    )


def _row(line: str, number: int) -> Row:
    """Read one line; everything but `id` and `ts` may be missing or null."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DigestError(f"line {number}: not JSON ({error})") from error
    if not isinstance(content, dict):
        raise DigestError(f"line {number}: not an object")
    if content.get("id") in {None, ""}:
        raise DigestError(f"line {number}: no id")
    topics = content.get("topics")
    if not (topics is None or (isinstance(topics, list) and all(isinstance(label, str) for label in topics))):
        raise DigestError(f"line {number}: topics: not a list of ids")
    return Row(
        id=str(content["id"]),
        title=clean(_text(content, "title", number)),
        text=clean_lines(_text(content, "text", number)),
        at=_instant(content.get("ts"), number),
        language=language_code(_text(content, "lang", number)),
        source=clean(_text(content, "source", number)),
        url=_text(content, "url", number),
        cluster=None if content.get("cluster") is None else str(content["cluster"]),
        topics=None if topics is None else tuple(topics),
    )


def _text(content: Mapping[str, object], key: str, number: int) -> str:
    value = content.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DigestError(f"line {number}: {key}: not a string")
    return value


def _instant(value: object, number: int) -> datetime:
    """Read ISO 8601; without an offset it is UTC."""
    try:
        if not isinstance(value, str):
            raise TypeError("not a string")
        at = datetime.fromisoformat(value.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise DigestError(f"line {number}: ts: {value!r} is not a time like 2026-10-25T07:30:00Z") from error
