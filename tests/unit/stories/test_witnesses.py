"""Who outlasts the window: an event that was told twice is known again weeks later, what was told once is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.model import Entry, GroupingSettings, Placement
from digest.stories import Grouper, witnesses
from digest.stories.witnesses import Witnesses

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
FIRST = "Ferry capsizes on Lake Kivu near Goma, dozens missing"
SECOND = "Dozens missing after ferry capsizes near Goma on Lake Kivu"
LATER = "Captain of ferry that capsized on Lake Kivu near Goma arrested"


def told(*reports: tuple[float, str], outlets: int = 0) -> list[Placement]:
    """Group titles told so many days after the start, each by another outlet unless there are only so many."""
    grouper = Grouper(GroupingSettings())
    return [grouper.add(entry) for entry in entries(reports, outlets)]


def entries(reports: Sequence[tuple[float, str]], outlets: int = 0) -> list[Entry]:
    return [
        Entry(
            id=number,
            feed_id=1,
            outlet=f"Outlet {number % outlets if outlets else number}",
            title=title,
            seen_at=START + timedelta(days=days),
            published=START + timedelta(days=days),
            language="en",
        )
        for number, (days, title) in enumerate(reports, start=1)
    ]


def homes(placed: Sequence[Placement]) -> list[int]:
    return [placement.membership.story_id for placement in placed]


@pytest.mark.parametrize(("days", "home"), [(10, 1), (16, 1), (29, 3), (365, 3)])
def test_an_event_that_was_told_twice_goes_on_weeks_later(days: float, home: int) -> None:
    """Within four windows; an anniversary is news again."""
    assert homes(told((0, FIRST), (0.1, SECOND), (days, LATER))) == [1, 1, home]


def test_what_was_told_once_is_forgotten_with_the_window() -> None:
    """The same words ten days later open another story."""
    assert homes(told((0, FIRST), (10, LATER))) == [1, 2]


def test_whoever_returns_is_as_alike_as_the_time_leaves() -> None:
    """The longer ago, the less of the likeness is left."""
    scores = [told((0, FIRST), (0.1, SECOND), (days, LATER))[-1].membership.score for days in (1, 5, 10, 16)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_witnesses_are_named_once_when_they_leave_the_window() -> None:
    """The placement of whatever moved the clock on names them."""
    placed = told(
        (0, FIRST), (0.1, SECOND), (5, "Bakers of Lyon win a prize"), (8, "Snow closes an alpine pass"), (15.5, LATER)
    )
    assert [placement.witnesses for placement in placed] == [(), (), (), (1, 2), ()]
    assert homes(placed)[-1] == 1


def test_a_story_has_three_witnesses_at_most_the_first() -> None:
    """However many told it; a copy is none."""
    reports = [
        (number / 100, f"{FIRST}, {word}") for number, word in enumerate(("one", "two", "three", "four", "five"))
    ]
    placed = told(
        (0, FIRST), (0.001, FIRST), *((days + 0.1, title) for days, title in reports), (9, "Snow closes a pass")
    )
    assert homes(placed)[:-1] == [1] * 7
    assert placed[1].membership.reason == "copy"
    assert placed[-1].witnesses == (1, 3, 4)


def test_a_story_that_goes_on_outlives_its_first_witnesses() -> None:
    """In their last term these make place for whoever told it later."""
    third, fourth = f"{FIRST}, minister says", "Trial of captain opens: ferry capsized on Lake Kivu near Goma"
    placed = told((0, FIRST), (0.1, SECOND), (0.2, third), (15, LATER), (29, fourth))
    assert homes(placed) == [1, 1, 1, 1, 1]
    assert [placement.witnesses for placement in placed] == [(), (), (), (1, 2, 3), (4,)]


def test_witnesses_do_not_thin_a_crowd() -> None:
    """How busy a window is, and so what is asked of an entry, does not depend on a story of weeks ago."""
    burst = [(10 + number / 120, f"Topic{number} alpha{number} beta{number} gamma{number}") for number in range(30)]
    asked = told((0, FIRST), (0.1, SECOND), *burst)[-1].membership.threshold
    assert asked == told((0, FIRST), *burst)[-1].membership.threshold == 0.19


def test_there_are_so_many_witnesses_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded: whoever leaves while the places are taken is forgotten."""
    monkeypatch.setattr(witnesses, "_MOST", 2)
    known = Witnesses()
    for serial in (1, 2):
        assert known.outlasts(serial, story_id=serial, members=2)
        known.add(serial, serial, 1)
    assert not known.outlasts(3, story_id=3, members=2)
    known.forget(1, story_id=1)
    assert known.outlasts(3, story_id=3, members=2)


def test_a_merged_story_keeps_count_of_its_witnesses() -> None:
    """Two of each are four of one: no more are added."""
    known = Witnesses()
    for serial in range(4):
        known.add(serial, serial % 2, 1)
    known.merge(1, 0)
    assert not known.outlasts(9, story_id=0, members=9)
    for serial in range(4):
        known.forget(serial, 0)
    assert known.outlasts(9, story_id=0, members=9)
    assert len(known) == 0


def test_a_story_of_another_language_is_not_found_by_its_witnesses() -> None:
    """Across languages evidence is thin: there the window is the window."""
    reports = entries([(0, "Lapid besucht Ankara am 4. März"), (0.1, "Lapid zu Besuch in Ankara, 4. März")])
    german = [replace(entry, language="de") for entry in reports]
    (late,) = entries([(10, "Lapid visits Ankara on 4 March")])
    (soon,) = entries([(1, "Lapid visits Ankara on 4 March")])
    for english, home in ((soon, 1), (late, 3)):
        grouper = Grouper(GroupingSettings())
        for entry in german:
            grouper.add(entry)
        assert grouper.add(replace(english, id=3)).membership.story_id == home
