"""A topic's own granularity: who asks for it, who wins, and that nothing else is grouped in another way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from digest.model import Entry, Granularity, GroupingSettings, Topic
from digest.stories import Grouper, compile_topics, topics_of
from digest.stories.evaluation import read_rows, replay
from digest.stories.granularity import OwnGranularity, compile_granular, own_granularity

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data/granularity/ferries.jsonl").read_text(encoding="utf-8").splitlines()
]
START = datetime(2026, 5, 4, 6, tzinfo=UTC)
FERRIES = Topic(id="ferries", any=("ferry",))
STRIKES = Topic(id="strikes", about="strike of crews and their union")


def an_entry(number: int, title: str, summary: str = "", **more: object) -> Entry:
    at = START + timedelta(minutes=40 * number)
    made: dict[str, object] = {"outlet": f"Outlet {number % 7}", "language": "en", "published": at, "seen_at": at}
    return Entry(id=number, feed_id=number % 7, title=title, summary=summary, **(made | more))  # type: ignore[arg-type]


ENTRIES = [an_entry(number, row["title"], row["summary"]) for number, row in enumerate(ROWS, 1)]


def on_topic(entry: Entry) -> bool:
    return bool(topics_of([entry], compile_topics([FERRIES])))


def pairs_joined(granularity: Granularity | None, setting: Granularity = "normal") -> set[tuple[int, int]]:
    """Group the labelled set with this granularity of the topic; list the pairs that are in one story in the end."""
    granular = compile_granular([replace(FERRIES, granularity=granularity)])
    grouper, homes = Grouper(GroupingSettings(granularity=setting)), dict[int, int]()
    for entry in ENTRIES:
        own = own_granularity(entry, granular)
        placement = grouper.add(entry, own.granularity if own else None)
        homes[entry.id] = placement.membership.story_id
        if (merge := placement.merge) is not None:
            homes = {one: merge.story_id if home == merge.old_id else home for one, home in homes.items()}
    return {pair for pair in combinations(sorted(homes), 2) if homes[pair[0]] == homes[pair[1]]}


def ferries_only(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    return {pair for pair in pairs if all(on_topic(ENTRIES[number - 1]) for number in pair)}


def are_one(label: str, pair: tuple[int, int]) -> bool:
    one, other = (ROWS[number - 1] for number in pair)
    return bool(one["event"] == other["event"] and (label == "event" or one["turn"] == other["turn"]))


def test_wide_joins_the_turns_of_an_event_that_normal_keeps_apart() -> None:
    """More of an event becomes one story, and still of one event only."""
    normal, wide = ferries_only(pairs_joined(None)), ferries_only(pairs_joined("wide"))
    gained = {pair for pair in wide - normal if are_one("event", pair)}
    assert len(gained) >= 2
    assert [pair for pair in wide if not are_one("event", pair)] == []


def test_tight_keeps_apart_the_turns_that_normal_joins() -> None:
    """A larger part of what is one story is one turn of the event."""
    normal, tight = ferries_only(pairs_joined(None)), ferries_only(pairs_joined("tight"))
    assert len(tight) < len(normal)

    def exact(pairs: set[tuple[int, int]]) -> float:
        return sum(are_one("turn", pair) for pair in pairs) / len(pairs)

    assert exact(tight) > exact(normal)


@pytest.mark.parametrize("granularity", ["tight", "normal", "wide"])
def test_a_topics_granularity_leaves_the_others_entries_as_they_were(granularity: Granularity) -> None:
    """What is on no such topic is grouped by the setting, beside whatever the topic does."""
    before, after = pairs_joined(None), pairs_joined(granularity)
    assert before - ferries_only(before) == after - ferries_only(after)
    assert before - ferries_only(before) != set()


def test_a_topic_can_ask_for_normal_where_the_setting_is_another() -> None:
    """It overrides the setting in both directions."""
    assert ferries_only(pairs_joined("normal", "tight")) == ferries_only(pairs_joined("normal", "normal"))
    assert ferries_only(pairs_joined(None, "tight")) != ferries_only(pairs_joined(None, "normal"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("wide", "tight"), OwnGranularity(granularity="tight", topic_id="strikes")),
        (("tight", "wide"), OwnGranularity(granularity="tight", topic_id="ferries")),
        (("normal", "wide"), OwnGranularity(granularity="normal", topic_id="ferries")),
        (("wide", "wide"), OwnGranularity(granularity="wide", topic_id="ferries")),
        ((None, "wide"), OwnGranularity(granularity="wide", topic_id="strikes")),
        ((None, None), None),
    ],
)
def test_where_topics_disagree_the_tightest_wins(asked, expected) -> None:  # type: ignore[no-untyped-def]
    """A wrong join is worse than two stories; a topic without a granularity has no say."""
    topics = [replace(topic, granularity=one) for topic, one in zip((FERRIES, STRIKES), asked, strict=True)]
    assert own_granularity(an_entry(1, "Union of ferry crews begins strike"), compile_granular(topics)) == expected


@pytest.mark.parametrize(
    ("rules", "is_on"),
    [
        ({"any": ("ferry",)}, True),
        ({"any": ("ferry",), "none": ("strike",)}, False),
        ({"feeds": ("harbour",)}, True),
        ({"feeds": ("https://other.example/rss",)}, False),
        ({"about": "strike of the ferry crews"}, True),
        ({"examples": ("Ferry crews on the Bosphorus vote for a strike", "Strike of ferry crews ends")}, True),
        ({"about": "elections in Portugal"}, False),
    ],
)
def test_the_entry_alone_must_be_on_the_topic(rules: dict[str, object], is_on: bool) -> None:
    """By phrases, feeds, plain words or examples; nothing is asked of a story that does not exist yet."""
    topic = Topic(id="t", granularity="wide", **rules)  # type: ignore[arg-type]
    entry = an_entry(1, "Strike of the Bosphorus ferry crews", tags=("harbour",), feed_url="https://a.example/rss")
    assert (own_granularity(entry, compile_granular([topic])) is not None) == is_on


def test_a_tight_entry_bridges_nothing_loosely() -> None:
    """It makes one story of two only where it could have joined both, as alike as it asks."""
    halves = [
        an_entry(1, "Storm here: mourning in harbour, divers and rescuers"),
        an_entry(2, "Passengers and captain of capsized boat met storm"),
    ]
    bridge = an_entry(3, "Captain of capsized boat drowned with passengers, harbour in mourning")
    merged: dict[Granularity, bool] = {}
    asked: tuple[Granularity, ...] = ("wide", "tight")
    for granularity in asked:
        grouper = Grouper(GroupingSettings())
        for entry in halves:
            grouper.add(entry)
        merged[granularity] = grouper.add(bridge, granularity).merge is not None
    assert merged == {"wide": True, "tight": False}


def test_evaluation_groups_by_the_topics_granularity() -> None:
    """`digest evaluate` shows what a config would do."""
    rows = read_rows(
        json.dumps({"id": str(entry.id), "title": entry.title, "text": entry.summary, "ts": entry.clock.isoformat()})
        for entry in ENTRIES
    )
    settings = GroupingSettings()
    plain = replay(rows, settings, compile_topics([FERRIES]))
    wide = replay(rows, settings, compile_topics([replace(FERRIES, granularity="wide")]))
    assert len({one.cluster for one in wide}) < len({one.cluster for one in plain})
