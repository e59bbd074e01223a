"""Levels: what a pattern may be, what it finds, and which news is a change."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.stories.levels import REACH, changes, compile_level, level_of


@pytest.mark.parametrize(
    ("pattern", "title", "level"),
    [
        (r"level (\d)", "Travel warning raised to Level 4", "4"),
        (r"(?:level|Stufe|רמה)\s*(\d+)", "אזהרת המסע הורדה לרמה 3", "3"),
        (r"alert: (red|orange|green)", "Alert: RED for the coast", "red"),
        (r"rate at (\d+[.,]\d)", "Bank leaves rate at 4.5 percent", "4.5"),
        (r"level (\d)", "Travel warning raised", None),
    ],
)
def test_a_level_is_what_the_group_holds(pattern: str, title: str, level: str | None, make_entry) -> None:
    """In any letter case, in the title or else the summary."""
    assert level_of(make_entry(1, title), compile_level(pattern)) == level
    assert level_of(make_entry(1, "No level here", summary=title), compile_level(pattern)) == level


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"(a+)+b", "a group cannot be repeated"),
        (r"(?:a|a)*(b)", "a group cannot be repeated"),
        (r"a*b*c*(d)", "more than 2 repetitions"),
        (r"(a)\1", r"\1 is not taken"),
        (r"(?=a)(b)", "(?= is not taken"),
        (r"(?P<x>a)", "(?P is not taken"),
        ("(?:a|a)" * 5 + "(b)", "groups"),
        ("(" + "|".join("a" * 20) + ")", "more than 12 alternatives"),
        (r"level \d", "it has 0 groups"),
        (r"(level) (\d)", "it has 2 groups"),
    ],
)
def test_what_could_take_long_is_refused_in_words(pattern: str, said: str) -> None:
    """Nested repetition, references and looking around are not needed for a level."""
    with pytest.raises(ValueError, match=re.escape(said)):
        compile_level(pattern)


def test_a_bracket_in_a_class_is_a_letter() -> None:
    """Classes and escapes are read whole."""
    assert compile_level(r"[)*+]{1,3}\(([a-z\]]+)").search("x +*(high")[1] == "high"  # type: ignore[index]


@given(st.text(alphabet=r"ab(|)[]{}*+?\d,1", max_size=30))
def test_no_pattern_that_is_taken_reaches_far(pattern: str) -> None:
    """A match is never longer than the pattern with its two repetitions of twenty: the time is that of the text."""
    try:
        compiled = compile_level(pattern)
    except (ValueError, re.error):
        return
    for text in ("a" * 500, "ab1" * 160):
        found = compiled.search(text)
        assert found is None or len(found[0]) <= len(pattern) + 2 * REACH


def test_only_a_change_of_the_level_is_news(make_story, make_entry) -> None:
    """The first news tells the story; then the level has to differ from where it stood, and to be told at all."""
    titles = (
        "Warning at level 3",
        "Warning at level 3 still, minister says",
        "Tourists leave",
        "Warning now level 4",
        "More flights for those who leave",
        "Warning back at level 3",
    )
    story = make_story(*(make_entry(number, title, hours_ago=9 - number) for number, title in enumerate(titles, 1)))
    assert [revision.entry_id for revision in changes(story, [r"level (\d)"])] == [1, 4, 6]


def test_a_change_of_any_level_that_is_asked_for_is_news(make_story, make_entry) -> None:
    """A story on two topics with levels is news for either."""
    titles = ("Warning at level 3", "Alert red at level 3", "Alert green at level 3")
    story = make_story(*(make_entry(number, title, hours_ago=9 - number) for number, title in enumerate(titles, 1)))
    assert [one.entry_id for one in changes(story, [r"level (\d)", "alert (red|green)"])] == [1, 2, 3]
    assert [one.entry_id for one in changes(story, [r"level (\d)"])] == [1]
