"""Stories: the lane and its fence, the group order, memberships, revisions, and reading them back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from digest.errors import StoreError
from digest.model import GroupedEntry, Membership, News, Placement, SharedTerm
from digest.store import open_store
from digest.store.schema import story_aliases

MINUTES = timedelta(minutes=2)
HOUR = timedelta(hours=1)


def test_the_lane_has_one_holder_until_its_lease_ends(store, now) -> None:
    assert store.stories.take_lane("a", now=now, lease=MINUTES) == 1
    assert store.stories.take_lane("b", now=now, lease=MINUTES) is None
    assert store.stories.take_lane("b", now=now + MINUTES, lease=MINUTES) == 2


def test_a_lane_from_before_the_clock_was_put_back_is_free(store, now) -> None:
    """Who was killed a day ahead of now would stop all grouping for a day."""
    store.stories.take_lane("a", now=now + 1_000 * MINUTES, lease=MINUTES)
    assert store.stories.take_lane("b", now=now, lease=MINUTES) == 2


def test_renewing_keeps_the_fence_and_a_takeover_raises_it(store, now) -> None:
    fences = [
        store.stories.take_lane(owner, now=now + minutes * MINUTES, lease=MINUTES)
        for owner, minutes in [("a", 0), ("a", 0.5), ("a", 5), ("b", 9), ("a", 12)]
    ]
    assert fences == [1, 1, 1, 2, 3]


def test_a_freed_lane_can_be_taken_at_once(store, now) -> None:
    store.stories.take_lane("a", now=now, lease=MINUTES)
    store.stories.free_lane("b")
    assert store.stories.take_lane("b", now=now, lease=MINUTES) is None
    store.stories.free_lane("a")
    assert store.stories.take_lane("a", now=now, lease=MINUTES) == 1
    store.stories.free_lane("a")
    assert store.stories.take_lane("b", now=now, lease=MINUTES) == 2


def test_the_clock_that_was_grouped_by_is_recorded(store, desk, now) -> None:
    """An edit may come between reading an entry and recording its place; a restart must find what grouping saw."""
    feed_id = desk.feed()
    written = desk.entry(published=now - HOUR)
    desk.ingest(feed_id, written)
    (entry,) = store.entries.ungrouped(1)
    desk.ingest(feed_id, replace(written, title="Headline, mended", published=now - 9 * HOUR))
    desk.place([replace(desk.opening(entry.id), clock=entry.clock)])
    assert [grouped.clock for grouped in store.stories.open_window(now - 99 * HOUR, now - 99 * HOUR)] == [now - HOUR]
    story = store.stories.get(entry.id)
    assert (story.opened_at, story.updated_at) == (now - HOUR, now - HOUR)


def test_a_stale_fence_writes_nothing(store, desk, now) -> None:
    desk.ingest(desk.feed(), desk.entry())
    (entry,) = store.entries.ungrouped(1)
    stale = store.stories.take_lane("a", now=now, lease=MINUTES)
    store.stories.take_lane("b", now=now + HOUR, lease=MINUTES)
    with pytest.raises(StoreError, match="lane is not held"):
        store.stories.record([desk.opening(entry.id)], fence=stale, now=now + HOUR)
    assert store.stories.get(entry.id) is None
    assert store.entries.ungrouped(1) == (entry,)


@pytest.mark.parametrize("taken", [False, True])
def test_recording_without_the_lane_is_refused(store, desk, now, taken: bool) -> None:
    if taken:
        store.stories.take_lane("a", now=now, lease=MINUTES)
        store.stories.free_lane("a")
    with pytest.raises(StoreError, match="lane is not held"):
        store.stories.record([], fence=1, now=now)


def test_only_one_of_many_takers_gets_the_lane(file_or_postgresql: str, now) -> None:
    stores = [open_store(file_or_postgresql) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        takes = [
            threads.submit(each.stories.take_lane, f"owner {n}", now=now, lease=MINUTES)
            for n, each in enumerate(stores)
        ]
        fences = [take.result() for take in takes]
    for each in stores:
        each.close()
    assert sorted(fences, key=str) == [1, None, None, None]


def test_a_story_comes_back_with_everything_in_joining_order(store, desk, now) -> None:
    feed_id = desk.feed(name="Wire")
    desk.ingest(feed_id, desk.entry(published=now - HOUR), desk.entry(published=now - 2 * HOUR), desk.entry())
    second, first, third = (entry.id for entry in sorted(store.entries.ungrouped(3), key=lambda entry: entry.id))
    why = Membership(
        entry_id=second,
        story_id=first,
        reason="joined",
        score=0.61,
        threshold=0.4,
        nearest_entry_id=first,
        gap=timedelta(minutes=59, microseconds=1),
        shared=(SharedTerm(term="rail strike", weight=0.7), SharedTerm(term="12", weight=0.1)),
        granularity="tight",
        granularity_of="strikes",
    )
    news = News(sentence="It ends Thursday.", names=("Haifa",), numbers=("12",))
    desk.place([desk.opening(first, news=None), Placement(membership=why, fingerprint="{}", news=news)])
    desk.place([desk.joining(third, first, reason="copy", news=None)], at=now + HOUR)
    story = store.stories.get(first)
    assert [entry.id for entry in story.entries] == [first, second, third]
    assert [membership.entry_id for membership in story.memberships] == [first, second, third]
    assert story.memberships[1] == why
    assert story.entries[0].outlet == "Wire"
    (revision,) = story.revisions
    assert (revision.story_id, revision.entry_id, revision.number, revision.created_at) == (first, second, 1, now)
    assert revision.news == news
    assert (story.opened_at, story.updated_at) == (now - 2 * HOUR, now)


def test_revision_ids_grow_and_their_numbers_count_within_the_story(store, desk, now) -> None:
    feed_id = desk.feed()
    assert store.stories.last_revision() == 0
    desk.ingest(feed_id, *(desk.entry() for _ in range(4)))
    a, b, c, d = (entry.id for entry in store.entries.ungrouped(4))
    desk.place([desk.opening(a), desk.opening(b), desk.joining(c, a)])
    desk.place([desk.joining(d, a)])
    numbers = {n.entry_id: (n.number, n.id) for story_id in (a, b) for n in store.stories.get(story_id).revisions}
    assert [numbers[entry_id][0] for entry_id in (a, b, c, d)] == [1, 1, 2, 3]
    ids = [numbers[entry_id][1] for entry_id in (a, b, c, d)]
    assert ids == sorted(ids)
    assert store.stories.last_revision() == ids[-1]


def test_a_grouped_entry_is_never_grouped_again(store, desk, now) -> None:
    (story_id,) = desk.stories()
    with pytest.raises(StoreError, match="has its group order already"):
        desk.place([desk.opening(story_id)])


@pytest.mark.parametrize("unknown", ["entry", "story"])
def test_an_unknown_entry_or_story_writes_nothing(store, desk, unknown: str) -> None:
    desk.ingest(desk.feed(), desk.entry(), desk.entry())
    first, second = store.entries.ungrouped(2)
    wrong = desk.opening(999) if unknown == "entry" else desk.joining(second.id, 999)
    with pytest.raises(StoreError, match=r"unknown|no such story"):
        desk.place([desk.opening(first.id), wrong])
    assert store.entries.ungrouped(2) == (first, second)
    assert store.stories.last_revision() == 0


def test_the_open_window_is_what_the_grouper_needs_in_its_order(store, desk, now) -> None:
    """By group order, from a clock on; an edit after grouping moves nothing."""
    feed_id = desk.feed()
    early, late = desk.entry(published=now - HOUR), desk.entry()
    assert store.stories.latest_clock() is None
    desk.ingest(feed_id, late)
    (last,) = store.entries.ungrouped(1)
    desk.place([desk.opening(last.id)])
    desk.ingest(feed_id, early)
    (first,) = store.entries.ungrouped(1)
    desk.place([desk.joining(first.id, last.id)])
    desk.ingest(feed_id, desk.entry(keys=late.keys, published=now - 9 * HOUR))
    assert store.stories.latest_clock() == now
    grouped = [
        GroupedEntry(entry_id=i, story_id=last.id, clock=clock, fingerprint=f'{{"entry": {i}}}')
        for i, clock in [(last.id, now), (first.id, now - HOUR)]
    ]
    assert store.stories.open_window(now - HOUR, now - HOUR) == tuple(grouped)
    assert store.stories.open_window(now, now) == tuple(grouped[:1])


def test_witnesses_outlast_the_window(store, desk, now) -> None:
    """Whoever a placement names is listed for longer, from the same batch on, and comes with its mark."""
    feed_id = desk.feed()
    desk.ingest(feed_id, *(desk.entry(published=now - hours * HOUR) for hours in (9, 8, 3, 1)))
    first, second, third, last = (entry.id for entry in store.entries.ungrouped(4))
    desk.place([desk.opening(first), desk.joining(second, first), desk.opening(third)])
    desk.place([replace(desk.opening(last), witnesses=(first, third))])
    assert store.stories.open_window(now - HOUR, now - HOUR) == (
        GroupedEntry(entry_id=last, story_id=last, clock=now - HOUR, fingerprint=f'{{"entry": {last}}}'),
    )
    window = store.stories.open_window(now - 2 * HOUR, now - 9 * HOUR)
    assert [(entry.entry_id, entry.witness) for entry in window] == [(first, True), (third, True), (last, False)]
    window = store.stories.open_window(now - 2 * HOUR, now - 8 * HOUR)
    assert [entry.entry_id for entry in window] == [third, last]


def test_revised_lists_stories_after_a_revision_or_since_a_time(store, desk, now) -> None:
    (old,) = desk.stories(at=now - 5 * HOUR)
    (middle,) = desk.stories(at=now - 3 * HOUR)
    (young,) = desk.stories(at=now)
    last = store.stories.last_revision()
    assert [story.id for story in store.stories.revised(after=last, since=now)] == [young]
    assert [story.id for story in store.stories.revised(after=0, since=now)] == [old, middle, young]
    assert [story.id for story in store.stories.revised(after=last, since=now - 3 * HOUR)] == [middle, young]
    assert store.stories.revised(after=last, since=now + HOUR) == ()
    assert store.stories.revised(after=last - 1, since=now + HOUR) == (store.stories.get(young),)


def test_a_story_moves_with_its_news_and_with_whoever_joins_it(store, desk, now) -> None:
    """However old what joins says that it is, and though it tells nothing new; but not with what is only remembered."""
    (told,) = desk.stories(at=now - 5 * HOUR)
    (joined,) = desk.stories(at=now - 5 * HOUR)
    (recalled,) = desk.stories(at=now - 5 * HOUR)
    feed_id, early = desk.feed("https://new.example/rss"), now - 30 * HOUR
    desk.ingest(feed_id, desk.entry(published=early), at=now - HOUR)
    (remembered,) = store.entries.ungrouped(1)
    assert remembered.remembered
    desk.place([desk.joining(remembered.id, recalled, news=None)], at=now)
    desk.ingest(feed_id, desk.entry(published=early), at=now)
    (late,) = store.entries.ungrouped(1)
    desk.place([desk.joining(late.id, joined, news=None)], at=now)
    assert [story.id for story in store.stories.moved(now)] == [joined]
    assert [story.id for story in store.stories.moved(now - 5 * HOUR)] == [told, joined, recalled]
    assert store.stories.moved(now + HOUR) == ()


def test_many_stories_are_read_in_few_queries(store, desk, now) -> None:
    desk.stories(50)
    queries: list[str] = []

    def listen(*arguments) -> None:
        queries.append(arguments[2])

    event.listen(store.engine, "before_cursor_execute", listen)
    assert len(store.stories.revised(after=0, since=now)) == 50
    event.remove(store.engine, "before_cursor_execute", listen)
    assert sum(query.startswith("SELECT") for query in queries) == 3


def test_an_old_id_of_a_story_still_finds_it_and_takes_entries(store, desk) -> None:
    first, second = desk.stories(2)
    with store.engine.begin() as connection:
        connection.execute(insert(story_aliases).values(old_id=777, story_id=second))
    assert store.stories.get(777) == store.stories.get(second)
    desk.ingest(desk.feed(), desk.entry())
    (entry,) = store.entries.ungrouped(1)
    desk.place([desk.joining(entry.id, 777)])
    assert [each.id for each in store.stories.get(second).entries] == [second, entry.id]
    assert store.stories.get(first).id == first


def test_a_pruned_story_keeps_its_revisions_for_the_ledger(store, desk, now) -> None:
    (story_id,) = desk.stories(at=now - 100 * 24 * HOUR)
    store.entries.prune(now - 90 * 24 * HOUR, 10)
    story = store.stories.get(story_id)
    assert (story.entries, len(story.revisions)) == ((), 1)
    assert store.stories.revised(after=0, since=now) == ()
    assert store.stories.listing(now - 200 * 24 * HOUR) == ()


def test_stories_are_listed_from_the_latest_on(store, desk, now) -> None:
    (old,) = desk.stories(at=now - 5 * HOUR)
    (young,) = desk.stories(at=now)
    assert [story.id for story in store.stories.listing(now - 9 * HOUR)] == [young, old]
    assert [story.id for story in store.stories.listing(now - HOUR)] == [young]


def test_a_listing_can_be_bounded(store, desk, now) -> None:
    """The latest so many, the latest first."""
    desk.stories(at=now - 2 * HOUR)
    (middle,) = desk.stories(at=now - HOUR)
    (young,) = desk.stories(at=now)
    assert [story.id for story in store.stories.listing(now - 9 * HOUR, 2)] == [young, middle]
