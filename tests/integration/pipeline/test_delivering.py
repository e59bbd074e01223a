"""Delivering: what each answer of a channel means, over a real store.

The channels are scripted: what they answer to each address, and how long it takes them.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from digest.errors import AddressError, ChannelError, DeliveryError, StoreError, UncertainError
from digest.model import Address, Audience, Draft, Message, Part, Receipt, Slot, Subscriber, WayOut
from digest.pipeline.deliver import Delivered, deliver
from digest.pipeline.messages import Postal
from digest.ports import Accepted, Channel
from digest.store import Store, open_store
from digest.store.schema import outbox
from digest.tokens import READER

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Istanbul")
POSTAL = Postal(domain="digest.example.org", way_out=lambda i: WayOut(page=f"https://digest.example.org/u/token{i}"))


class Scripted:
    """Answer each address as told, part by part; `answers` are taken first to last, then it is a yes."""

    def __init__(self, **answers: Sequence[DeliveryError]) -> None:
        self.answers = {name: list(errors) for name, errors in answers.items()}
        self.accepted: defaultdict[str, list[Part]] = defaultdict(list)
        self.messages: list[Message] = []
        self.underway: set[str] = set()
        self.stop_at = 99
        self.seconds = 0.0

    async def send(self, message: Message, accepted: Accepted) -> Receipt:
        """Take every part from the next one on."""
        name = message.address.value
        assert name not in self.underway, "two messages to one address at once"
        self.underway.add(name)
        try:
            return await self._send(message, accepted)
        finally:
            self.underway.discard(name)

    async def _send(self, message: Message, accepted: Accepted) -> Receipt:
        name = message.address.value
        self.messages.append(message)
        await asyncio.sleep(self.seconds)
        references = message.reference.split()
        for number in range(message.next_part, len(message.parts)):
            errors = self.answers.get(name)
            if errors and number == min(self.stop_at, len(message.parts) - 1):
                raise errors.pop(0)
            self.accepted[name].append(message.parts[number])
            references.append(f"{name}-{number}")
            await accepted(number + 1, " ".join(references))
        return Receipt(reference=" ".join(references))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'digest.db'}")
    yield opened
    opened.close()


@pytest.fixture
def publish(store: Store) -> Callable[..., None]:
    """Publish an issue of two chat messages for these readers."""

    def write(*names: str, label: str = "2026-06-14T12:00", channel: str = "telegram") -> None:
        for name in names:
            store.readers.add(Subscriber(address=Address(channel=channel, value=name), digests=("morning",)), now=NOW)
        ids = tuple(each.id for each in store.readers.active("morning") if each.address.value in names)
        audience = Audience(
            key=f"{channel} {' '.join(names)}",
            digest_id="morning",
            forms=("telegram",),
            language="en",
            reads=("en",),
            timezone=ZONE,
            topics=("*",),
            mute=(),
            unseen=frozenset(),
            met=frozenset(),
            subscription_ids=ids,
        )
        texts = ("<b>One</b>", f'<a href="https://digest.example.org/u/{READER}">Two</a>')
        parts = [
            Part(form="telegram", name="message", content=text, position=position)
            for position, text in enumerate(texts)
        ]
        slot = Slot(label=label, timezone=ZONE, instant=datetime.fromisoformat(label).replace(tzinfo=ZONE))
        store.issues.publish(
            Draft(
                audience=audience,
                slot=slot,
                title="One",
                late=False,
                approve=False,
                through=0,
                told=(),
                parts=tuple(parts),
            ),
            now=NOW,
        )

    return write


@pytest.fixture
def work(store: Store) -> Callable[..., object]:
    """Work off the outbox by these channels."""

    async def run(at: datetime = NOW, *, postal: Postal = POSTAL, **channels: Channel) -> Delivered:
        return await deliver(store.outbox, channels, owner="test", postal=postal, now=at)

    return run


def due(store: Store) -> set[datetime]:
    """When what is pending is due."""
    with store.engine.connect() as connection:
        return set(connection.scalars(select(outbox.c.next_at).where(outbox.c.status == "pending")))


async def test_every_delivery_goes_out_once_with_its_parts_in_order(store, publish, work) -> None:
    names = [f"reader{number}" for number in range(100)]
    publish(*names)
    chat = Scripted()
    delivered = await work(telegram=chat)
    assert (delivered.sent, delivered.problems) == (100, ())
    assert {name: [part.position for part in parts] for name, parts in chat.accepted.items()} == {
        name: [0, 1] for name in names
    }
    assert (await work(at=NOW + timedelta(days=1), telegram=chat)).sent == 0
    assert len(chat.messages) == 100


async def test_each_reader_gets_their_own_way_out(publish, work, store) -> None:
    """The part is one for all, the link in it is not."""
    publish("ada", "bob")
    chat = Scripted()
    await work(telegram=chat)
    ids = {each.address.value: each.id for each in store.readers.active("morning")}
    for name, parts in chat.accepted.items():
        assert parts[1].content == f'<a href="https://digest.example.org/u/token{ids[name]}">Two</a>'
        assert READER not in parts[0].content


async def test_one_address_gets_its_messages_one_after_another(publish, work) -> None:
    """Two issues of one hour do not interleave in a chat."""
    for hour in range(8):
        publish("ada", label=f"2026-06-14T1{hour}:00")
    chat = Scripted()
    chat.seconds = 0.01
    assert (await work(telegram=chat)).sent == 8


async def test_a_message_is_resumed_at_its_first_unsent_part(publish, work) -> None:
    publish("ada")
    chat = Scripted(ada=[DeliveryError("try later", permanent=False)])
    chat.stop_at = 1
    assert (await work(telegram=chat)).retried == 1
    assert (await work(at=NOW + timedelta(hours=1), telegram=chat)).sent == 1
    assert [part.position for part in chat.accepted["ada"]] == [0, 1]
    assert chat.messages[1].reference == "ada-0"


async def test_a_channel_that_is_down_stops_for_this_round_and_blames_nobody(store, publish, work) -> None:
    """One line for the admin, however many readers wait; the other channels go on."""
    names = [f"reader{number}" for number in range(60)]
    publish(*names)
    publish("here", channel="post")
    down = ChannelError("refused", retry_after=timedelta(seconds=7))
    chat, post = Scripted(**{name: [down] * 3 for name in names}), Scripted()
    chat.stop_at = 0
    delivered = await work(telegram=chat, post=post)
    assert delivered.problems == ("telegram is down: refused",)
    assert (delivered.sent, delivered.retried, delivered.failed) == (1, 0, 0)
    assert 1 <= len(chat.messages) <= delivered.postponed <= 32
    assert store.outbox.counts()["pending"] == 60
    assert min(due(store)) >= NOW + timedelta(seconds=7)
    assert (await work(at=NOW + timedelta(minutes=1), telegram=Scripted())).sent == 60


async def test_a_channel_is_left_alone_exactly_as_long_as_it_asks(store, publish, work) -> None:
    publish("ada")
    chat = Scripted(ada=[ChannelError("flood", retry_after=timedelta(seconds=7))])
    await work(telegram=chat)
    (at,) = due(store)
    assert timedelta(seconds=7) <= at - NOW < timedelta(seconds=10)
    assert (await work(at=at - timedelta(seconds=1), telegram=chat)).sent == 0
    assert (await work(at=at, telegram=chat)).sent == 1


async def test_an_address_that_refuses_is_tried_once(store, publish, work) -> None:
    publish("ada", "bob")
    chat = Scripted(ada=[AddressError("blocked by the reader")])
    delivered = await work(telegram=chat)
    assert (delivered.sent, delivered.failed) == (1, 1)
    assert [each.address.value for each in store.readers.active("morning")] == ["bob"]
    (paused,) = store.readers.at(Address(channel="telegram", value="ada"))
    assert (paused.status, paused.reason) == ("paused", "blocked by the reader")


async def test_a_lost_answer_is_tried_again_or_held_as_the_admin_wants(store, publish, work) -> None:
    publish("ada")
    hold = Postal(domain="digest.example.org", hold=frozenset({"telegram"}))
    delivered = await work(telegram=Scripted(ada=[UncertainError("the answer was lost")]), postal=hold)
    assert (delivered.held, delivered.retried) == (1, 0)
    assert store.outbox.counts() == {"uncertain": 1}
    store.outbox.requeue_uncertain(now=NOW)
    chat = Scripted(ada=[UncertainError("the answer was lost")])
    assert (await work(telegram=chat)).retried == 1
    assert (await work(at=NOW + timedelta(hours=1), telegram=chat)).sent == 1


async def test_nothing_goes_out_in_a_readers_quiet_hours(store, publish, work) -> None:
    """Quiet hours are the reader's own; what is due then waits until they end."""
    publish("ada", "bob")
    ada = Address(channel="telegram", value="ada")
    store.readers.choose(ada, "morning", {"quiet": "09:00-13:00", "timezone": "Europe/Berlin"})
    chat = Scripted()
    delivered = await work(telegram=chat)  # 11:00 in Berlin
    assert (delivered.sent, delivered.postponed, delivered.problems) == (1, 1, ())
    assert due(store) == {datetime(2026, 6, 14, 11, 0, tzinfo=UTC)}
    assert (await work(at=NOW + timedelta(hours=2), telegram=chat)).sent == 1


