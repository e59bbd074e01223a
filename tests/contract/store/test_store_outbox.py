"""The outbox: claims under a lease, attempts recorded before they are made, pausing."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from digest.errors import AddressError, StoreError
from digest.model import Address, EarlierSlot, Receipt, Subscriber, Told
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


def test_a_claim_that_was_cut_off_is_held_where_the_admin_wants_it(store, claim, published, now) -> None:
    """Nobody knows whether it went out; it waits until the admin says to send it again."""
    (lost,) = claim()
    store.outbox.begin(lost, now=now)
    later = now + LEASE
    assert store.outbox.claim(["email"], owner="b", now=later, lease=LEASE, limit=9, hold=["email"]) == ()
    assert delivery(store)[0] == "uncertain"
    assert claim(at=later + 24 * HOUR) == ()
    assert store.outbox.requeue_uncertain(now=later) == 1
    (again,) = claim(at=later)
    assert again.delivery_id == lost.delivery_id


def test_a_claim_that_was_never_begun_is_not_uncertain(store, claim, published, now) -> None:
    """Its process was killed before the call: it surely did not go out."""
    claim()
    (again,) = store.outbox.claim(["email"], owner="b", now=now + LEASE, lease=LEASE, limit=9, hold=["email"])
    assert again.attempts == 0
    assert history(store) == []


def test_a_renewed_lease_lasts_longer(store, claim, published, now) -> None:
    (one,) = claim()
    store.outbox.renew([one], until=now + 2 * LEASE)
    assert claim(owner="b", at=now + LEASE) == ()
    assert len(claim(owner="b", at=now + 2 * LEASE)) == 1


def test_who_lost_the_claim_can_neither_renew_nor_give_back(store, claim, published, now) -> None:
    (lost,) = claim()
    claim(owner="b", at=now + LEASE)
    store.outbox.renew([lost], until=now + 24 * HOUR)
    store.outbox.give_back([lost], "too late", at=now)
    assert delivery(store)[0] == "sending"
    assert len(claim(owner="c", at=now + 2 * LEASE)) == 1


def test_what_is_given_back_is_due_again_then_without_an_attempt(store, claim, published, now) -> None:
    (one,) = claim()
    store.outbox.give_back([one], "the server is down", at=now + HOUR)
    assert delivery(store) == ("pending", "the server is down", "")
    assert claim() == ()
    (again,) = claim(at=now + HOUR)
    assert again.attempts == 0
    assert history(store) == []


def test_an_attempt_while_the_channel_was_down_does_not_count(store, claim, published, now) -> None:
    for number in range(3):
        (one,) = claim(at=now + number * HOUR)
        assert one.attempts == 0
        attempt = store.outbox.begin(one, now=now)
        store.outbox.postpone(one, attempt, "refused", at=now + (number + 1) * HOUR, now=now)
    assert [outcome for _, outcome, _ in history(store)] == ["postponed"] * 3


def test_a_message_is_resumed_at_the_part_that_was_not_accepted(store, claim, published, now) -> None:
    (one,) = claim()
    attempt = store.outbox.begin(one, now=now)
    store.outbox.advance(one, 2, "11 12")
    store.outbox.uncertain(one, attempt, "the answer was lost", at=now + HOUR, now=now)
    (again,) = claim(at=now + HOUR)
    assert (again.next_part, again.reference, again.attempts) == (2, "11 12", 1)


def test_who_lost_the_claim_learns_it_at_the_next_part(store, claim, published, now) -> None:
    """Two processes must not send the parts of one message by turns."""
    (lost,) = claim()
    store.outbox.begin(lost, now=now)
    claim(owner="b", at=now + LEASE)
    with pytest.raises(StoreError, match="no longer held"):
        store.outbox.advance(lost, 1, "11")


def test_a_lost_answer_is_held_where_the_admin_wants_it(store, claim, published, now) -> None:
    (one,) = claim()
    store.outbox.uncertain(one, store.outbox.begin(one, now=now), "the answer was lost", at=None, now=now)
    assert delivery(store)[:2] == ("uncertain", "the answer was lost")
    assert [outcome for _, outcome, _ in history(store)] == ["uncertain"]
    assert claim(at=now + 24 * HOUR) == ()
    assert store.outbox.waiting() == {"email": 1}


def test_an_address_that_refuses_is_paused_with_the_reason_and_gets_its_stories_back(store, desk, claim, now) -> None:
    desk.stories(1)
    ids = desk.subscribe("a@example.org", digests=("morning", "evening"))
    store.issues.publish(desk.draft(ids, told=(1,)), now=now)
    (one,) = claim(limit=1)
    store.outbox.refuse(one, store.outbox.begin(one, now=now), AddressError("blocked by the reader"), now=now)
    found = store.readers.at(one.address)
    assert {(each.status, each.reason) for each in found} == {("paused", "blocked by the reader")}
    assert len(found) == 2
    assert claim(at=now + 24 * HOUR) == ()
    assert store.outbox.counts() == {"failed": 2}
    assert store.readers.seen([one.address], [1]) == {one.address: frozenset()}


def test_a_dead_address_is_suppressed(store, desk, claim, published, now) -> None:
    (one,) = claim()
    error = AddressError("no such user", suppress=True)
    store.outbox.refuse(one, store.outbox.begin(one, now=now), error, now=now)
    assert store.readers.active("morning") == ()
    assert [record.suppressed for record in store.readers.listing()] == ["no such user"]


def moved(store, desk, claim, now, *, origin: str) -> Address:
    """Deliver to a chat that has moved; give its new address."""
    new = Address(channel="telegram", value="-1002")
    old = Address(channel="telegram", value="-1")
    if origin == "config":
        store.readers.sync([Subscriber(address=old, digests=("morning",))], now)
    else:
        store.readers.join(old, ["morning"], name="", now=now)
    (subscription,) = store.readers.at(old)
    desk.stories(1)
    store.issues.publish(desk.draft([subscription.id], told=(1,)), now=now)
    (one,) = claim("telegram")
    receipt = Receipt(reference="m-1", moved_to=new)
    store.outbox.sent(one, store.outbox.begin(one, now=now), receipt, now=now)
    return new


def test_a_reader_moves_with_their_chat_and_is_not_told_again(store, desk, claim, now) -> None:
    new = moved(store, desk, claim, now, origin="reader")
    assert [each.address for each in store.readers.active("morning")] == [new]
    assert store.readers.seen([new], [1]) == {new: frozenset({1})}


def test_a_chat_of_the_config_stays_as_the_admin_wrote_it(store, desk, claim, now) -> None:
    """The config would bring the old id back, and the chat would get everything twice."""
    moved(store, desk, claim, now, origin="config")
    assert [each.address.value for each in store.readers.active("morning")] == ["-1"]


def test_an_update_follows_the_slots_in_which_its_story_was_told(store, desk, claim, now) -> None:
    desk.stories(2)
    ids = desk.subscribe("a@example.org", "b@example.org")
    told = {"01": "new", "02": "new", "03": "update"}
    for hour, kind in told.items():
        story = 2 if hour == "02" else 1
        revision = Told(revision_id=story, story_id=story, kind=kind, position=0)
        slot = desk.slot(f"2026-06-14T{hour}:00")
        draft = desk.draft(ids if hour == "01" else ids[:1], slot=slot, key=hour)
        store.issues.publish(replace(draft, told=(revision,)), now=now)
        for one in claim():
            follows = [earlier.slot_label[11:13] for earlier in one.follows]
            assert follows == (["01"] if hour == "03" else [])
            store.outbox.sent(one, store.outbox.begin(one, now=now), YES, now=now)


def test_an_alert_answers_the_first_one_of_its_story_and_counts_for_its_topic(store, desk, claim, now) -> None:
    desk.stories(2)
    ids = desk.subscribe("42", channel="telegram")
    address = Address(channel="telegram", value="42")
    for number, (story, expected) in enumerate([(1, ""), (2, ""), (1, "m-1")]):
        told = Told(revision_id=story, story_id=story, kind="new", position=0)
        draft = desk.draft(ids, slot=desk.slot(f"2026-06-14T0{number}:00"), alert="fires", urgent=True)
        at = now + number * HOUR
        store.issues.publish(replace(draft, told=(told,), through=-1), now=at)
        (one,) = claim("telegram", at=at)
        assert (one.reply_to, one.quiet) == (expected, None)
        store.outbox.sent(one, store.outbox.begin(one, now=at), Receipt(reference=f"m-{number + 1} x"), now=at)
    assert store.issues.alerts("fires", now - HOUR) == {address: 3}
    assert store.issues.alerts("fires", now) == {address: 2}
    assert store.issues.alerts("floods", now - HOUR) == {}
    assert store.readers.active("morning")[0].through is None


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


def test_what_was_sent_to_an_address_is_found_however_it_is_spelled(store, desk, claim, now) -> None:
    one, other = desk.subscribe("A@Example.org", "b@example.org")
    for label in ("2026-06-14T12:00", "2026-06-15T12:00"):
        store.issues.publish(desk.draft([one, other], slot=desk.slot(label)), now=now)
    assert store.outbox.sent_to("email", "a@example.org", limit=10) == {}
    for held in claim():
        store.outbox.sent(held, store.outbox.begin(held, now=now), YES, now=now)
    address = Address(channel="email", value="A@Example.org")
    slots = tuple(
        EarlierSlot(digest_id="morning", slot_label=label) for label in ("2026-06-15T12:00", "2026-06-14T12:00")
    )
    assert store.outbox.sent_to("email", "a@example.ORG", limit=10) == {address: slots}
    assert store.outbox.sent_to("email", "a@example.org", limit=1) == {address: slots[:1]}
    assert store.outbox.sent_to("telegram", "a@example.org", limit=10) == {}
    assert store.outbox.sent_to("email", "c@example.org", limit=10) == {}
