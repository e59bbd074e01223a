"""How the site is, over every database."""

from __future__ import annotations

from datetime import timedelta

from digest.model import FetchState

WEEK = timedelta(days=7)


def test_an_empty_store_is_well(store, now) -> None:
    health = store.health.look(now, WEEK)
    assert (health.feeds, health.channels, health.skipped, health.issues, health.ungrouped) == ((), (), (), 0, 0)
    assert (health.seen_to, health.paused, dict(health.readers)) == (None, False, {})


def test_feeds_are_counted_with_their_copies(store, desk, now) -> None:
    feed_id = desk.feed(name="Wire")
    desk.ingest(feed_id, desk.entry(), desk.entry(), desk.entry())
    first, second, _ = (entry.id for entry in store.entries.ungrouped(9))
    desk.place([desk.opening(first), desk.joining(second, first, reason="copy")])
    store.feeds.record({feed_id: FetchState(status="gone", polled_at=now, succeeded_at=now, error="410")})
    health = store.health.look(now, WEEK)
    (feed,) = health.feeds
    assert (feed.name, feed.status, feed.error, feed.entries, feed.copies) == ("Wire", "gone", "410", 3, 1)
    assert (feed.succeeded_at, feed.last_entry_at) == (now, now)
    assert (health.ungrouped, health.oldest_ungrouped) == (1, now)
    (later,) = store.health.look(now + 2 * WEEK, WEEK).feeds
    assert (later.entries, later.copies, later.last_entry_at) == (0, 0, now)


def test_channels_are_counted_by_what_became_of_their_deliveries(store, desk, now) -> None:
    ids = desk.subscribe(*(f"{letter}@example.org" for letter in "abcd"))
    store.issues.publish(desk.draft(ids), now=now)
    claims = store.outbox.claim(["email"], owner="a", now=now, lease=WEEK, limit=3)
    tried = [(claim, store.outbox.begin(claim, now=now)) for claim in claims]
    store.outbox.fail(*tried[0], "no", now=now)
    store.outbox.uncertain(*tried[1], "lost", at=None, now=now)
    store.outbox.retry(*tried[2], "busy", at=now + timedelta(hours=1), now=now)
    (mail,) = store.health.look(now + timedelta(minutes=5), WEEK).channels
    assert (mail.channel, mail.waiting, mail.uncertain, mail.sent, mail.failed) == ("email", 2, 1, 0, 1)
    assert (mail.oldest_due, mail.most_attempts, mail.reason) == (now, 1, "busy")


def test_what_was_skipped_paused_and_left_is_told(store, desk, now) -> None:
    desk.subscribe("a@example.org", "b@example.org")
    store.issues.settle("morning", desk.slot(), "skipped", now=now)
    store.outbox.pause(now=now)
    store.clock.see_to(now)
    (one, _) = store.readers.active("morning")
    store.readers.leave(one.id)
    store.readers.suppress(one.address, "bounced", now=now)
    health = store.health.look(now, WEEK)
    assert [(slot.digest_id, slot.label) for slot in health.skipped] == [("morning", desk.slot().label)]
    assert (health.paused, health.seen_to, health.suppressed) == (True, now, 1)
    assert dict(health.readers) == {"confirmed": 1, "unsubscribed": 1}
