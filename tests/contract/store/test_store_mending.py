"""Stories that become one and come apart: entries and revisions move, old ids and what was told stay."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest

from digest.errors import StoreError
from digest.model import Apart, GroupedEntry, Membership, Merge, Placement

MINUTES = timedelta(minutes=2)
HOUR = timedelta(hours=1)


def merging(entry_id: int, story_id: int, merge: Merge) -> Placement:
    """Place an entry that shows two stories to be one."""
    membership = Membership(entry_id=entry_id, story_id=story_id, reason="joined", score=0.5, threshold=0.25)
    return Placement(membership=membership, fingerprint="{}", merge=merge)


def fence(store, now) -> int:
    return store.stories.take_lane("desk", now=now, lease=MINUTES)


def test_a_merged_story_takes_everything_along(store, desk, now) -> None:
    """Entries in the order of the lane, revisions numbered anew under their ids, times and lead of both."""
    a, b = desk.stories(2)
    desk.ingest(desk.feed_ids["usual"], *(desk.entry(published=now + HOUR) for _ in range(2)), at=now + HOUR)
    c, d = (entry.id for entry in store.entries.ungrouped(2))
    before = {r.entry_id: r.id for story_id in (a, b) for r in store.stories.get(story_id).revisions}
    desk.place(
        [desk.joining(c, b), merging(d, a, Merge(story_id=a, old_id=b, score=0.4, threshold=0.3))], at=now + HOUR
    )
    story = store.stories.get(a)
    assert [entry.id for entry in story.entries] == [a, b, c, d]
    assert [(revision.number, revision.entry_id) for revision in story.revisions] == [(1, a), (2, b), (3, c)]
    assert {r.entry_id: r.id for r in story.revisions if r.entry_id in before} == before
    assert (story.opened_at, story.updated_at) == (now, now + HOUR)
    opener = story.memberships[1]
    assert (opener.reason, opener.score, opener.threshold) == ("merged", 0.4, 0.3)


def test_the_id_of_a_merged_story_stays_a_name(store, desk, now) -> None:
    """Through any number of merges, and for entries that are placed under it in the same batch."""
    a, b, c = desk.stories(3)
    held = fence(store, now)
    assert store.stories.merge(c, b, fence=held, now=now) == b
    assert store.stories.merge(a, b, fence=held, now=now) == a
    assert {store.stories.get(name).id for name in (a, b, c)} == {a}
    assert [story.id for story in store.stories.listing(now - HOUR)] == [a]
    window = store.stories.open_window(now - HOUR, now - HOUR)
    assert [(entry.entry_id, entry.story_id) for entry in window] == [(a, a), (b, a), (c, a)]
    assert isinstance(window[0], GroupedEntry)


def test_of_two_stories_the_one_that_was_opened_first_keeps_its_id(store, desk, now) -> None:
    """Ids are given as feeds answer: what came first in the lane is the older, whatever its number."""
    [first] = desk.stories()
    desk.ingest(desk.feed_ids["usual"], *(desk.entry(published=now) for _ in range(2)))
    one, other = (entry.id for entry in store.entries.ungrouped(2))
    desk.place([desk.opening(other), desk.opening(one)])
    held = fence(store, now)
    assert store.stories.merge(one, other, fence=held, now=now) == other
    assert store.stories.get(one).id == other
    assert store.stories.merge(other, first, fence=held, now=now) == first


def test_news_that_a_merge_shows_to_be_none_is_forgotten_unless_it_was_told(store, desk, now) -> None:
    """A revision in an issue stays, with its id: who was told it must stay told."""
    a, b, c = desk.stories(3)
    desk.ingest(desk.feed_ids["usual"], *(desk.entry() for _ in range(2)))
    d, e = (entry.id for entry in store.entries.ungrouped(2))
    told = store.stories.get(c).revisions[0].id
    (reader,) = desk.subscribe("r@example.org")
    store.issues.publish(desk.draft([reader], told=[told]), now=now)
    desk.place(
        [
            merging(d, a, Merge(story_id=a, old_id=b, score=0.4, threshold=0.3, repeats=(b,))),
            merging(e, a, Merge(story_id=a, old_id=c, score=0.4, threshold=0.3, repeats=(c,))),
        ]
    )
    assert [(r.number, r.entry_id) for r in store.stories.get(a).revisions] == [(1, a), (2, c)]
    assert store.stories.get(a).revisions[1].id == told


def test_a_story_that_is_not_there_cannot_be_merged(store, desk, now) -> None:
    """Nothing is half done."""
    (a,) = desk.stories()
    with pytest.raises(StoreError, match="cannot become one"):
        store.stories.merge(a, a + 999, fence=fence(store, now), now=now)
    assert store.stories.get(a).memberships[0].reason == "opened"


def test_split_entries_take_their_news_along(store, desk, now) -> None:
    """They make a story named by the first of them, which says that it was split off."""
    a, b, c = desk.stories(3)
    held = fence(store, now)
    store.stories.merge(a, b, fence=held, now=now)
    store.stories.merge(a, c, fence=held, now=now)
    revisions = {r.entry_id: r.id for r in store.stories.get(a).revisions}
    assert store.stories.split(a, [b, c], fence=held, now=now) == b
    one, other = store.stories.get(a), store.stories.get(b)
    assert [entry.id for entry in one.entries] == [a]
    assert [entry.id for entry in other.entries] == [b, c]
    assert {r.entry_id: r.id for story in (one, other) for r in story.revisions} == revisions
    assert [r.number for r in other.revisions] == [1, 2]
    assert other.memberships[0].reason == "split"
    assert store.stories.kept_apart() == (Apart(story_id=b, other_id=a),)


def test_the_opener_keeps_the_name_when_it_is_split_off(store, desk, now) -> None:
    """Then the others move."""
    a, b = desk.stories(2)
    held = fence(store, now)
    store.stories.merge(a, b, fence=held, now=now)
    assert store.stories.split(a, [a], fence=held, now=now) == b
    assert [entry.id for entry in store.stories.get(a).entries] == [a]
    assert [entry.id for entry in store.stories.get(b).entries] == [b]


def test_the_last_word_of_an_admin_counts(store, desk, now) -> None:
    """Who merges what was split wants it together, and may split it once more."""
    a, b = desk.stories(2)
    held = fence(store, now)
    store.stories.merge(a, b, fence=held, now=now)
    store.stories.split(a, [b], fence=held, now=now)
    assert len(store.stories.kept_apart()) == 1
    store.stories.merge(b, a, fence=held, now=now)
    assert store.stories.kept_apart() == ()
    assert store.stories.split(a, [b], fence=held, now=now) == b
    assert store.stories.kept_apart() == (Apart(story_id=b, other_id=a),)


def apart(store) -> set[frozenset[int]]:
    """The pairs of stories that must not become one."""
    return {frozenset((pair.story_id, pair.other_id)) for pair in store.stories.kept_apart()}


def test_what_is_split_once_more_stays_apart_from_what_it_was_split_from(store, desk, now) -> None:
    """Whichever half is split, and wherever the entries are that the first constraint names."""
    a, b, c, d = desk.stories(4)
    held = fence(store, now)
    for other in (b, c, d):
        store.stories.merge(a, other, fence=held, now=now)
    assert store.stories.split(a, [c, d], fence=held, now=now) == c
    assert store.stories.split(c, [d], fence=held, now=now) == d
    assert apart(store) == {frozenset(pair) for pair in ((a, c), (a, d), (c, d))}
    assert store.stories.split(a, [a], fence=held, now=now) == b
    assert apart(store) == {frozenset(pair) for pair in combinations((a, b, c, d), 2)}


def test_merging_what_was_split_once_more_leaves_it_apart_from_the_rest(store, desk, now) -> None:
    """Only what the admin wants together now is no longer apart."""
    a, b, c = desk.stories(3)
    held = fence(store, now)
    store.stories.merge(a, b, fence=held, now=now)
    store.stories.merge(a, c, fence=held, now=now)
    store.stories.split(a, [b, c], fence=held, now=now)
    store.stories.split(b, [c], fence=held, now=now)
    store.stories.merge(a, c, fence=held, now=now)
    assert apart(store) == {frozenset((a, b))}


def test_an_old_name_leads_to_the_half_that_has_its_entry(store, desk, now) -> None:
    """Not to the one that it was merged into, where a split has taken its entries along."""
    a, b, c, d = desk.stories(4)
    held = fence(store, now)
    for other in (b, c, d):
        store.stories.merge(a, other, fence=held, now=now)
    assert store.stories.split(a, [b, c], fence=held, now=now) == b
    assert [store.stories.get(name).id for name in (a, b, c, d)] == [a, b, b, a]
    assert store.stories.split(a, [a], fence=held, now=now) == d
    assert [store.stories.get(name).id for name in (a, b, c, d)] == [a, b, b, d]


def test_mending_needs_the_lane(store, desk, now) -> None:
    """Else a grouper would go on with stories that are no more."""
    a, b = desk.stories(2)
    stale = fence(store, now)
    store.stories.take_lane("other", now=now + HOUR, lease=MINUTES)
    with pytest.raises(StoreError, match="lane is not held"):
        store.stories.merge(a, b, fence=stale, now=now)
    with pytest.raises(StoreError, match="lane is not held"):
        store.stories.split(a, [b], fence=stale, now=now)
