"""Who reports a story, who was first, and the story as a line of moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from digest.stories.coverage import reporting, timeline


def test_outlets_stand_by_their_first_entry_with_their_lag(make_story, make_entry) -> None:
    """The first to report comes first, whatever order they joined in; each outlet once."""
    story = make_story(
        make_entry(1, hours_ago=4),
        make_entry(2, hours_ago=6, language="he"),
        make_entry(3, outlet="Outlet 1", hours_ago=1),
    )
    told = reporting(story)
    assert [(one.outlet, one.entry_id, one.lag) for one in told.reporters] == [
        ("Outlet 2", 2, timedelta(0)),
        ("Outlet 1", 1, timedelta(hours=2)),
    ]
    assert told.languages == ("he", "en")


def test_an_outlet_that_only_copied_is_marked(make_story, make_entry) -> None:
    """One that copied first and wrote its own later is not."""
    story = make_story(
        make_entry(1, hours_ago=6),
        make_entry(2, hours_ago=5),
        make_entry(3, hours_ago=4),
        make_entry(4, outlet="Outlet 3", hours_ago=1),
        copies=(2, 3),
    )
    assert [one.copied for one in reporting(story).reporters] == [False, True, False]


def test_a_story_that_only_some_feeds_tell_says_so(make_story, make_entry) -> None:
    """The tags that all its feeds share; none where one outlet tells it alone."""
    first, second = make_entry(1, tags=("press-il", "dailies")), make_entry(2, tags=("dailies", "press-il"))
    assert reporting(make_story(first, second)).only_in == ("press-il", "dailies")
    assert reporting(make_story(first, second, make_entry(3, tags=("wire",)))).only_in == ()
    assert reporting(make_story(first)).only_in == ()


def test_a_story_without_entries_has_no_reporters(make_story, make_entry) -> None:
    """Its entries were pruned; what is left is nothing to tell."""
    empty = replace(make_story(make_entry(1)), entries=())
    assert reporting(empty).reporters == ()
    assert timeline(empty) == ()


def test_the_timeline_tells_what_each_moment_brought(make_story, make_entry) -> None:
    """It opened, something new, the same again, a copy: in the order of time."""
    story = make_story(
        make_entry(1, hours_ago=6),
        make_entry(2, hours_ago=5),
        make_entry(3, hours_ago=3, summary="Three were hurt."),
        make_entry(4, hours_ago=4),
        told_by=(1, 3),
        copies=(2,),
    )
    assert [(one.entry_id, one.kind, one.lag, one.sentence) for one in timeline(story)] == [
        (1, "opened", timedelta(0), story.entries[0].title),
        (2, "copy", timedelta(hours=1), ""),
        (4, "again", timedelta(hours=2), ""),
        (3, "news", timedelta(hours=3), "Three were hurt."),
    ]
