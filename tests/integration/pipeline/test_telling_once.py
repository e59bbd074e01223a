"""A story is new once: whatever happens between slots, no reader is told a revision twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.editing.compose import Edition
from digest.editing.slots import parse_slot
from digest.model import (
    Address,
    Digest,
    Feed,
    FetchState,
    GroupingSettings,
    ParsedEntry,
    ParsedFeed,
    Part,
    Site,
    Subscriber,
)
from digest.pipeline.deliver import deliver
from digest.pipeline.group import GroupLane, group
from digest.pipeline.messages import Postal
from digest.pipeline.publish import prepare, publish
from digest.store import open_store
from digest.testing import MemoryChannel

START = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
DIGESTS = tuple(Digest(id=name, timezone=ZoneInfo("Europe/Istanbul")) for name in ("morning", "evening"))
EVENTS = (
    "Lapid to visit Ankara on Thursday for talks on gas",
    "Warehouse fire in Haifa harbour injures three people",
    "Turkish inflation eases to 31 percent in May",
)
MORE = ("", " as 40 officials join", " despite protest by Demirel", " after 12 hours of delay")


class PlainRenderer:
    """Write headlines only: what is told is read from the store, not from the text."""

    def render(self, issue, form):
        return (Part(form=form, name="text", content="\n".join(item.headline for item in issue.items)),)


class World:
    """One store, three outlets, two digests, two readers of both on one address each; time moves by hours."""

    def __init__(self):
        self.store = open_store("sqlite://")
        self.now = START
        self.lane = GroupLane(owner="test", settings=GroupingSettings())
        self.channel = MemoryChannel()
        self.store.feeds.sync([Feed(url=f"file:///{n}.xml", name=f"Outlet {n}") for n in range(3)], self.now)
        self.store.readers.sync(
            [
                Subscriber(address=Address(channel="file", value=f"/{name}"), digests=("morning", "evening"))
                for name in ("dana", "kerem")
            ],
            self.now,
        )
        self.feed_ids = [feed.id for feed in self.store.feeds.followed()]

    def hear(self, outlet, event, more, churn):
        """An outlet publishes, or edits, its report of an event; `churn` changes its guid."""
        entry = ParsedEntry(
            keys=(f"guid:{event}-{churn}", f"link:outlet{outlet}/{event}"),
            title=EVENTS[event] + MORE[more],
            link=f"https://outlet{outlet}.example/{event}",
            canonical_url=f"https://outlet{outlet}.example/{event}",
            published=self.now,
            language="en",
        )
        self.store.entries.ingest(
            self.feed_ids[outlet],
            ParsedFeed(entries=(entry,)),
            FetchState(status="ok", succeeded_at=self.now),
            now=self.now,
            first_poll=timedelta(days=1),
        )

    async def send(self, digest):
        await group(self.lane, entries=self.store.entries, stories=self.store.stories, now=self.now)
        edition = Edition(digest=digest, site=Site(), slot=parse_slot("", digest, self.now), now=self.now)
        prepared = await prepare(
            edition,
            (),
            stories=self.store.stories,
            readers=self.store.readers,
            issues=self.store.issues,
            renderer=PlainRenderer(),
        )
        await publish(prepared, issues=self.store.issues, now=self.now)
        await deliver(
            self.store.outbox,
            {"file": self.channel},
            owner="test",
            postal=Postal(domain="digest.invalid"),
            now=self.now,
        )
        return prepared

    def restart(self):
        self.lane = GroupLane(owner="test again", settings=GroupingSettings())
        self.now += timedelta(minutes=5)


hear = st.tuples(st.just("hear"), st.integers(0, 2), st.integers(0, 2), st.integers(0, 3), st.integers(0, 2))
send = st.tuples(st.just("send"), st.integers(0, 1))
restart = st.tuples(st.just("restart"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(hear, hear, send, restart), max_size=25))
def test_no_sequence_of_news_edits_and_issues_tells_a_reader_a_revision_twice(steps):
    """Across digests, too: what the address was told in one is not new in the other."""
    asyncio.run(_play(steps))


async def _play(steps):
    world = World()
    told = {}
    try:
        for step in [*steps, ("send", 0), ("send", 1)]:
            world.now += timedelta(hours=1)
            if step[0] == "hear":
                world.hear(*step[1:])
            elif step[0] == "restart":
                world.restart()
            else:
                prepared = await world.send(DIGESTS[step[1]])
                for draft in prepared.drafts:
                    for subscription_id in draft.audience.subscription_ids:
                        address = next(s.address for s in prepared.subscriptions if s.id == subscription_id)
                        for one in draft.told:
                            assert (address, one.revision_id) not in told, "told twice"
                            told[address, one.revision_id] = draft.slot
        everything = world.store.stories.revised(after=0, since=world.now)
        recent = {
            r.id for story in everything for r in story.revisions if r.created_at >= world.now - timedelta(hours=20)
        }
        for name in ("dana", "kerem"):
            address = Address(channel="file", value=f"/{name}")
            assert recent <= {revision_id for who, revision_id in told if who == address}, "never told"
    finally:
        world.store.close()


async def test_publishing_a_slot_twice_sends_nothing_twice():
    """One slot, one issue, however often it is asked for."""
    world = World()
    world.hear(0, 0, 0, 0)
    await world.send(DIGESTS[0])
    world.hear(1, 1, 0, 0)
    again = await world.send(DIGESTS[0])
    assert (again.drafts, again.taken) == ((), 2)
    assert len(world.channel.messages) == 2
    world.store.close()


async def test_a_told_story_comes_back_as_an_update_with_what_is_new():
    """New numbers make a revision, and the reader meets the story as an update."""
    world = World()
    world.hear(0, 0, 0, 0)
    await world.send(DIGESTS[0])
    world.now += timedelta(hours=24)
    world.hear(1, 0, 1, 0)
    prepared = await world.send(DIGESTS[0])
    (draft,) = prepared.drafts
    assert [one.kind for one in draft.told] == ["update"]
    world.store.close()


async def test_what_found_no_place_waits_for_its_next_news_and_is_whole_then():
    """It is no old news of the next issue, and no update to somebody who was never told it."""
    world, short = World(), replace(DIGESTS[0], max_stories=1)
    world.hear(0, 0, 0, 0)
    world.hear(1, 0, 0, 0)
    world.hear(2, 1, 0, 0)
    (draft,) = (await world.send(short)).drafts
    assert [one.kind for one in draft.told] == ["new"]
    world.now += timedelta(hours=1)
    assert (await world.send(short)).drafts == ()
    world.hear(0, 1, 2, 0)
    (later,) = (await world.send(replace(short, timezone=ZoneInfo("UTC")))).drafts
    assert {one.story_id for one in later.told}.isdisjoint(one.story_id for one in draft.told)
    assert {one.kind for one in later.told} == {"new"}
    assert later.title.startswith(EVENTS[1])
    world.store.close()


async def test_an_edit_that_tells_something_new_is_told_once_as_an_update():
    """Polled again, grouped again by another process, edited back and forth: it stays one update."""
    world = World()
    world.hear(0, 0, 0, 0)
    await world.send(DIGESTS[0])
    world.now += timedelta(hours=24)
    for more in (1, 1, 0, 1):
        world.hear(0, 0, more, 0)
    world.restart()
    (draft,) = (await world.send(DIGESTS[0])).drafts
    assert [one.kind for one in draft.told] == ["update"]
    assert draft.title == EVENTS[0] + MORE[1]
    for more in (0, 1, 0, 1):
        world.now += timedelta(hours=1)
        world.hear(0, 0, more, 0)
        assert (await world.send(DIGESTS[0])).drafts == ()
    (story,) = world.store.stories.revised(after=0, since=world.now)
    assert len(story.revisions) == 2
    world.store.close()


async def test_an_edit_before_the_issue_is_told_as_it_is_then():
    """What nobody has read yet is no update: the entry says in place what its outlet says now."""
    world = World()
    world.hear(0, 0, 1, 0)
    await group(world.lane, entries=world.store.entries, stories=world.store.stories, now=world.now)
    world.now += timedelta(hours=1)
    world.hear(0, 0, 3, 0)
    (draft,) = (await world.send(DIGESTS[0])).drafts
    assert ([one.kind for one in draft.told], draft.title) == (["new"], EVENTS[0] + MORE[3])
    (story,) = world.store.stories.revised(after=0, since=world.now)
    assert [entry.title for entry in story.entries] == [EVENTS[0] + MORE[3]]
    world.store.close()
