"""Floors: a made-up week of news in six languages, labelled before anything was tuned on it.

`tests/data/stories/week.jsonl`: invented outlets, half the entries one-offs, events about Israel and
Turkey told in other words and other languages, and look-alikes between them. `june_english.jsonl` and
`june_languages.jsonl`: two more, in the manner of the news of June 2022; written for these tests, no
quotations, the outlets made anonymous. `march.jsonl`: made-up news of one week in eleven languages, six of ten entries
one-offs, written and labelled by hands that knew neither the grouper nor the other sets.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from digest.inference.encoder import TextEncoder
from digest.model import GroupingSettings, Topic
from digest.stories import compile_topics
from digest.stories.evaluation import read_rows, replay, score

ROOT = Path(__file__).parents[3]
WEEK = ROOT / "tests/data/stories/week.jsonl"
CLUSTERS = ROOT.parent / "shared/data/clusters"

TOPICS = compile_topics(
    [
        Topic(
            id="israel-turkey",
            all=(
                (
                    *("Israel", "Israeli", "Jerusalem", "Lapid", "Herzog", "ישראל", "לפיד", "הרצוג", "İsrail"),
                    *("إسرائيل", "Израиль"),
                ),
                (
                    *("Turkey", "Turkish", "Türkiye", "Ankara", "Istanbul", "Erdogan", "Türkei", "טורקיה", "אנקרה"),
                    *("ארדואן", "איסטנבול", "تركيا", "أنقرة", "إسطنبول", "Турция", "Анкара", "Стамбул"),
                ),
            ),
            none=("thanksgiving",),
        ),
        Topic(
            id="travel-warnings",
            any=(
                *("travel warning", "travel alert", "travel advisory", "travel advice", "אזהרת מסע", "רמת האזהרה"),
                *("seyahat uyarısı", "التحذير من السفر", "Reisewarnung", "уровень угрозы"),
            ),
        ),
    ]
)


def test_the_week_is_grouped_and_labelled_well() -> None:
    """Stories across languages and topics through stories stay above their floors."""
    rows = read_rows(WEEK.read_text(encoding="utf-8").splitlines())
    scores = score(rows, replay(rows, GroupingSettings(), TOPICS), TOPICS)
    assert scores.grouping is not None
    assert scores.all_topics is not None
    assert scores.grouping.rows >= 150
    assert scores.grouping.precision >= 0.96
    assert scores.grouping.f1 >= 0.95
    assert scores.all_topics.f1 >= 0.92


@pytest.mark.parametrize(
    ("name", "precision", "f1"),
    [("june_english", 0.97, 0.91), ("june_languages", 0.92, 0.86), ("crosslingual", 0.98, 0.98)],
)
def test_with_the_encoder_of_the_extra_stories_stay_above_their_floors(name: str, precision: float, f1: float) -> None:
    """An encoder that is named joins more of what belongs together, and not more of what does not."""
    rows = read_rows((WEEK.parent / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    encode = TextEncoder("digest.inference.use:encode").encode
    scores = score(rows, replay(rows, GroupingSettings(), TOPICS, encode), TOPICS).grouping
    assert scores is not None
    assert scores.precision >= precision
    assert scores.f1 >= f1


@pytest.mark.parametrize(
    ("name", "precision", "f1"),
    [("june_english", 0.93, 0.87), ("june_languages", 0.94, 0.87), ("march", 0.98, 0.86)],
)
def test_weeks_labelled_by_others_are_grouped_above_their_floors(name: str, precision: float, f1: float) -> None:
    """Weeks by hands that knew nothing of the grouper: desks that share few words, and dense look-alikes."""
    rows = read_rows((WEEK.parent / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    scores = score(rows, replay(rows, GroupingSettings(), TOPICS), TOPICS).grouping
    assert scores is not None
    assert scores.precision >= precision
    assert scores.f1 >= f1


@pytest.mark.skipif(not CLUSTERS.is_dir(), reason="no development data beside the project (../shared/data/clusters)")
@pytest.mark.parametrize(("name", "floor"), [("ecbplus", 0.83), ("basil", 0.96), ("g5w1h", 0.75)])
def test_labelled_sets_are_grouped_above_their_floors(name: str, floor: float) -> None:
    """Our scores are those of the independent scorer, and above the floor of each set."""
    lines = (CLUSTERS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = read_rows(lines)
    topics = compile_topics([])
    predictions = replay(rows, GroupingSettings(), topics)
    ours = score(rows, predictions, topics).grouping
    theirs = the_scorer().scores(
        {row.id: row.cluster for row in rows}, {prediction.id: prediction.cluster for prediction in predictions}
    )
    assert ours is not None
    assert (ours.f1, ours.ari, ours.v_measure) == pytest.approx((theirs["b3_f1"], theirs["ari"], theirs["v"]))
    assert ours.f1 >= floor


def the_scorer() -> ModuleType:
    """Load the scorer that came with the data."""
    spec = importlib.util.spec_from_file_location("eval_clusters", CLUSTERS / "eval_clusters.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = written
    return module