async def test_a_permanent_refusal_costs_only_itself(store, publish, work) -> None:
    publish("ada", "bob")
    delivered = await work(telegram=Scripted(ada=[DeliveryError("too long", permanent=True)]))
    assert (delivered.sent, delivered.failed) == (1, 1)
    assert len(store.readers.active("morning")) == 2


async def test_what_is_slow_is_not_sent_by_a_second_process(tmp_path, store, publish) -> None:
    """The lease is renewed while the channel takes its time."""
    publish("ada", "bob")
    slow, other = Scripted(), Scripted()
    slow.seconds = 1.5
    lease = timedelta(seconds=0.6)
    second = open_store(f"sqlite:///{tmp_path / 'digest.db'}")

    async def watch() -> int:
        taken = 0
        for step in range(12):
            await asyncio.sleep(0.1)
            at = NOW + timedelta(seconds=0.1 * (step + 1))
            found = await deliver(second.outbox, {"telegram": other}, owner="b", postal=POSTAL, now=at, lease=lease)
            taken += found.sent
        return taken

    first = deliver(store.outbox, {"telegram": slow}, owner="a", postal=POSTAL, now=NOW, lease=lease)
    delivered, taken = await asyncio.gather(first, watch())
    second.close()
    assert (delivered.sent, taken, other.messages) == (2, 0, [])


