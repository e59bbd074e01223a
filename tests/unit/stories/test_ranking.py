"""Which story comes first, and which two are one too many."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digest.stories.diversity import too_alike
from digest.stories.ranking import rank


def test_copies_are_no_outlets(make_story, make_entry, now) -> None:
    """Ten outlets that print one agency's text are one; one that adds its own is a second."""
    copies = [make_entry(number) for number in range(2, 12)]
    lone = make_story(make_entry(1))
    copied = make_story(make_entry(1), *copies, copies=tuple(range(2, 12)))
    second = make_story(make_entry(1), *copies, make_entry(12), copies=tuple(range(2, 12)))
    assert rank(copied, now) == rank(lone, now) < rank(second, now)


def test_two_entries_of_one_outlet_are_one(make_story, make_entry, now) -> None:
    """A desk that writes ten pieces is one outlet."""
    one = make_story(make_entry(1))
    ten = make_story(*(make_entry(number, outlet="Outlet 1") for number in range(1, 11)))
    assert rank(ten, now) == rank(one, now)


def test_an_outlets_weight_counts(make_story, make_entry, now) -> None:
    """What an admin gave more weight leads."""
    light, heavy = make_story(make_entry(1, weight=0.5)), make_story(make_entry(2, weight=2.0))
    assert rank(heavy, now) > rank(light, now)


def test_age_is_that_of_the_news_and_not_of_one_more_copy(make_story, make_entry, now) -> None:
    """A late repeat does not bring an old story to the top again."""
    old = make_story(make_entry(1, hours_ago=30))
    repeated = make_story(
        make_entry(1, hours_ago=30), make_entry(2, outlet="Outlet 1", hours_ago=1), told_by=(1,), copies=(2,)
    )
    moved = make_story(make_entry(1, hours_ago=30), make_entry(2, outlet="Outlet 1", hours_ago=1))
    assert rank(repeated, now) == rank(old, now) < rank(moved, now)


def test_to_somebody_who_knows_a_story_only_what_is_fresh_counts(make_story, make_entry, now) -> None:
    """An update by one outlet ranks like a story of one outlet, however many told the rest."""
    large = make_story(*(make_entry(number) for number in range(1, 9)))
    assert rank(large, now, fresh=large.entries[-1:]) == pytest.approx(rank(make_story(make_entry(20)), now))
    assert rank(large, now) > rank(large, now, fresh=large.entries[-1:])


def test_fit_orders_equals_and_does_not_outweigh_an_outlet(make_story, make_entry, now) -> None:
    """What is plainly on topic comes before what is just so, but not before what a second outlet tells."""
    one, two = make_story(make_entry(1)), make_story(make_entry(2), make_entry(3))
    assert rank(one, now, fit=1.0) > rank(one, now, fit=0.5) > rank(one, now)
    assert rank(two, now) > rank(one, now, fit=1.0)
    assert rank(one, now, fit=9.0) == rank(one, now, fit=1.0)


@pytest.mark.parametrize(
    ("one", "other", "language", "alike"),
    [
        ("Morning briefing: the stories you need", "Morning briefing: the stories you need", "en", True),
        ("Weather for Tuesday: sunny and warm", "Weather for Wednesday: sunny and warm", "en", True),
        ("Lapid to visit Ankara", "Lapid to visit Ankara on Thursday", "en", True),
        ("Lapid to visit Ankara", "Herzog thanks Erdogan by phone", "en", False),
        ("Fire in Haifa port", "Strike in Haifa port", "en", False),
        ("", "", "en", False),
    ],
)
def test_stories_that_would_be_read_twice_are_too_alike(
    one: str, other: str, language: str, alike: bool, make_story, make_entry
) -> None:
    """One event in two stories, or two parts of a series; not two events of one place."""
    stories = (make_story(make_entry(number, title, language=language)) for number, title in enumerate((one, other), 1))
    assert too_alike(*stories) is alike


def test_stories_of_two_languages_are_compared_by_what_they_name(make_story, make_entry) -> None:
    """One event that grouping did not bring together across languages."""
    english = make_story(make_entry(1, "Israel and Turkey exchange ambassadors"))
    german = make_story(make_entry(2, "Israel und die Türkei tauschen Botschafter aus", language="de"))
    other = make_story(make_entry(3, "Schach: Türkei gewinnt den Pokal", language="de"))
    assert too_alike(english, german)
    assert not too_alike(english, other)


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Egypt strikes Sudan", "Sudan greift Ägypten an"),
        ("Egypt wins against Sudan", "Sudan gewinnt gegen Ägypten"),
        ("Egypt opens its embassy in Sudan", "Ägypten schließt Botschaft im Sudan"),
        ("Swissair: what travellers need to know", "Swissair"),
    ],
)
def test_a_name_or_two_in_common_are_no_event_in_common(english: str, german: str, make_story, make_entry) -> None:
    """A story that is left out is lost to the reader: across languages it takes evidence."""
    assert not too_alike(make_story(make_entry(1, english)), make_story(make_entry(2, german, language="de")))


def test_age_never_makes_a_rank_negative(make_story, make_entry, now) -> None:
    """Every term is bounded below, and a clock ahead of ours is as good as now."""
    ancient = make_story(make_entry(1, hours_ago=24 * 365))
    assert rank(ancient, now) >= 1
    assert rank(ancient, now - timedelta(days=400)) <= 2
