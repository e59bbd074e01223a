"""The clock's memory: up to when all was seen to, and leases that one process holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from digest.store import open_store

LEASE = timedelta(seconds=30)


def test_nothing_was_seen_to_before_the_first_time(store, now) -> None:
    assert store.clock.seen_to() is None
    store.clock.see_to(now)
    assert store.clock.seen_to() == now
    store.clock.see_to(now - LEASE)
    assert store.clock.seen_to() == now - LEASE


def test_a_lease_is_held_by_one_and_renewed_by_whoever_holds_it(store, now) -> None:
    assert store.clock.take("service", "a", now=now, lease=LEASE) == "a"
    assert store.clock.take("service", "b", now=now, lease=LEASE) == "a"
    assert store.clock.take("service", "a", now=now + LEASE / 2, lease=LEASE) == "a"
    assert store.clock.take("service", "b", now=now + LEASE, lease=LEASE) == "a"
    assert store.clock.take("bot", "b", now=now, lease=LEASE) == "b"


def test_a_lease_that_ran_out_or_was_given_back_is_free(store, now) -> None:
    store.clock.take("service", "a", now=now, lease=LEASE)
    assert store.clock.take("service", "b", now=now + LEASE, lease=LEASE) == "b"
    store.clock.free("service", "a")
    assert store.clock.take("service", "a", now=now + LEASE, lease=LEASE) == "b"
    store.clock.free("service", "b")
    assert store.clock.take("service", "a", now=now + LEASE, lease=LEASE) == "a"


def test_two_whose_clocks_differ_a_little_do_not_take_it_from_each_other(store, now) -> None:
    """Who asked first may have looked at the clock last."""
    store.clock.take("service", "a", now=now, lease=LEASE)
    assert store.clock.take("service", "b", now=now - LEASE / 10, lease=LEASE) == "a"


def test_a_lease_from_before_the_clock_was_put_back_is_free(store, now) -> None:
    """Who died an hour ahead of now would keep everybody off for an hour."""
    store.clock.take("service", "a", now=now + timedelta(hours=1), lease=LEASE)
    assert store.clock.take("service", "b", now=now, lease=LEASE) == "b"


def test_of_many_who_ask_at_once_one_gets_it(file_or_postgresql: str, now) -> None:
    stores = [open_store(file_or_postgresql) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        holders = list(threads.map(lambda n: stores[n].clock.take("service", str(n), now=now, lease=LEASE), range(6)))
    for each in stores:
        each.close()
    assert len(set(holders)) == 1