async def test_many_senders_at_once_send_each_delivery_once(tmp_path, store, publish) -> None:
    names = [f"reader{number}" for number in range(150)]
    publish(*names)
    chat = Scripted()
    stores = [open_store(f"sqlite:///{tmp_path / 'digest.db'}") for _ in range(4)]
    found = await asyncio.gather(
        *(
            deliver(one.outbox, {"telegram": chat}, owner=str(number), postal=POSTAL, now=NOW)
            for number, one in enumerate(stores)
        )
    )
    for one in stores:
        one.close()
    assert sum(each.sent for each in found) == 150
    assert sorted(message.address.value for message in chat.messages) == sorted(names)


async def test_a_store_that_fails_in_the_middle_is_reported_and_what_was_sent_is_known(
    tmp_path, store, publish
) -> None:
    """The claim was lost to another process: the channel must stop before the next part."""
    publish("ada")
    chat = Scripted()

    class Thief(Scripted):
        """Let somebody else claim the delivery between two parts."""

        async def _send(self, message: Message, accepted: Accepted) -> Receipt:
            later = NOW + timedelta(hours=1)
            store.outbox.claim(["telegram"], owner="b", now=later, lease=timedelta(hours=1), limit=1)
            return await super()._send(message, accepted)

    thief = Thief()
    with pytest.raises(StoreError, match="no longer held"):
        await deliver(store.outbox, {"telegram": thief}, owner="a", postal=POSTAL, now=NOW)
    assert [part.position for part in thief.accepted["ada"]] == [0]
    assert chat.messages == []


class Stopping(Scripted):
    """Ask for the end of the service while the first message is under way."""

    def __init__(self, stop: asyncio.Event) -> None:
        super().__init__()
        self.stop = stop

    async def send(self, message: Message, accepted: Accepted) -> Receipt:
        self.stop.set()
        return await super().send(message, accepted)


