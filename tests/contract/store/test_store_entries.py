"""Entries: found again by their keys, edited in place, remembered, listed, pruned."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from digest.errors import StoreError
from digest.model import Enclosure, Feed, FetchState, ParsedEntry, ParsedFeed
from digest.store import open_store
from digest.store.schema import entries, entry_keys

DAY = timedelta(days=1)


def test_a_new_entry_comes_back_with_all_that_was_said(store, desk, now) -> None:
    feed_id = desk.feed(name="Wire", tags=("press",), weight=1.5)
    said = ParsedEntry(
        keys=("guid:a",),
        title="שביתה ברכבת",
        guid="a",
        link="https://wire.example/a?utm_source=rss",
        canonical_url="https://wire.example/a",
        authors=("Dana", "Noa"),
        published=now - timedelta(minutes=5, microseconds=3),
        summary="One.\nTwo.",
        text="Long.",
        html="<p>Long.</p>",
        enclosures=(Enclosure(url="https://wire.example/a.mp3", type="audio/mpeg", length=12), Enclosure(url="x")),
        language="he",
        direction="rtl",
    )
    assert desk.ingest(feed_id, said).new_keys == {"guid:a"}
    (entry,) = store.entries.ungrouped(10)
    kept = {name: getattr(entry, name) for name in ParsedEntry.__slots__ if name not in {"keys", "html"}}
    assert kept == {name: getattr(said, name) for name in kept}
    assert (entry.outlet, entry.tags, entry.weight, entry.feed_url) == (
        "Wire",
        ("press",),
        1.5,
        "https://wire.example/rss",
    )
    assert (entry.seen_at, entry.remembered) == (now, False)
    assert store.entries.get(entry.id) == entry
    assert store.entries.get(entry.id + 1) is None


def test_an_entry_is_found_again_by_any_of_its_keys(store, desk) -> None:
    """Guid churn and a moved link each change one key; the entry stays one."""
    feed_id = desk.feed()
    said = desk.entry(keys=("guid:1", "link:a"))
    desk.ingest(feed_id, said)
    assert desk.ingest(feed_id, replace(said, keys=("guid:2", "link:a"))).unchanged == 1
    assert desk.ingest(feed_id, replace(said, keys=("guid:2", "link:b"))).unchanged == 1
    assert desk.ingest(feed_id, replace(said, keys=("guid:3", "link:b"))).unchanged == 1
    assert len(store.entries.ungrouped(10)) == 1


def test_the_strongest_key_decides_where_keys_disagree(store, desk) -> None:
    feed_id = desk.feed()
    desk.ingest(feed_id, desk.entry(keys=("guid:1",), title="First"), desk.entry(keys=("link:2",), title="Second"))
    changed = desk.ingest(feed_id, desk.entry(keys=("guid:1", "link:2"), title="Edited"))
    assert (changed.new, changed.updated) == (0, 1)
    assert [entry.title for entry in store.entries.ungrouped(10)] == ["Edited", "Second"]
    assert desk.ingest(feed_id, desk.entry(keys=("link:2",), title="Still second")).updated == 1
    assert [entry.title for entry in store.entries.ungrouped(10)] == ["Edited", "Still second"]


def test_an_edited_entry_is_updated_in_place(store, desk, now) -> None:
    feed_id = desk.feed()
    said = desk.entry(title="Strike looms")
    desk.ingest(feed_id, said)
    (before,) = store.entries.ungrouped(10)
    edited = replace(said, title="Strike called off", summary="At dawn.", published=now - DAY)
    assert desk.ingest(feed_id, edited, at=now + DAY).updated == 1
    assert desk.ingest(feed_id, edited, at=now + DAY).unchanged == 1
    (after,) = store.entries.ungrouped(10)
    assert (after.id, after.title, after.summary) == (before.id, "Strike called off", "At dawn.")
    assert (after.seen_at, after.published) == (now, now - DAY)


@pytest.mark.parametrize("dated", [timedelta(hours=8), timedelta(hours=-8), None])
def test_an_edit_never_makes_an_entry_younger(store, desk, now, dated) -> None:
    """Who was first stays first, whatever date the outlet gives to the entry it edits."""
    feed_id, first = desk.feed(), now - DAY
    said = desk.entry(title="Strike looms", published=first)
    desk.ingest(feed_id, said)
    edited = replace(said, title="Strike is on, union says", published=None if dated is None else first + dated)
    assert desk.ingest(feed_id, edited, at=now + DAY).updated == 1
    (entry,) = store.entries.ungrouped(10)
    assert entry.title == edited.title
    assert entry.published == entry.clock == min(first, first + (dated or timedelta(0)))


def test_items_of_one_document_with_a_shared_key_are_one_entry(store, desk) -> None:
    feed_id = desk.feed()
    first, second = desk.entry(keys=("guid:1", "link:a"), title="A"), desk.entry(keys=("guid:2", "link:a"), title="B")
    counted = desk.ingest(feed_id, first, second)
    assert (counted.new, counted.unchanged, counted.new_keys) == (1, 1, {"guid:1"})
    again = desk.ingest(feed_id, first, second)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 2)
    assert desk.ingest(feed_id, replace(second, title="A")).unchanged == 1
    assert [entry.title for entry in store.entries.ungrouped(10)] == ["A"]


def test_the_same_key_in_two_feeds_is_two_entries(store, desk) -> None:
    said = desk.entry()
    assert desk.ingest(desk.feed("https://a.example/"), said).new == 1
    assert desk.ingest(desk.feed("https://b.example/"), said).new == 1


def test_an_item_without_keys_is_known_by_what_it_says(store, desk) -> None:
    feed_id = desk.feed()
    said = desk.entry(keys=())
    counted = desk.ingest(feed_id, said, said)
    assert (counted.new, counted.unchanged, counted.new_keys) == (1, 1, frozenset())
    assert desk.ingest(feed_id, said).unchanged == 1


def test_a_first_poll_remembers_what_is_older_than_first_poll(store, desk, now) -> None:
    feed_id = desk.feed()
    old, young, undated = desk.entry(published=now - 2 * DAY), desk.entry(), desk.entry(published=None)
    counted = desk.ingest(feed_id, old, young, undated)
    assert (counted.new, counted.remembered, len(counted.new_keys)) == (2, 1, 3)
    assert [entry.remembered for entry in store.entries.ungrouped(10)] == [True, False, False]


def test_only_the_first_successful_poll_is_a_first_poll(store, desk, now) -> None:
    feed_id = desk.feed()
    store.feeds.record({feed_id: FetchState(status="failing", polled_at=now, failures=1)})
    assert desk.ingest(feed_id, desk.entry(published=now - 2 * DAY)).remembered == 1
    assert desk.ingest(feed_id, desk.entry(published=now - 2 * DAY)).new == 1


def test_the_state_is_saved_with_the_entries(store, desk, now) -> None:
    feed_id = desk.feed()
    state = FetchState(status="ok", polled_at=now, succeeded_at=now, etag='"1"')
    store.entries.ingest(feed_id, ParsedFeed(entries=(desk.entry(),)), state, now=now, first_poll=DAY)
    assert store.feeds.followed()[0].state == state


def test_a_document_of_no_feed_is_refused(store, desk) -> None:
    with pytest.raises(StoreError, match="there is no feed 77"):
        desk.ingest(77, desk.entry())


def test_ungrouped_entries_come_by_clock_then_feed_then_id(store, desk, now) -> None:
    """The clock is theirs, but never after ours; without one it is ours."""
    feed_id = desk.feed()
    times = [now + DAY, now - timedelta(hours=1), None, now - timedelta(hours=2)]
    desk.ingest(feed_id, *(desk.entry(title=str(n), published=time) for n, time in enumerate(times)))
    found = store.entries.ungrouped(10)
    assert [entry.title for entry in found] == ["3", "1", "0", "2"]
    assert [entry.clock for entry in found] == sorted(entry.clock for entry in found)
    assert store.entries.ungrouped(2) == found[:2]


def test_which_feed_answered_first_decides_no_order(store, desk, now) -> None:
    """Entries of one moment come feed by feed, each in the order of its document."""
    first, second = desk.feed("https://a.example/"), desk.feed("https://b.example/")
    for feed_id, titles in ((second, ("3", "4")), (first, ("1", "2"))):
        desk.ingest(feed_id, *(desk.entry(title=title, published=now) for title in titles))
    assert [entry.title for entry in store.entries.ungrouped(10)] == ["1", "2", "3", "4"]


def test_line_counts_add_up_for_each_feed(store, desk) -> None:
    here, there = desk.feed("https://a.example/"), desk.feed("https://b.example/")
    store.entries.count_lines(here, {"Subscribe today": 2, "x" * 5000: 1})
    store.entries.count_lines(here, {"Subscribe today": 3})
    store.entries.count_lines(here, {})
    asked = ["Subscribe today", "x" * 5000, "never seen"]
    assert store.entries.furniture(here, asked) == {"Subscribe today": 5, "x" * 5000: 1, "never seen": 0}
    assert store.entries.furniture(there, asked) == dict.fromkeys(asked, 0)


def test_pruning_takes_old_stories_whole_in_small_batches(store, desk, now) -> None:
    old = desk.stories(5, at=now - 100 * DAY)
    young = desk.stories(2)
    assert store.entries.prune(now - 90 * DAY, 3) == 3
    assert store.entries.prune(now - 90 * DAY, 3) == 2
    assert store.entries.prune(now - 90 * DAY, 3) == 0
    assert [store.entries.get(entry_id) for entry_id in old] == [None] * 5
    assert [story.id for story in store.stories.listing(now - 200 * DAY)] == young[::-1]


def test_a_story_with_one_young_entry_is_kept_whole(store, desk, now) -> None:
    feed_id = desk.feed()
    (story_id,) = desk.stories(at=now - 100 * DAY)
    desk.ingest(feed_id, desk.entry())
    (entry,) = store.entries.ungrouped(10)
    desk.place([desk.joining(entry.id, story_id)])
    assert store.entries.prune(now - 90 * DAY, 100) == 0


def test_what_is_not_grouped_yet_is_never_pruned(store, desk, now) -> None:
    desk.ingest(desk.feed(), desk.entry(), at=now - 100 * DAY)
    assert store.entries.prune(now, 100) == 0


def test_a_pruned_entry_does_not_come_back_as_new(store, desk, now) -> None:
    feed_id = desk.feed()
    said = desk.entry(published=None)
    desk.ingest(feed_id, said, at=now - 100 * DAY)
    (entry,) = store.entries.ungrouped(1)
    desk.place([desk.opening(entry.id)], at=now - 100 * DAY)
    assert store.entries.prune(now - 90 * DAY, 100) == 1
    again = desk.ingest(feed_id, replace(said, title="Edited"), desk.entry())
    assert (again.new, again.updated, again.unchanged) == (1, 0, 1)
    (newest,) = store.entries.ungrouped(10)
    assert newest.id > entry.id


def test_an_id_is_never_given_twice(store, desk, now) -> None:
    (first,) = desk.stories(at=now - 100 * DAY)
    store.entries.prune(now, 100)
    (second,) = desk.stories()
    assert second > first


def test_strings_that_no_database_keeps_are_cleaned(store, desk, now) -> None:
    hostile = "a\x00b\ud800c"
    feed_id = desk.feed()
    said = ParsedEntry(
        keys=(f"guid:{hostile}",),
        title=hostile,
        guid=hostile,
        link=hostile,
        authors=(hostile,),
        summary=hostile,
        text=hostile,
        html=hostile,
        enclosures=(Enclosure(url=hostile, type=hostile),),
        language=hostile,
    )
    document = ParsedFeed(entries=(said,), title=hostile, language=hostile)
    state = FetchState(status=hostile, error=hostile, etag=hostile, fingerprint=hostile)
    for unchanged in (0, 1):
        counted = store.entries.ingest(feed_id, document, state, now=now, first_poll=DAY)
        assert counted.unchanged == unchanged
    (entry,) = store.entries.ungrouped(10)
    assert {entry.title, entry.guid, entry.link, entry.authors[0], entry.summary, entry.enclosures[0].url} == {"abc"}
    store.entries.count_lines(feed_id, {hostile: 1})
    assert store.entries.furniture(feed_id, [hostile]) == {hostile: 1}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(said=st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_string_at_all_is_kept_but_for_what_cannot_be(store, desk, said: str) -> None:
    feed_id = desk.feed()
    counted = desk.ingest(feed_id, desk.entry(keys=(f"guid:{said}",), title=said, authors=(said,)))
    assert counted.new + counted.updated + counted.unchanged == 1
    kept = "".join(character for character in said if character != "\0" and not "\ud800" <= character <= "\udfff")
    assert kept in {entry.title for entry in store.entries.ungrouped(10_000)}


def test_absurd_sizes_are_cut_and_absurd_dates_forgotten(store, desk) -> None:
    feed_id = desk.feed()
    long = "é" * 3_000_000
    first_morning = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    said = ParsedEntry(
        keys=(f"guid:{long}", f"link:{long}"), title=long, guid=long, link=long, text=long, published=first_morning
    )
    desk.ingest(feed_id, said)
    assert desk.ingest(feed_id, said).unchanged == 1
    (entry,) = store.entries.ungrouped(10)
    assert (len(entry.title), len(entry.text), entry.link, entry.published) == (1_000, 200_000, "", None)


@pytest.mark.parametrize("year", [1, 1900, 9999])
def test_any_year_comes_back(store, desk, year: int) -> None:
    published = datetime(year, 6, 14, 23, 59, 59, 999999, tzinfo=UTC)
    desk.ingest(desk.feed(), desk.entry(published=published))
    (entry,) = store.entries.ungrouped(10)
    assert entry.published == published


def test_a_feed_with_new_guids_at_every_poll_does_not_fill_the_disk(store, desk) -> None:
    feed_id = desk.feed()
    for poll in range(60):
        desk.ingest(feed_id, ParsedEntry(keys=(f"guid:{poll}", "link:a"), title="Same"))
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(entry_keys)) == 20
        assert connection.scalar(select(func.count()).select_from(entries)) == 1


def test_two_polls_of_one_feed_at_once_make_no_entry_twice(file_or_postgresql: str, now) -> None:
    stores = [open_store(file_or_postgresql) for _ in range(2)]
    stores[0].feeds.sync([Feed(url="https://wire.example/rss")], now)
    feed_id = stores[0].feeds.followed()[0].id
    document = ParsedFeed(entries=tuple(ParsedEntry(keys=(f"guid:{n}",), title=str(n)) for n in range(300)))
    with ThreadPoolExecutor(2) as threads:
        polls = [
            threads.submit(each.entries.ingest, feed_id, document, FetchState(), now=now, first_poll=DAY)
            for each in stores
        ]
        assert sorted(poll.result().new for poll in polls) == [0, 300]
    for each in stores:
        each.close()


def test_thousands_of_entries_are_taken_in_and_found_again(store, desk) -> None:
    feed_id = desk.feed()
    document = [desk.entry(keys=(f"guid:{n}", f"link:{n}", f"title:{n}")) for n in range(3_000)]
    assert desk.ingest(feed_id, *document).new == 3_000
    assert desk.ingest(feed_id, *document).unchanged == 3_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    polls=st.lists(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 2)), max_size=8), min_size=1, max_size=5
    )
)
def test_any_documents_keep_each_key_at_one_entry(now, polls) -> None:
    """However keys are mixed, polling a document again changes nothing, and the counts add up."""
    store = open_store("sqlite://")
    store.feeds.sync([Feed(url="https://wire.example/rss")], now)
    feed_id = store.feeds.followed()[0].id
    for poll in polls:
        document = ParsedFeed(
            entries=tuple(
                ParsedEntry(keys=(f"guid:{guid}", f"link:{link}"), title=str(title)) for guid, link, title in poll
            )
        )
        first, again = (
            store.entries.ingest(feed_id, document, FetchState(succeeded_at=now), now=now, first_poll=DAY)
            for _ in range(2)
        )
        assert first.new + first.updated + first.unchanged + first.remembered == len(poll)
        assert (again.new, again.updated, again.unchanged) == (0, 0, len(poll))
    store.close()


def test_a_feed_that_changes_all_its_ids_is_held_and_sends_nothing_again(store, desk, now) -> None:
    """Guids and links of another shape at every entry: readers know these titles."""
    feed_id = desk.feed()
    later = now + timedelta(hours=1)
    old = [desk.entry(title=f"Title {n}", published=None, keys=(f"guid:{n}",)) for n in range(12)]
    desk.ingest(feed_id, *old)
    turned = [desk.entry(title=f"Title {n}", published=None, keys=(f"guid:https://x/{n}",)) for n in range(12)]
    real = desk.entry(title="News", published=later, keys=("guid:news",))
    found = desk.ingest(feed_id, *turned, real, at=later)
    assert (found.new, found.remembered, found.held) == (1, 12, 12)
    assert [entry.title for entry in store.entries.ungrouped(99) if not entry.remembered][-1] == "News"
    again = desk.ingest(feed_id, *turned, real, at=later + timedelta(hours=1))
    assert (again.new, again.remembered, again.unchanged) == (0, 0, 13)


def test_a_backdated_entry_still_arrives(store, desk, now) -> None:
    feed_id = desk.feed()
    desk.ingest(feed_id, *(desk.entry() for _ in range(12)))
    late = desk.entry(title="Backdated", published=now - timedelta(days=3))
    found = desk.ingest(feed_id, late, at=now + timedelta(hours=1))
    assert (found.new, found.remembered) == (1, 0)
