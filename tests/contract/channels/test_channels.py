"""What every channel promises, the real one and the fake alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from engines.bot_api import BotApi

from digest.channels.file import FileChannel
from digest.channels.telegram import Lanes, Pace, TelegramChannel
from digest.errors import DeliveryError, StoreError
from digest.model import Address, Message, Part, Secret, TelegramSettings
from digest.pipeline.messages import unrecorded
from digest.ports import Channel
from digest.testing import MemoryChannel


@pytest.fixture(params=["file", "memory"])
def channel(request: pytest.FixtureRequest) -> Channel:
    """A channel that carries every form and knows a message when it sees it again."""
    return FileChannel(site_title="Desk") if request.param == "file" else MemoryChannel()


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramChannel]:
    """The channel of the wire that carries one form, to a chat, part by part."""
    async with BotApi() as api:
        api.user(5)
        settings = TelegramSettings(token=Secret(api.token), api_url=api.url)
        lanes = Lanes(Pace(per_second=0, chat_per_second=0, group_per_minute=0))
        async with TelegramChannel(settings=settings, lanes=lanes) as made:
            yield made


@pytest.fixture(params=["file", "memory", "telegram"])
def any_channel(request: pytest.FixtureRequest, telegram: TelegramChannel) -> Channel:
    return {"file": FileChannel(site_title="Desk"), "memory": MemoryChannel(), "telegram": telegram}[request.param]


@pytest.fixture(params=["file", "memory"])
def failing(request: pytest.FixtureRequest) -> Channel:
    """A channel that cannot reach the address."""
    return FileChannel() if request.param == "file" else MemoryChannel([DeliveryError("cannot write", permanent=False)])


@pytest.fixture
def make_message(tmp_path: Path) -> Callable[..., Message]:
    def make(
        *,
        slot: str = "2026-06-16T07:30",
        folder: Path | None = None,
        to: Channel | None = None,
        parts: tuple[Part, ...] | None = None,
        **other: Any,
    ) -> Message:
        here = Address(channel="file", value=str(folder or tmp_path))
        plain = (
            Part(form="email", name="subject", content="A subject"),
            Part(form="email", name="html", content="<p>Mail</p>"),
            Part(form="email", name="text", content="Mail"),
            Part(form="telegram", name="message", content="<b>One</b>", position=0),
            Part(form="telegram", name="message", content="Two", position=1),
            Part(form="web", name="page", content="<p>Page</p>"),
        )
        return Message(
            delivery_id=1,
            message_id=f"{slot}@example.org",
            digest_id="morning",
            slot_label=slot,
            slot_instant=datetime(2026, 6, 16, 4, 30, tzinfo=UTC),
            address=Address(channel="telegram", value="5") if isinstance(to, TelegramChannel) else here,
            parts=plain if parts is None else parts,
            **other,
        )

    return make


async def test_a_message_is_accepted_with_a_reference(
    any_channel: Channel, make_message: Callable[..., Message]
) -> None:
    """The channel's yes names what it accepted."""
    assert (await any_channel.send(make_message(to=any_channel), unrecorded)).reference


async def test_every_part_is_told_at_most_once_and_in_order(
    any_channel: Channel, make_message: Callable[..., Message]
) -> None:
    """A channel whose parts go out together tells none; the reference only grows."""
    told: list[tuple[int, str]] = []

    async def accepted(parts: int, reference: str) -> None:
        told.append((parts, reference))

    receipt = await any_channel.send(make_message(to=any_channel), accepted)
    assert [parts for parts, _ in told] == list(range(1, len(told) + 1))
    assert all(receipt.reference.startswith(reference) for _, reference in told)
    assert not told or told[-1][1] == receipt.reference


async def test_an_error_of_the_record_is_not_kept_from_the_caller(
    telegram: TelegramChannel, make_message: Callable[..., Message]
) -> None:
    """Whoever lost the claim has to know, and nothing more goes out."""

    async def refused(_parts: int, _reference: str) -> None:
        raise StoreError("the claim was lost")

    with pytest.raises(StoreError):
        await telegram.send(make_message(to=telegram), refused)


async def test_a_message_that_is_out_already_is_accepted_as_it_is(
    telegram: TelegramChannel, make_message: Callable[..., Message]
) -> None:
    """Its reference is what was recorded."""
    done = make_message(to=telegram, next_part=2, reference="90 91")
    assert (await telegram.send(done, unrecorded)).reference == "90 91"


async def test_the_same_message_twice_is_one_message(channel: Channel, make_message: Callable[..., Message]) -> None:
    """A repeat after a lost answer changes nothing and says the same."""
    first = await channel.send(make_message(), unrecorded)
    assert await channel.send(make_message(), unrecorded) == first


async def test_another_slot_is_another_message(any_channel: Channel, make_message: Callable[..., Message]) -> None:
    """Nothing is overwritten."""
    first = await any_channel.send(make_message(to=any_channel), unrecorded)
    second = await any_channel.send(make_message(to=any_channel, slot="2026-06-17T07:30"), unrecorded)
    assert first.reference != second.reference


@pytest.mark.parametrize("form", ["email", "telegram", "web"])
async def test_a_message_may_have_the_parts_of_one_form_only(
    channel: Channel, make_message: Callable[..., Message], form: str
) -> None:
    """An audience has the forms its address takes."""
    parts = tuple(part for part in make_message().parts if part.form == form)
    assert (await channel.send(make_message(parts=parts), unrecorded)).reference


async def test_what_cannot_be_sent_is_a_delivery_error_that_says_whether_to_try_again(
    failing: Channel, make_message: Callable[..., Message], tmp_path: Path
) -> None:
    """In one line, and the next try can succeed."""
    blocked = tmp_path / "blocked"
    blocked.write_text("in the way")
    with pytest.raises(DeliveryError) as caught:
        await failing.send(make_message(folder=blocked), unrecorded)
    assert caught.value.permanent is False
    assert "\n" not in str(caught.value)
    blocked.unlink()
    assert (await failing.send(make_message(folder=blocked), unrecorded)).reference
