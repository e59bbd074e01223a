"""What `digest why` says of a story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from digest.cli.why import explain

ISTANBUL = ZoneInfo("Europe/Istanbul")


def test_a_story_is_told_in_the_order_of_time_on_the_sites_clock(make_story, make_entry) -> None:
    """Who told what, how much later, and which were copies, whatever the order they joined in."""
    story = make_story(
        make_entry(1, "Bridge at Karla closed", hours_ago=6),
        make_entry(2, "Karla bridge shut", hours_ago=6.5),
        make_entry(3, "Bridge at Karla closed", hours_ago=5),
        make_entry(4, "Karla bridge reopens", summary="It opened at dawn.", hours_ago=3),
        told_by=(1, 4),
        copies=(3,),
    )
    lines = list(explain(story, ISTANBUL))
    assert lines[0] == "story 1: 4 entries, 2 with news; times of Europe/Istanbul"
    assert [line for line in lines[1:] if not line.startswith("    ")][:4] == [
        "2026-06-16 01:00  Outlet 2: Karla bridge shut  [entry 2]",
        "2026-06-16 01:30  Outlet 1: Bridge at Karla closed  [entry 1]",
        "2026-06-16 02:30  Outlet 3: Bridge at Karla closed  [entry 3]",
        "2026-06-16 04:30  Outlet 4: Karla bridge reopens  [entry 4]",
    ]
    assert [lines[lines.index(line) + 1].strip() for line in lines if "[entry" in line] == [
        "told it first",
        "30 min later, news 1: Bridge at Karla closed",
        "90 min later, a copy",
        "4 h later, news 2: It opened at dawn.",
    ]
    assert (
        lines[-1] == "told first by Outlet 2; Outlet 1 30 min later; Outlet 3 90 min later (a copy); Outlet 4 4 h later"
    )


def test_lags_are_told_in_units_that_people_use(make_story, make_entry) -> None:
    """Minutes, then hours, then days."""
    hours = (80, 80 - 0.2, 80 - 1.95, 80 - 31.2, 80 - 75)
    story = make_story(*(make_entry(number, hours_ago=ago) for number, ago in enumerate(hours, 1)))
    (line,) = [line for line in explain(story, ISTANBUL) if line.startswith("told first by")]
    assert [part.partition(" later")[0] for part in line.split("; ")[1:]] == [
        "Outlet 2 12 min",
        "Outlet 3 117 min",
        "Outlet 4 31 h",
        "Outlet 5 3 days",
    ]


def test_news_of_entries_that_were_pruned_is_still_told(make_story, make_entry) -> None:
    """There is no entry to put it to, and no outlet that told it first."""
    empty = replace(make_story(make_entry(1, "Bridge closed", hours_ago=6)), entries=(), memberships=())
    assert list(explain(empty, ISTANBUL))[1:] == ["news 1: Bridge closed"]


def test_what_joined_says_how_far_its_nearest_entry_is(make_story, make_entry) -> None:
    """Score, what it had to reach, the nearest entry, and the time between them in words."""
    story = make_story(make_entry(1, hours_ago=6), make_entry(2, hours_ago=4))
    joined = replace(story.memberships[1], score=0.71, threshold=0.18, nearest_entry_id=1, gap=timedelta(hours=2))
    lines = list(explain(replace(story, memberships=(story.memberships[0], joined)), ISTANBUL))
    assert "    joined: 0.71 (needed 0.18), nearest entry 1, 2 h apart" in lines
    assert "    opened the story" in lines
