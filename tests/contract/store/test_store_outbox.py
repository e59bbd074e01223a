"""The outbox: claims under a lease, attempts recorded before they are made, pausing."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from digest.errors import StoreError
from digest.model import Address, Receipt, Subscriber
from digest.store import open_store
from digest.store.schema import attempts, outbox

LEASE = timedelta(minutes=5)
HOUR = timedelta(hours=1)
YES = Receipt(reference="m-1")


@pytest.fixture
def claim(store, now):
    """Claim as one process, unless told otherwise."""

    def take(*channels: str, owner: str = "a", at=now, limit: int = 100):
        return store.outbox.claim(channels or ("email",), owner=owner, now=at, lease=LEASE, limit=limit)

    return take


@pytest.fixture
def published(store, desk, now):
    """One issue in the outbox of one reader."""
    return store.issues.publish(desk.draft(desk.subscribe("a@example.org")), now=now)


def history(store) -> list[tuple[int, str, str]]:
    """Every attempt: its number, outcome and reason."""
    with store.engine.connect() as connection:
        query = select(attempts.c.number, attempts.c.outcome, attempts.c.reason).order_by(attempts.c.id)
        return [tuple(row) for row in connection.execute(query)]


def delivery(store) -> tuple[str, str, str]:
    """The only delivery: its status, reason and reference."""
    with store.engine.connect() as connection:
        return tuple(connection.execute(select(outbox.c.status, outbox.c.reason, outbox.c.reference)).one())


def test_a_claim_has_all_that_is_needed(store, desk, claim, published) -> None:
    (one,) = claim()
    slot = desk.slot()
    assert (one.issue_id, one.digest_id, one.slot_label, one.slot_instant) == (
        published,
        "morning",
        slot.label,
        slot.instant,
    )
    assert (one.address, one.attempts, one.next_part) == (Address(channel="email", value="a@example.org"), 0, 0)
    assert store.outbox.counts() == {"sending": 1}
    assert store.outbox.waiting() == {"email": 1}


@pytest.mark.parametrize(
    ("channel", "names"),
    [
        ("email", ["subject", "text"]),
        ("telegram", ["message", "message"]),
        ("file", ["subject", "text", "message", "message", "page"]),
    ],
)
def test_each_channel_gets_the_parts_of_its_form_and_a_file_gets_all(store, desk, claim, now, channel, names) -> None:
    store.issues.publish(desk.draft(desk.subscribe("here", channel=channel)), now=now)
    (one,) = claim(channel)
    assert [part.name for part in one.parts] == names
    assert [part.position for part in one.parts if part.name == "message"] == [0, 1][: names.count("message")]


def test_what_is_due_is_claimed_oldest_first_and_once(store, desk, claim, now) -> None:
    ids = desk.subscribe("a@example.org")
    for hour in (3, 1, 2):
        store.issues.publish(desk.draft(ids, slot=desk.slot(f"2026-06-14T0{hour}:00")), now=now + hour * HOUR)
    assert claim() == ()
    assert [one.slot_label[-5:] for one in claim(at=now + 2 * HOUR)] == ["01:00", "02:00"]
    assert [one.slot_label[-5:] for one in claim(at=now + 3 * HOUR, limit=1)] == ["01:00"]


def test_a_channel_that_is_not_there_keeps_its_deliveries_waiting(store, claim, published) -> None:
    assert claim("telegram", "file") == ()
    assert store.outbox.claim([], owner="a", now=store.issues.get(published).composed_at, lease=LEASE, limit=9) == ()
    assert store.outbox.waiting() == {"email": 1}


def test_a_yes_ends_a_delivery(store, claim, published, now) -> None:
    (one,) = claim()
    store.outbox.sent(one, store.outbox.begin(one, now=now), YES, now=now)
    assert delivery(store) == ("sent", "", "m-1")
    assert history(store) == [(1, "sent", "")]
    assert claim(at=now + 24 * HOUR) == ()
    assert store.outbox.waiting() == {}


def test_a_retry_is_due_again_then(store, claim, published, now) -> None:
    (one,) = claim()
    store.outbox.retry(one, store.outbox.begin(one, now=now), "busy", at=now + HOUR, now=now)
    assert delivery(store) == ("pending", "busy", "")
    assert claim(at=now + HOUR - timedelta(seconds=1)) == ()
    (again,) = claim(at=now + HOUR)
    assert again.attempts == 1
    store.outbox.sent(again, store.outbox.begin(again, now=now), YES, now=now)
    assert history(store) == [(1, "retry", "busy"), (2, "sent", "")]


def test_a_failure_ends_a_delivery_for_good(store, claim, published, now) -> None:
    (one,) = claim()
    store.outbox.fail(one, store.outbox.begin(one, now=now), "no such user", now=now)
    assert delivery(store) == ("failed", "no such user", "")
    assert claim(at=now + 24 * HOUR) == ()


def test_a_lease_that_ran_out_is_claimed_again_and_its_attempt_is_uncertain(store, claim, published, now) -> None:
    (lost,) = claim()
    store.outbox.begin(lost, now=now)
    assert claim(owner="b", at=now + LEASE - timedelta(seconds=1)) == ()
    (again,) = claim(owner="b", at=now + LEASE)
    assert (again.delivery_id, again.attempts) == (lost.delivery_id, 1)
    assert [outcome for _, outcome, _ in history(store)] == ["uncertain"]


def test_who_lost_the_claim_can_begin_and_undo_nothing(store, claim, published, now) -> None:
    (lost,) = claim()
    attempt = store.outbox.begin(lost, now=now)
    (held,) = claim(owner="b", at=now + LEASE)
    with pytest.raises(StoreError, match="no longer held"):
        store.outbox.begin(lost, now=now)
    store.outbox.fail(lost, attempt, "too late", now=now + LEASE)
    assert delivery(store)[0] == "sending"
    store.outbox.retry(lost, attempt, "too late", at=now, now=now + LEASE)
    assert delivery(store)[0] == "sending"
    store.outbox.sent(held, store.outbox.begin(held, now=now), YES, now=now)
    assert delivery(store)[0] == "sent"


def test_a_late_yes_is_believed(store, claim, published, now) -> None:
    """It went out: the other holder of the claim must not send it again."""
    (slow,) = claim()
    attempt = store.outbox.begin(slow, now=now)
    (held,) = claim(owner="b", at=now + LEASE)
    store.outbox.sent(slow, attempt, YES, now=now + LEASE)
    with pytest.raises(StoreError, match="no longer held"):
        store.outbox.begin(held, now=now + LEASE)
    assert delivery(store)[0] == "sent"
    assert history(store) == [(1, "sent", "")]


def test_who_leaves_before_it_goes_out_does_not_get_it(store, desk, claim, now) -> None:
    desk.stories(1)
    ids = desk.subscribe("a@example.org", "b@example.org", "c@example.org")
    store.issues.publish(desk.draft(ids, told=(1,)), now=now)
    a, b, c = (Address(channel="email", value=f"{name}@example.org") for name in "abc")
    store.readers.remove(a, by="reader")
    store.readers.suppress(b, "bounced", now=now)
    assert [one.address for one in claim(limit=1)] == [c]
    assert store.outbox.counts() == {"failed": 2, "sending": 1}
    assert store.readers.seen([a], [1]) == {a: frozenset()}


def test_pausing_holds_everything_until_resumed(store, claim, published, now) -> None:
    assert not store.outbox.paused()
    store.outbox.pause(now=now)
    store.outbox.pause(now=now)
    assert store.outbox.paused()
    assert claim() == ()
    store.outbox.resume()
    store.outbox.resume()
    assert not store.outbox.paused()
    assert len(claim()) == 1


def test_two_claimers_never_get_the_same_delivery(file_or_postgresql: str, desk_of, now) -> None:
    stores = [open_store(file_or_postgresql) for _ in range(4)]
    readers = [
        Subscriber(address=Address(channel="email", value=f"{n}@x.org"), digests=("morning",)) for n in range(200)
    ]
    stores[0].readers.sync(readers, now)
    ids = [each.id for each in stores[0].readers.active("morning")]
    stores[0].issues.publish(desk_of(stores[0]).draft(ids), now=now)

    def work_off(number: int) -> list[int]:
        mine: list[int] = []
        while claims := stores[number].outbox.claim(["email"], owner=str(number), now=now, lease=LEASE, limit=7):
            mine += [one.delivery_id for one in claims]
        return mine

    with ThreadPoolExecutor(4) as threads:
        claimed = Counter(delivery_id for mine in threads.map(work_off, range(4)) for delivery_id in mine)
    assert (len(claimed), set(claimed.values())) == (200, {1})
    for each in stores:
        each.close()
