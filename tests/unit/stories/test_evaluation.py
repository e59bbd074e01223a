"""Scores on labelled rows: equal to hand-made cases, whatever the order of the rows."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DigestError
from digest.model import GroupingSettings, Topic
from digest.stories import compile_topics
from digest.stories.evaluation import grouping_scores, read_rows, replay, score, topic_scores


def a_line(name: str, **more: object) -> str:
    return json.dumps({"id": name, "title": "Flood in Passau", "ts": "2026-03-02T08:00:00Z"} | more)


def test_bcubed_of_a_case_worked_by_hand() -> None:
    """Gold {a b c} {d e}, predicted {a b} {c d e}: precision 11/15, recall 11/15, 2 of 4 pairs found."""
    scores = grouping_scores(dict(zip("abcde", "11122", strict=True)), dict(zip("abcde", "xxyyy", strict=True)))
    assert scores.precision == pytest.approx(11 / 15)
    assert scores.recall == pytest.approx(11 / 15)
    assert scores.f1 == pytest.approx(11 / 15)
    assert scores.ari == pytest.approx((2 - 4 * 4 / 10) / (4 - 4 * 4 / 10))
    entropy = -(0.6 * math.log(0.6) + 0.4 * math.log(0.4))
    joint = -(0.4 * math.log(0.4) + 0.2 * math.log(0.2) + 0.4 * math.log(0.4))
    assert scores.v_measure == pytest.approx((2 * entropy - joint) / entropy)
    assert (scores.rows, scores.clusters, scores.stories) == (5, 2, 2)


def test_a_missing_prediction_is_a_story_of_its_own() -> None:
    """An id without a prediction counts as alone, even beside a story that bears its name."""
    scores = grouping_scores({"a": "1", "b": "1"}, {"b": "a"})
    assert (scores.stories, scores.precision, scores.recall) == (2, 1.0, 0.5)


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=2), min_size=1, max_size=12))
def test_a_perfect_partition_scores_one(gold: dict[str, str]) -> None:
    """Whatever the clusters, predicting them exactly is worth one on every measure."""
    scores = grouping_scores(gold, {name: "story " + cluster for name, cluster in gold.items()})
    for value in (scores.precision, scores.recall, scores.f1, scores.ari, scores.v_measure):
        assert value == pytest.approx(1.0)


def test_topic_scores_by_topic_and_over_all() -> None:
    """Precision and recall of each topic, and of all decisions together last."""
    gold = {"1": frozenset({"a"}), "2": frozenset({"a", "b"}), "3": frozenset[str]()}
    got = {"1": frozenset({"a"}), "2": frozenset({"b"}), "3": frozenset({"b"})}
    a, b, both = topic_scores(gold, got, ["a", "b"])
    assert (a.precision, a.recall, a.f1) == (1.0, 0.5, pytest.approx(2 / 3))
    assert (b.precision, b.recall, b.gold, b.predicted) == (0.5, 1.0, 1, 2)
    assert (both.topic_id, both.precision, both.recall) == ("*", pytest.approx(2 / 3), pytest.approx(2 / 3))


ROWS = [
    a_line("late", title="Danube flood in Passau: old town evacuated", ts="2026-03-02T11:00:00+02:00", cluster=7),
    a_line(
        "early", title="Flood: Danube in Passau rises, old town evacuated", lang="eng", cluster=7, topics=["water", "?"]
    ),
    a_line("other", title="Chess title for Firouzja", source="Wire", lang=None, cluster="8", topics=[]),
    a_line("unlabelled", title="Rates unchanged in Zurich", lang="und", text="The bank\nheld its rate.", topics=None),
]


def test_rows_are_replayed_by_time_and_scored() -> None:
    """Predictions come in the order of the rows, stories are named after their earliest row; optional keys may miss."""
    rows = read_rows(ROWS)
    topics = compile_topics([Topic(id="water", any=("flood",)), Topic(id="chess", any=("chess",))])
    predictions = replay(rows, GroupingSettings(), topics)
    scores = score(rows, predictions, topics)
    assert [prediction.id for prediction in predictions] == ["late", "early", "other", "unlabelled"]
    assert [prediction.cluster for prediction in predictions] == ["early", "early", "other", "unlabelled"]
    assert predictions[0].topics == ("water",)
    assert scores.grouping is not None
    assert (scores.grouping.rows, scores.grouping.f1) == (3, 1.0)
    assert [(each.topic_id, each.f1) for each in scores.topics] == [("water", 1.0), ("chess", 0.0)]
    assert scores.all_topics is not None
    assert (scores.all_topics.precision, scores.all_topics.recall) == (0.5, 1.0)


@given(st.permutations(ROWS))
def test_the_order_of_the_file_does_not_matter(lines: list[str]) -> None:
    """Rows at different times give the same stories in any order."""
    predictions = replay(read_rows(lines[:3] + lines[3:]), GroupingSettings(), compile_topics([]))
    assert {p.id: p.cluster for p in predictions}["late"] == "early"


def test_rows_without_labels_are_replayed_unscored() -> None:
    """Where nobody said which cluster or topic, there is nothing to score."""
    rows = read_rows([a_line("a")])
    topics = compile_topics([])
    scores = score(rows, replay(rows, GroupingSettings(), topics), topics)
    assert (scores.grouping, scores.topics, scores.all_topics) == (None, (), None)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: not an object"),
        ('{"ts": "2026-03-02"}', "line 2: no id"),
        (a_line("b", ts="yesterday"), "line 2: ts: 'yesterday' is not a time"),
        (a_line("b", ts=None), "line 2: ts: None is not a time"),
        (a_line("b", title=5), "line 2: title: not a string"),
        (a_line("b", topics="water"), "line 2: topics: not a list"),
    ],
)
def test_a_bad_row_is_named(line: str, problem: str) -> None:
    """The error says which line cannot be read, and why."""
    with pytest.raises(DigestError, match=problem):
        read_rows([a_line("a"), line])


def test_no_rows_are_an_error_and_empty_lines_are_none() -> None:
    """A file of white space has nothing to evaluate; the last row of an id counts."""
    with pytest.raises(DigestError, match="no labelled rows"):
        read_rows(["", " \n"])
    rows = read_rows(["\ufeff" + a_line("a", cluster=1), "\n", a_line("a", cluster=2)])
    assert [row.cluster for row in rows] == ["2"]
