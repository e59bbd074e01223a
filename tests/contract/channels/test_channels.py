"""What every channel promises, the real one and the fake alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.channels.file import FileChannel
from digest.errors import DeliveryError
from digest.model import Address, Message, Part
from digest.pipeline.deliver import unrecorded
from digest.ports import Channel
from digest.testing import MemoryChannel


@pytest.fixture(params=["file", "memory"])
def channel(request: pytest.FixtureRequest) -> Channel:
    return FileChannel(site_title="Desk") if request.param == "file" else MemoryChannel()


@pytest.fixture(params=["file", "memory"])
def failing(request: pytest.FixtureRequest) -> Channel:
    """A channel that cannot reach the address."""
    return FileChannel() if request.param == "file" else MemoryChannel([DeliveryError("cannot write", permanent=False)])


@pytest.fixture
def make_message(tmp_path: Path) -> Callable[..., Message]:
    def make(
        *, slot: str = "2026-06-16T07:30", folder: Path | None = None, parts: tuple[Part, ...] | None = None
    ) -> Message:
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
            address=Address(channel="file", value=str(folder or tmp_path)),
            parts=plain if parts is None else parts,
        )

    return make


async def test_a_message_is_accepted_with_a_reference(channel: Channel, make_message: Callable[..., Message]) -> None:
    """The channel's yes names what it accepted."""
    assert (await channel.send(make_message(), unrecorded)).reference


async def test_the_same_message_twice_is_one_message(channel: Channel, make_message: Callable[..., Message]) -> None:
    """A repeat after a lost answer changes nothing and says the same."""
    first = await channel.send(make_message(), unrecorded)
    assert await channel.send(make_message(), unrecorded) == first


async def test_another_slot_is_another_message(channel: Channel, make_message: Callable[..., Message]) -> None:
    """Nothing is overwritten."""
    first = await channel.send(make_message(), unrecorded)
    second = await channel.send(make_message(slot="2026-06-17T07:30"), unrecorded)
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
