"""Issues: one transaction, one issue a slot and audience, one delivery a subscription and slot."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.errors import StoreError
from digest.model import Address, Part, Subscriber, Told
from digest.store import open_store

HOUR = timedelta(hours=1)


def test_publishing_writes_the_issue_with_its_parts_and_deliveries(store, desk, now) -> None:
    desk.stories(2)
    ids = desk.subscribe("a@example.org", "b@example.org")
    draft = desk.draft(ids, told=(1, 2))
    issue_id = store.issues.publish(draft, now=now)
    record = store.issues.get(issue_id)
    assert (record.digest_id, record.slot_label, record.slot_instant) == (
        "morning",
        draft.slot.label,
        draft.slot.instant,
    )
    assert (record.status, record.title, record.composed_at, record.deliveries) == ("published", draft.title, now, 2)
    assert store.issues.parts(issue_id) == draft.parts
    assert store.issues.recent(5) == (record,)
    assert store.outbox.counts() == {"pending": 2}
    assert store.issues.taken("morning", draft.slot) == set(ids)
    assert store.issues.taken("evening", draft.slot) == frozenset()


def test_the_newest_issues_come_first(store, desk, now) -> None:
    ids = desk.subscribe("a@example.org")
    published = [
        store.issues.publish(desk.draft(ids, slot=desk.slot(f"2026-06-1{n}T08:00")), now=now) for n in range(3)
    ]
    assert [record.id for record in store.issues.recent(2)] == published[:0:-1]
    assert store.issues.get(999) is None


def test_publishing_a_slot_twice_sends_nothing_twice(store, desk, now) -> None:
    ids = desk.subscribe("a@example.org")
    assert store.issues.publish(desk.draft(ids), now=now) is not None
    assert store.issues.publish(desk.draft(ids), now=now) is None
    assert store.issues.publish(desk.draft(ids, key="settings were edited"), now=now) is None
    assert len(store.issues.recent(9)) == 1
    assert store.outbox.counts() == {"pending": 1}


def test_another_zone_with_the_same_label_is_the_same_slot_for_a_reader(store, desk, now) -> None:
    ids = desk.subscribe("a@example.org")
    draft = desk.draft(ids)
    store.issues.publish(draft, now=now)
    moved = replace(draft, slot=replace(draft.slot, timezone=ZoneInfo("Europe/Berlin")))
    assert store.issues.publish(moved, now=now) is None
    assert store.issues.publish(desk.draft(ids, slot=desk.slot("2026-06-14T18:00")), now=now) is not None


def test_only_those_without_the_slot_get_a_late_audiences_issue(store, desk, now) -> None:
    ids = desk.subscribe("a@example.org", "b@example.org", "c@example.org")
    store.issues.publish(desk.draft(ids[:2]), now=now)
    second = store.issues.publish(desk.draft(ids, key="other"), now=now)
    assert store.issues.get(second).deliveries == 1


def test_who_left_or_is_suppressed_meanwhile_gets_nothing(store, desk, now) -> None:
    ids = desk.subscribe("a@example.org", "b@example.org", "c@example.org")
    store.readers.remove(Address(channel="email", value="a@example.org"), by="reader")
    store.readers.suppress(Address(channel="email", value="b@example.org"), "bounced", now=now)
    assert store.issues.publish(desk.draft(ids[:2]), now=now) is None
    assert store.issues.recent(9) == ()
    assert store.issues.get(store.issues.publish(desk.draft(ids), now=now)).deliveries == 1


def test_a_draft_for_nobody_writes_nothing(store, desk, now) -> None:
    assert store.issues.publish(desk.draft([]), now=now) is None
    assert store.issues.publish(desk.draft([12345]), now=now) is None
    assert store.issues.recent(9) == ()


def test_an_error_on_the_way_writes_nothing(store, desk, now) -> None:
    """A told revision that does not exist: the database refuses, and the slot stays free."""
    ids = desk.subscribe("a@example.org")
    wrong = replace(desk.draft(ids), told=(Told(revision_id=999, story_id=1, kind="new", position=0),))
    with pytest.raises(StoreError):
        store.issues.publish(wrong, now=now)
    assert (store.issues.recent(9), store.outbox.counts()) == ((), {})
    assert store.issues.publish(desk.draft(ids), now=now) is not None


def test_an_issue_for_approval_waits_for_its_release(store, desk, now) -> None:
    ids = desk.subscribe("a@example.org")
    issue_id = store.issues.publish(desk.draft(ids, approve=True), now=now)
    assert store.issues.get(issue_id).status == "waiting"
    assert store.outbox.counts() == {"held": 1}
    assert store.outbox.claim(["email"], owner="a", now=now + HOUR, lease=HOUR, limit=9) == ()
    assert store.issues.release(issue_id, now=now + HOUR)
    assert not store.issues.release(issue_id, now=now + HOUR)
    assert not store.issues.release(999, now=now)
    assert store.issues.get(issue_id).status == "published"
    assert len(store.outbox.claim(["email"], owner="a", now=now + HOUR, lease=HOUR, limit=9)) == 1


def test_a_settled_slot_stays_as_it_was_settled(store, desk, now) -> None:
    assert store.issues.settled("morning", desk.slot()) is None
    assert store.issues.settle("morning", desk.slot(), "empty", now=now)
    assert not store.issues.settle("morning", desk.slot(), "skipped", now=now)
    assert store.issues.settled("morning", desk.slot()) == "empty"
    assert store.issues.settled("evening", desk.slot()) is None


def test_hostile_text_in_parts_does_no_harm(store, desk, now) -> None:
    ids = desk.subscribe("a@example.org")
    draft = desk.draft(ids, title="a\x00\udfff; DROP TABLE issues")
    dirty = replace(draft, parts=tuple(replace(part, content=part.content + "\x00\ud800") for part in draft.parts))
    issue_id = store.issues.publish(dirty, now=now)
    assert store.issues.parts(issue_id) == draft.parts
    assert store.issues.get(issue_id).title == "a; DROP TABLE issues"


def test_racing_threads_make_one_delivery_a_subscription(file_or_postgresql: str, desk_of, now) -> None:
    """Four publishers, two of them with the same issue and two with other audiences of the same readers."""
    stores = [open_store(file_or_postgresql) for _ in range(4)]
    desk = desk_of(stores[0])
    ids = desk.subscribe(*(f"{n}@example.org" for n in range(20)))
    drafts = [
        desk.draft(ids, slot=desk.slot(f"2026-06-{day:02}T08:00"), key=key)
        for day in range(1, 11)
        for key in ("same", "same", "other", "third")
    ]
    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(stores[n % 4].issues.publish, draft, now=now) for n, draft in enumerate(drafts)]
        published = [each.result() for each in done]
    assert stores[0].outbox.counts() == {"pending": 20 * 10}
    assert sum(record.deliveries for record in stores[0].issues.recent(99)) == 20 * 10
    assert len([issue_id for issue_id in published if issue_id]) == len(stores[0].issues.recent(99))
    for each in stores:
        each.close()


PUBLISHER = """
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from digest.model import Audience, Draft, Part, Slot
from digest.store import open_store

