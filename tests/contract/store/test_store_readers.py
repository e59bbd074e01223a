"""Readers: the config's word, the reader's own, and what each address has seen."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.errors import AddressError, StoreError
from digest.model import Address, QuietHours, Receipt, Subscriber

NEWS = Address(channel="email", value="news@example.org")
CHAT = Address(channel="telegram", value="-1001234567890", thread=7)
HOUR = timedelta(hours=1)


def subscriber(address=NEWS, digests=("morning",), **choices) -> Subscriber:
    return Subscriber(address=address, digests=digests, **choices)


def test_the_configs_subscribers_are_active_in_each_of_their_digests(store, now) -> None:
    store.readers.sync([subscriber(digests=("morning", "evening"), name="Newsroom"), subscriber(CHAT, ())], now)
    (morning,), (evening,) = store.readers.active("morning"), store.readers.active("evening")
    assert (morning.address, morning.name, morning.status, morning.origin) == (NEWS, "Newsroom", "confirmed", "config")
    assert evening.subscriber_id == morning.subscriber_id
    assert evening.id != morning.id
    assert len(store.readers.listing()) == 2


def test_choices_come_back_as_they_were_made(store, now) -> None:
    chosen = subscriber(
        CHAT,
        topics=("travel",),
        at=(time(7, 30), time(18)),
        timezone=ZoneInfo("Asia/Jerusalem"),
        quiet=QuietHours(start=time(22), end=time(7)),
        language="he",
        reads=("he", "en"),
        mute=("horoscope", "story:12"),
    )
    store.readers.sync([chosen], now)
    (given,) = store.readers.active("morning")
    assert (given.address, given.topics, given.at) == (CHAT, ("travel",), ("07:30", "18:00"))
    assert (given.timezone, given.quiet, given.language) == (ZoneInfo("Asia/Jerusalem"), "22:00-07:00", "he")
    assert (given.reads, given.mute) == (("he", "en"), ("horoscope", "story:12"))
    store.readers.sync([subscriber(CHAT)], now)
    (given,) = store.readers.active("morning")
    assert (given.topics, given.timezone, given.quiet, given.reads) == ((), None, "", ())


def test_one_address_with_two_entries_in_the_config_is_one_reader(store, now) -> None:
    store.readers.sync([subscriber(topics=("a",)), subscriber(digests=("evening",), topics=("b",))], now)
    (morning,), (evening,) = store.readers.active("morning"), store.readers.active("evening")
    assert (morning.topics, evening.topics) == (("a",), ("b",))
    assert morning.subscriber_id == evening.subscriber_id


def test_threads_of_one_chat_are_different_addresses(store, now) -> None:
    chats = [Address(channel="telegram", value="-100", thread=thread) for thread in (None, 7, 8)]
    store.readers.sync([subscriber(chat) for chat in chats], now)
    assert [each.address for each in store.readers.active("morning")] == sorted(chats, key=str)


def test_whom_the_config_drops_is_out_until_it_lists_them_again(store, now) -> None:
    store.readers.sync([subscriber()], now)
    store.readers.sync([], now)
    assert store.readers.active("morning") == ()
    (gone,) = store.readers.listing()
    assert (gone.subscription.status, gone.subscription.reason) == ("unsubscribed", "removed from the config")
    store.readers.sync([subscriber()], now)
    assert [each.id for each in store.readers.active("morning")] == [gone.subscription.id]


@pytest.mark.parametrize("by", ["reader", "command"])
def test_who_left_stays_out_whatever_the_config_lists(store, now, by: str) -> None:
    store.readers.sync([subscriber()], now)
    assert store.readers.remove(NEWS, "morning", by=by) == 1
    store.readers.sync([subscriber()], now)
    store.readers.sync([], now)
    store.readers.sync([subscriber()], now)
    assert store.readers.active("morning") == ()


def test_leaving_after_the_config_dropped_one_counts_too(store, now) -> None:
    store.readers.sync([subscriber()], now)
    store.readers.sync([], now)
    store.readers.remove(NEWS, by="reader")
    store.readers.sync([subscriber()], now)
    assert store.readers.active("morning") == ()


def test_removing_ends_one_digest_or_all(store, now) -> None:
    store.readers.sync([subscriber(digests=("morning", "evening", "weekly")), subscriber(CHAT)], now)
    assert store.readers.remove(NEWS, "evening") == 1
    assert store.readers.remove(NEWS) == 2
    assert store.readers.remove(NEWS) == 0
    assert [each.address for each in store.readers.active("morning")] == [CHAT]


def test_an_admin_may_bring_back_whom_an_admin_removed_but_not_who_left(store, now) -> None:
    store.readers.add(subscriber(), now=now)
    store.readers.remove(NEWS)
    store.readers.add(subscriber(), now=now)
    assert store.readers.active("morning")[0].origin == "command"
    store.readers.remove(NEWS, by="reader")
    with pytest.raises(StoreError, match="only the reader can begin it again"):
        store.readers.add(subscriber(), now=now)
    assert store.readers.active("morning") == ()


def test_who_was_added_by_command_stays_whatever_the_config_says(store, now) -> None:
    store.readers.add(subscriber(), now=now)
    store.readers.sync([subscriber()], now)
    store.readers.sync([], now)
    assert len(store.readers.active("morning")) == 1


def test_whom_the_config_dropped_and_a_command_added_stays(store, now) -> None:
    store.readers.sync([subscriber()], now)
    store.readers.sync([], now)
    store.readers.add(subscriber(), now=now)
    store.readers.sync([], now)
    assert len(store.readers.active("morning")) == 1


def test_a_suppressed_address_gets_nothing_and_says_why(store, now) -> None:
    store.readers.sync([subscriber(), subscriber(CHAT)], now)
    store.readers.suppress(NEWS, "550 no such user", now=now)
    store.readers.suppress(NEWS, "again", now=now)
    assert [each.address for each in store.readers.active("morning")] == [CHAT]
    assert [record.suppressed for record in store.readers.listing()] == ["550 no such user", ""]


def test_an_address_with_characters_that_no_database_keeps_is_one_address(store, desk, now) -> None:
    desk.stories(1)
    dirty = Address(channel="email", value="a\x00@example.org", thread=0)
    store.readers.sync([subscriber(dirty)], now)
    store.readers.sync([subscriber(dirty)], now)
    (one,) = store.readers.active("morning")
    store.issues.publish(desk.draft([one.id], told=(1,)), now=now)
    assert (one.address.value, one.address.thread) == ("a@example.org", None)
    assert store.readers.seen([dirty], [1]) == {dirty: {1}}


def test_an_absurdly_long_address_is_refused(store, now) -> None:
    with pytest.raises(StoreError, match="longer than"):
        store.readers.sync([subscriber(Address(channel="email", value="a" * 9000))], now)


def test_through_is_the_last_revision_that_an_issue_considered(store, desk, now) -> None:
    (one,) = desk.subscribe("a@example.org")
    assert store.readers.active("morning")[0].through is None
    store.issues.publish(desk.draft([one], slot=desk.slot("2026-06-14T08:00"), through=9), now=now)
    store.issues.publish(desk.draft([one], slot=desk.slot("2026-06-14T07:00"), through=5), now=now)
    assert store.readers.active("morning")[0].through == 9


def test_through_forgets_what_failed_for_good_and_what_was_before_a_return(store, desk, now) -> None:
    store.readers.sync([subscriber()], now)
    (one,) = (each.id for each in store.readers.active("morning"))
    store.issues.publish(desk.draft([one], slot=desk.slot("2026-06-14T07:00"), through=5), now=now)
    store.issues.publish(desk.draft([one], slot=desk.slot("2026-06-14T08:00"), through=9), now=now)
    claims = store.outbox.claim(["email"], owner="a", now=now, lease=HOUR, limit=9)
    last = next(claim for claim in claims if claim.slot_label.endswith("08:00"))
    store.outbox.fail(last, store.outbox.begin(last, now=now), "gone", now=now)
    assert store.readers.active("morning")[0].through == 5
    store.readers.sync([], now + HOUR)
    store.readers.sync([subscriber()], now + HOUR)
    assert store.readers.active("morning")[0].through is None


def test_the_last_delivery_is_told(store, desk, now) -> None:
    (one,) = desk.subscribe("a@example.org")
    store.issues.publish(desk.draft([one]), now=now)
    assert store.readers.listing()[0].last_sent_at is None
    (claim,) = store.outbox.claim(["email"], owner="a", now=now, lease=HOUR, limit=9)
    store.outbox.sent(claim, store.outbox.begin(claim, now=now), Receipt(reference="1"), now=now + HOUR)
    assert store.readers.listing()[0].last_sent_at == now + HOUR


def test_an_address_has_seen_what_any_digest_told_it(store, desk, now) -> None:
    """Across digests, sent or waiting; not what failed for good; not what another address was told."""
    desk.stories(4)
    morning, evening = desk.subscribe("a@example.org", digests=("morning", "evening"))
    (other,) = desk.subscribe("b@example.org")
    store.issues.publish(desk.draft([morning], told=(1, 2), key="a"), now=now)
    store.issues.publish(desk.draft([evening], told=(3,), digest_id="evening", approve=True), now=now)
    store.issues.publish(desk.draft([other], told=(2, 4), key="b"), now=now)
    a, b, stranger = (Address(channel="email", value=f"{name}@example.org") for name in ("a", "b", "c"))
    asked = [a, b, stranger, a]
    assert store.readers.seen(asked, [1, 2, 3, 4]) == {a: {1, 2, 3}, b: {2, 4}, stranger: frozenset()}
    assert store.readers.seen([a], [2, 9]) == {a: {2}}
    assert store.readers.seen([a], []) == {a: frozenset()}
    claims = store.outbox.claim(["email"], owner="x", now=now, lease=HOUR, limit=9)
    failing = next(claim for claim in claims if claim.address == a)
    store.outbox.fail(failing, store.outbox.begin(failing, now=now), "gone", now=now)
    assert store.readers.seen([a], [1, 2, 3, 4]) == {a: {3}}


def test_the_threads_of_a_chat_do_not_share_what_they_have_seen(store, desk, now) -> None:
    desk.stories(1)
    chats = [Address(channel="telegram", value="-100", thread=thread) for thread in (None, 7)]
    store.readers.sync([subscriber(chat) for chat in chats], now)
    first = store.readers.active("morning")[0]
    store.issues.publish(desk.draft([first.id], told=(1,)), now=now)
    seen = store.readers.seen(chats, [1])
    assert [len(seen[chat]) for chat in chats] == [int(chat == first.address) for chat in chats]


def test_a_thousand_readers_and_revisions_are_looked_up_at_once(store, desk, now) -> None:
    readers = [subscriber(Address(channel="email", value=f"{n}@example.org")) for n in range(1_000)]
    store.readers.sync(readers, now)
    ids = [each.id for each in store.readers.active("morning")]
    desk.stories(1_000)
    store.issues.publish(desk.draft(ids[:999], told=range(1, 1_001)), now=now)
    seen = store.readers.seen([reader.address for reader in readers], range(1, 1_001))
    assert sorted({len(revisions) for revisions in seen.values()}) == [0, 1_000]


HERE = Address(channel="telegram", value="42")


def test_a_reader_joins_leaves_and_joins_again_by_their_own_wish(store, now) -> None:
    """Only the reader undoes the reader's word."""
    store.readers.join(HERE, ["morning"], name="Ada", now=now)
    (joined,) = store.readers.active("morning")
    assert (joined.address, joined.name, joined.origin) == (HERE, "Ada", "reader")
    assert store.readers.leave(joined.id)
    assert store.readers.leave(joined.id)
    assert store.readers.active("morning") == ()
    store.readers.join(HERE, ["morning"], name="Ada", now=now)
    assert [each.id for each in store.readers.active("morning")] == [joined.id]


