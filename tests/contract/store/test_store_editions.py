"""Edits that tell something new: an entry of their own, once; all others change their entry in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.model import ParsedEntry

HOUR = timedelta(hours=1)
BRIDGE = ParsedEntry(keys=("guid:1", "link:a"), title="Bridge at Karla closed", link="https://wire.example/a")
NEWS = replace(BRIDGE, title="Bridge at Karla collapses, 14 people missing")


@pytest.fixture
def told(store, desk, now):
    """Bring an entry in and tell its news; give its feed's id and its own."""
    feed_id = desk.feed()
    desk.ingest(feed_id, replace(BRIDGE, published=now - HOUR))
    (entry,) = store.entries.ungrouped(1)
    desk.place([desk.opening(entry.id)])
    alert = desk.draft(desk.subscribe("a@example.org"), told=(store.stories.last_revision(),), through=-1)
    assert store.issues.publish(alert, now=now)
    return feed_id, entry.id


def test_an_edit_that_tells_something_new_is_an_entry_of_its_own(store, desk, now, told) -> None:
    """Once: its keys lead to it from then on. What was told stays as it was, and the edit was made now."""
    feed_id, first = told
    for times in (1, 0, 0):
        counted = desk.ingest(feed_id, replace(NEWS, published=now - HOUR), at=now + 2 * HOUR)
        assert (counted.new, counted.updated) == (0, times)
    (edition,) = store.entries.ungrouped(9)
    assert (edition.title, edition.seen_at, edition.published) == (NEWS.title, now + 2 * HOUR, None)
    before = store.entries.get(first)
    assert (before.title, before.published) == (BRIDGE.title, now - HOUR)
    desk.place([desk.joining(edition.id, first)])
    again = replace(NEWS, title="Bridge at Karla collapses; 14 are missing", keys=("link:a",))
    assert desk.ingest(feed_id, again, at=now + 3 * HOUR).updated == 1
    assert store.entries.get(edition.id).title == again.title
    assert store.entries.ungrouped(9) == ()


def test_an_outlet_may_date_its_edit(store, desk, now, told) -> None:
    """Never later than it was seen."""
    feed_id, _ = told
    desk.ingest(feed_id, replace(NEWS, published=now + HOUR), at=now + 2 * HOUR)
    (edition,) = store.entries.ungrouped(9)
    assert edition.published == edition.clock == now + HOUR


@pytest.mark.parametrize(
    ("edit", "later"),
    [
        (replace(BRIDGE, title="Karla bridge is closed"), HOUR),
        (replace(BRIDGE, summary="It collapsed, and 14 people are missing."), HOUR),
        (NEWS, timedelta(days=3)),
    ],
    ids=["reworded", "same headline", "long ago"],
)
def test_other_edits_change_the_entry_in_place(store, desk, now, told, edit, later) -> None:
    """Other words of the same; text below the same headline; an entry of days ago."""
    feed_id, first = told
    assert desk.ingest(feed_id, edit, at=now + later).updated == 1
    assert store.entries.ungrouped(9) == ()
    entry = store.entries.get(first)
    assert (entry.title, entry.summary) == (edit.title, edit.summary)


def test_what_waits_for_an_issue_is_edited_in_place(store, desk, now) -> None:
    """Whether it is in a story yet or not; once an issue has passed it by, an edit counts."""
    feed_id = desk.feed()
    desk.ingest(feed_id, BRIDGE)
    (entry,) = store.entries.ungrouped(1)
    desk.ingest(feed_id, NEWS)
    assert [one.title for one in store.entries.ungrouped(9)] == [NEWS.title]
    desk.place([desk.opening(entry.id)])
    desk.ingest(feed_id, BRIDGE)
    assert store.entries.ungrouped(9) == ()
    assert store.entries.get(entry.id).title == BRIDGE.title
    last = store.stories.last_revision()
    assert store.issues.publish(desk.draft(desk.subscribe("a@example.org"), through=last), now=now)
    desk.ingest(feed_id, NEWS)
    assert [one.title for one in store.entries.ungrouped(9)] == [NEWS.title]


def test_a_feed_that_is_made_over_tells_nothing_new(store, desk, now) -> None:
    """Fifty headlines edited at once are no fifty developments; and what was only remembered stays that."""
    feed_id = desk.feed()
    old = [replace(BRIDGE, keys=(f"guid:{n}",), title=f"Bridge {n} closed", published=now) for n in range(51)]
    old.append(replace(BRIDGE, keys=("guid:old",), published=now - timedelta(days=2)))
    desk.ingest(feed_id, *old)
    desk.place([desk.opening(entry.id, news=None) for entry in store.entries.ungrouped(99)])
    edited = [replace(entry, title=f"{entry.title} for {n + 200} days") for n, entry in enumerate(old)]
    assert desk.ingest(feed_id, *edited, at=now + HOUR).updated == 52
    assert store.entries.ungrouped(9) == ()
    assert desk.ingest(feed_id, *old[:9], at=now + HOUR).updated == 9
    assert desk.ingest(feed_id, *edited[:9], edited[-1], at=now + HOUR).updated == 9
    assert len(store.entries.ungrouped(99)) == 9