store = open_store(sys.argv[1])
now = datetime(2026, 6, 14, 9, tzinfo=UTC)
zone = ZoneInfo("UTC")
sys.stdin.readline()
for hour in range(24):
    slot = Slot(label=f"2026-06-14T{hour:02}:00", timezone=zone, instant=now)
    audience = Audience(key="all", digest_id="morning", forms=("email",), language="en", reads=("en",), timezone=zone,
                        topics=("*",), mute=(), unseen=frozenset(), met=frozenset(), subscription_ids=(1, 2, 3))
    store.issues.publish(Draft(audience=audience, slot=slot, title="t", late=False, approve=False, through=0, told=(),
                               parts=(Part(form="email", name="text", content="x"),)), now=now)
store.close()
"""


def test_racing_processes_make_one_delivery_a_subscription(file_or_postgresql: str, now) -> None:
    store = open_store(file_or_postgresql)
    readers = [Subscriber(address=Address(channel="email", value=f"{n}@x.org"), digests=("morning",)) for n in range(3)]
    store.readers.sync(readers, now)
    command = [sys.executable, "-c", PUBLISHER, file_or_postgresql]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    errors = [process.communicate(b"go\n", timeout=60)[1] for process in running]
    assert errors == [b"", b"", b""]
    assert store.outbox.counts() == {"pending": 3 * 24}
    assert len(store.issues.recent(99)) == 24
    store.close()


def test_the_pages_of_a_slot_are_those_of_published_issues_by_language(store, desk, now) -> None:
    """Of several audiences the one that is told most, then the first; waiting ones and ones without a page have none."""
    ids = desk.subscribe("a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org")
    stories = desk.stories(2)
    revisions = [store.stories.get(story).revisions[0].id for story in stories]
    narrow = store.issues.publish(desk.draft(ids[:1], key="narrow", told=revisions[:1]), now=now)
    wide = store.issues.publish(desk.draft(ids[1:2], key="wide", told=revisions), now=now)
    store.issues.publish(desk.draft(ids[2:3], key="as wide", told=revisions), now=now)
    assert narrow is not None
    assert store.issues.pages("morning", "2026-06-14T12:00") == {"en": wide}
    hebrew = desk.draft(ids[3:4], key="hebrew", approve=True)
    waiting = store.issues.publish(replace(hebrew, audience=replace(hebrew.audience, language="he")), now=now)
    plain = desk.draft(ids[4:], key="plain", parts=(Part(form="telegram", name="message", content="x"),))
    store.issues.publish(replace(plain, audience=replace(plain.audience, language="tr")), now=now)
    assert store.issues.pages("morning", "2026-06-14T12:00") == {"en": wide}
    store.issues.release(waiting, now=now)
    assert store.issues.pages("morning", "2026-06-14T12:00") == {"he": waiting, "en": wide}
    assert store.issues.pages("morning", "2026-06-14T13:00") == {}
    assert store.issues.pages("morning\0", "\ud800") == {}


def test_a_link_names_the_page_of_its_audience(store, desk, now) -> None:
    """Two audiences of one slot and language have pages of their own; a key of neither finds the usual one."""
    ids = desk.subscribe("a@example.org", "b@example.org")
    first = store.issues.publish(desk.draft(ids[:1], key="abc123"), now=now)
    second = store.issues.publish(desk.draft(ids[1:], key="def456:7"), now=now)
    label = desk.slot().label
    assert store.issues.pages("morning", label, "abc1") == {"en": first}
    assert store.issues.pages("morning", label, "def456") == {"en": second}
    assert store.issues.pages("morning", label, "nobody") == store.issues.pages("morning", label)
    assert list(store.issues.pages("morning", label).values()) in ([first], [second])
