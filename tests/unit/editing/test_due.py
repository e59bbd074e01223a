"""Which slots have come due: for whom, once, and whether there is still time."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.editing.due import due_slots
from digest.editing.quiet import quiet_until
from digest.model import Address, Digest, QuietHours, Subscription

ISTANBUL = ZoneInfo("Europe/Istanbul")
BERLIN = ZoneInfo("Europe/Berlin")
MORNING = Digest(id="morning", timezone=ISTANBUL, at=(time(7, 30),))
CATCH_UP = timedelta(hours=6)


def reader(number: int, **choices) -> Subscription:
    address = Address(channel="file", value=str(number))
    return Subscription(id=number, subscriber_id=number, name="", digest_id="morning", address=address, **choices)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def found(subscriptions, after: str, now: str, digest: Digest = MORNING):
    due = due_slots(digest, subscriptions, after=at(after), now=at(now), catch_up=CATCH_UP)
    return [(one.slot.label[5:], one.subscription_ids, one.missed) for one in due]


def test_who_shares_a_slot_shares_it_however_they_came_to_it() -> None:
    """An own hour that is the digest's hour is no slot of its own."""
    readers = [reader(1), reader(2, at=("07:30",)), reader(3, timezone=ISTANBUL)]
    assert found(readers, "2026-06-14T04:29", "2026-06-14T04:30") == [("06-14T07:30", (1, 2, 3), False)]


def test_own_hours_and_zones_make_slots_of_their_own() -> None:
    readers = [reader(1), reader(2, at=("09:00", "21:00")), reader(3, timezone=BERLIN)]
    assert found(readers, "2026-06-14T04:00", "2026-06-14T20:00") == [
        ("06-14T07:30", (1,), True),
        ("06-14T07:30", (3,), True),
        ("06-14T09:00", (2,), True),
        ("06-14T21:00", (2,), False),
    ]


def test_a_slot_is_missed_when_it_is_older_than_there_is_time_to_catch_up() -> None:
    after = "2026-06-11T05:00"
    labels = [(label, missed) for label, _, missed in found([reader(1)], after, "2026-06-14T10:30")]
    assert labels == [("06-12T07:30", True), ("06-13T07:30", True), ("06-14T07:30", False)]


def test_nobody_makes_no_slot() -> None:
    assert found([], "2026-06-01T00:00", "2026-06-14T00:00") == []


def test_a_clock_that_went_back_makes_nothing_due() -> None:
    assert found([reader(1)], "2026-06-15T00:00", "2026-06-14T23:00") == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, ISTANBUL, BERLIN, ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Lord_Howe")]),
            st.sampled_from([(), ("02:30",), ("07:30", "19:00")]),
        ),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.integers(1, 4000), min_size=1, max_size=12),
)
def test_however_often_somebody_looks_each_slot_comes_up_once(choices, steps) -> None:
    """Looking at every minute or after three days finds the same slots for the same readers."""
    readers = [reader(number, timezone=zone, at=hours) for number, (zone, hours) in enumerate(choices, 1)]
    start = at("2026-10-23T00:00")
    moments = [start]
    for step in steps:
        moments.append(moments[-1] + timedelta(minutes=step))
    once = due_slots(MORNING, readers, after=start, now=moments[-1], catch_up=CATCH_UP)
    often = [
        due
        for after, now in itertools.pairwise(moments)
        for due in due_slots(MORNING, readers, after=after, now=now, catch_up=CATCH_UP)
    ]
    key = [(due.slot.label, due.slot.timezone.key, due.subscription_ids) for due in often]
    assert sorted(key) == sorted((due.slot.label, due.slot.timezone.key, due.subscription_ids) for due in once)
    assert len(set(key)) == len(key)


NIGHT = QuietHours(start=time(22), end=time(7))
NOON = QuietHours(start=time(12), end=time(14))


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "until"),
    [
        (None, BERLIN, "2026-06-14T23:00", None),
        (NIGHT, BERLIN, "2026-06-14T19:59", None),  # 21:59
        (NIGHT, BERLIN, "2026-06-14T20:00", "2026-06-15T05:00"),  # 22:00
        (NIGHT, BERLIN, "2026-06-15T03:00", "2026-06-15T05:00"),
        (NIGHT, BERLIN, "2026-06-15T05:00", None),  # 07:00: over
        (NOON, BERLIN, "2026-06-14T10:30", "2026-06-14T12:00"),
        (NOON, BERLIN, "2026-06-14T12:00", None),
        (NIGHT, BERLIN, "2026-10-24T21:00", "2026-10-25T06:00"),  # the night is an hour longer
        (NIGHT, BERLIN, "2026-03-28T22:00", "2026-03-29T05:00"),  # and an hour shorter
        (QuietHours(start=time(22), end=time(2, 30)), BERLIN, "2026-03-29T00:30", "2026-03-29T01:00"),  # in the gap
        (QuietHours(start=time(8), end=time(8)), BERLIN, "2026-06-14T06:00", None),
    ],
)
def test_quiet_hours_end_when_the_wall_shows_their_end(quiet, zone, now: str, until: str | None) -> None:
    assert quiet_until(quiet, zone, at(now)) == (at(until) if until else None)
