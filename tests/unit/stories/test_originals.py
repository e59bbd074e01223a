"""Who wrote a text, and who only carries it."""

from __future__ import annotations

from dataclasses import replace

from digest.stories.originals import copies, own

AGENCY = "Parliament passed a law on Sunday that bans the sale of fireworks to anyone under twenty years of age."


def test_an_agencys_text_under_another_headline_is_a_copy(make_story, make_entry) -> None:
    """With a dateline or cut short, too; what adds enough of its own is none."""
    first = make_entry(1, "Fireworks banned", summary=AGENCY, hours_ago=5)
    dated = make_entry(2, "No more bangers", summary=f"OSLO (NTB) - {AGENCY}", hours_ago=4)
    cut = make_entry(3, "Law on fireworks", summary=AGENCY[:70], hours_ago=3)
    more = make_entry(4, "A quiet new year", summary=f"{AGENCY} {'Traders in the north fear for their stock. ' * 3}")
    other = make_entry(5, "Fireworks law", summary="Nobody under twenty may buy fireworks any more, lawmakers decided.")
    assert copies(make_story(first, dated, cut, more, other, told_by=(1,))) == {2, 3}


def test_the_earliest_is_the_original_whatever_was_grouped_first(make_story, make_entry) -> None:
    """A feed that is polled first is not thereby the first to report."""
    copier, writer = make_entry(1, "Same", hours_ago=1), make_entry(2, "Same", hours_ago=5)
    story = make_story(copier, writer, told_by=(1,), copies=(2,))
    story = replace(story, memberships=(story.memberships[0], replace(story.memberships[1], nearest_entry_id=1)))
    assert copies(story) == {1}
    assert own(story.entries, copies(story)) == (writer,)


def test_an_outlet_that_writes_on_copies_nobody(make_story, make_entry) -> None:
    """Its own text again is no copy, nor is a text that tells the story's news."""
    first = make_entry(1, "Fireworks banned", summary=AGENCY, hours_ago=5)
    again = make_entry(2, "Fireworks banned for good", summary=AGENCY, outlet="Outlet 1", hours_ago=4)
    telling = make_entry(3, "Fireworks ban signed by Haugen", summary=f"{AGENCY} Haugen signed.", hours_ago=3)
    assert copies(make_story(first, again, telling, told_by=(1, 3))) == frozenset()


def test_an_outlets_newer_version_of_its_page_copies_nobody(make_story, make_entry) -> None:
    """The newer version of an entry joins by its page, as a copy does."""
    first = make_entry(1, "Haugen faces questions", hours_ago=9)
    later = make_entry(2, "Haugen resigns", outlet="Outlet 1", hours_ago=1)
    story = make_story(first, later, told_by=(1, 2), copies=(2,))
    story = replace(story, memberships=(story.memberships[0], replace(story.memberships[1], nearest_entry_id=1)))
    assert copies(story) == frozenset()


def test_where_all_are_copies_all_are_taken(make_entry) -> None:
    """Their original was pruned."""
    entry = make_entry(1)
    assert own((entry,), frozenset({1})) == (entry,)