def statuses(store: Store) -> Counter[tuple[str, int]]:
    """Count deliveries by status and number of attempts."""
    with store.engine.connect() as connection:
        return Counter((row.status, row.attempts) for row in connection.execute(select(outbox)))


async def test_after_a_stop_nothing_is_begun_and_what_was_begun_is_finished(store, publish) -> None:
    """What is under way goes out and is recorded; claims that were not begun are given back untouched."""
    names = [f"reader{number}" for number in range(100)]
    publish(*names)
    publish(*names, label="2026-06-14T13:00")
    stop, told = asyncio.Event(), []
    chat = Stopping(stop)
    delivered = await deliver(
        store.outbox, {"telegram": chat}, owner="test", postal=POSTAL, now=NOW, stop=stop, report=told.append
    )
    assert 0 < delivered.sent < 100
    assert statuses(store) == {("sent", 1): delivered.sent, ("pending", 0): 200 - delivered.sent}
    assert len(chat.messages) == delivered.sent
    assert Counter(one.outcome for one in told) == Counter(sent=delivered.sent, postponed=delivered.postponed)
    rest = await deliver(store.outbox, {"telegram": Scripted()}, owner="test", postal=POSTAL, now=NOW)
    assert rest.sent == 200 - delivered.sent


async def test_a_claim_that_waits_behind_another_to_its_address_is_given_back_at_a_stop(store, publish) -> None:
    """One address gets its messages one after the other, so the second was never begun."""
    publish("ada")
    publish("ada", label="2026-06-14T13:00")
    stop = asyncio.Event()
    delivered = await deliver(
        store.outbox, {"telegram": Stopping(stop)}, owner="test", postal=POSTAL, now=NOW, stop=stop
    )
    assert (delivered.sent, delivered.postponed) == (1, 1)
    assert statuses(store) == {("sent", 1): 1, ("pending", 0): 1}


async def test_what_was_stopped_before_it_began_is_not_claimed(store, publish) -> None:
    publish("ada")
    stop = asyncio.Event()
    stop.set()
    chat = Scripted()
    delivered = await deliver(store.outbox, {"telegram": chat}, owner="test", postal=POSTAL, now=NOW, stop=stop)
    assert (delivered.sent, chat.messages) == (0, [])


@pytest.mark.parametrize(("hold", "status"), [(frozenset(), "pending"), (frozenset({"telegram"}), "uncertain")])
async def test_an_attempt_that_is_cut_off_is_recorded_as_one_whose_answer_was_lost(
    store, publish, hold: frozenset[str], status: str
) -> None:
    """Nobody waits for a lease to run out, and `on_uncertain` decides; the next try resumes at the open part."""
    publish("ada", "bob")
    reached = asyncio.Event()

    class Hanging(Scripted):
        async def send(self, message: Message, accepted: Accepted) -> Receipt:
            await accepted(1, "first")
            if message.address.value == "bob":
                return Receipt(reference="first second")
            reached.set()
            await asyncio.Event().wait()
            raise AssertionError

    postal = Postal(domain="digest.example.org", hold=hold)
    delivering = asyncio.create_task(
        deliver(store.outbox, {"telegram": Hanging()}, owner="test", postal=postal, now=NOW)
    )
    await reached.wait()
    while statuses(store)["sent", 1] == 0:
        await asyncio.sleep(0.01)
    delivering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivering
    assert statuses(store) == {("sent", 1): 1, (status, 1): 1}
    if not hold:
        chat = Scripted()
        later = NOW + timedelta(minutes=2)
        assert (await deliver(store.outbox, {"telegram": chat}, owner="test", postal=postal, now=later)).sent == 1
        assert [part.position for part in chat.accepted["ada"]] == [1]


async def test_a_channel_that_is_down_says_until_when(publish, work) -> None:
    """So that the service leaves it alone until then."""
    publish("ada", "bob")
    error = ChannelError("no route to host", retry_after=timedelta(minutes=7))
    delivered = await work(telegram=Scripted(ada=[error], bob=[error]))
    (down,) = delivered.down
    assert (down.channel, down.reason) == ("telegram", "no route to host")
    assert down.until >= NOW + timedelta(minutes=7)