def test_nobody_can_leave_what_is_not_there(store) -> None:
    assert not store.readers.leave(12345)
    assert store.readers.get(12345) is None


def test_joining_ends_a_pause_and_a_suppression(store, now) -> None:
    store.readers.join(HERE, ["morning"], name="", now=now)
    store.readers.suppress(HERE, "bounced", now=now)
    assert store.readers.active("morning") == ()
    store.readers.join(HERE, ["morning"], name="", now=now)
    assert len(store.readers.active("morning")) == 1


def test_joining_keeps_what_the_admin_chose_for_the_reader(store, now) -> None:
    listed = Subscriber(address=HERE, digests=("morning",), mute=("horoscope",))
    store.readers.sync([listed], now)
    store.readers.remove(HERE, by="reader")
    store.readers.join(HERE, ["morning"], name="", now=now)
    (joined,) = store.readers.at(HERE)
    assert (joined.mute, joined.status) == (("horoscope",), "confirmed")
    store.readers.sync([listed], now)
    assert store.readers.at(HERE)[0].status == "confirmed"


def test_a_readers_own_choice_wins_and_the_others_stay(store, now) -> None:
    store.readers.sync([Subscriber(address=HERE, digests=("morning",), topics=("a", "b"), language="tr")], now)
    store.readers.choose(HERE, "morning", {"topics": ["b"]})
    store.readers.choose(HERE, "morning", {"mute": ["tennis"]})
    store.readers.sync([Subscriber(address=HERE, digests=("morning",), topics=("a",), language="tr")], now)
    (chosen,) = store.readers.at(HERE)
    assert (chosen.topics, chosen.mute, chosen.language) == (("b",), ("tennis",), "tr")


def test_an_admin_ends_a_pause_by_adding_the_reader_again(store, desk, now) -> None:
    """The bot was let back into the group."""
    store.readers.add(Subscriber(address=HERE, digests=("morning",)), now=now)
    store.issues.publish(desk.draft([each.id for each in store.readers.active("morning")]), now=now)
    (one,) = store.outbox.claim(["telegram"], owner="a", now=now, lease=timedelta(minutes=5), limit=1)
    store.outbox.refuse(one, store.outbox.begin(one, now=now), AddressError("kicked"), now=now)
    store.readers.sync([], now)
    assert store.readers.active("morning") == ()
    store.readers.add(Subscriber(address=HERE, digests=("morning",)), now=now)
    assert len(store.readers.active("morning")) == 1


def test_a_chat_that_is_lost_pauses_in_every_thread(store, now) -> None:
    """With the reason; who had ended theirs is not paused, and other chats do not notice."""
    threads = [Address(channel="telegram", value="-100", thread=thread) for thread in (None, 7)]
    for address in (*threads, HERE):
        store.readers.join(address, ["morning", "evening"], name="", now=now)
    store.readers.remove(threads[0], "evening", by="reader")
    store.readers.pause(Address(channel="telegram", value="-100"), "removed from the chat")
    store.readers.pause(Address(channel="telegram", value="-100"), "removed once more")
    assert [each.address for each in store.readers.active("morning")] == [HERE]
    assert [each.reason for each in store.readers.at(threads[1])] == ["removed from the chat"] * 2
    assert [each.status for each in store.readers.at(threads[0])] == ["unsubscribed", "paused"]


def test_a_chat_that_moves_takes_its_threads_along(store, now) -> None:
    """Who stands in the config stays as the admin wrote it."""
    old, new = (Address(channel="telegram", value=value, thread=7) for value in ("-100", "-200"))
    store.readers.join(old, ["morning"], name="", now=now)
    store.readers.sync([subscriber(Address(channel="telegram", value="-100"))], now)
    for _ in range(2):
        store.readers.move(Address(channel="telegram", value="-100"), Address(channel="telegram", value="-200"))
    assert (store.readers.at(old), len(store.readers.at(new))) == ((), 1)
    assert len(store.readers.at(Address(channel="telegram", value="-100"))) == 1
