"""The duty of an outbox: one that survives a full disk, and leaves a channel that is down alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from digest.errors import StoreError
from digest.model import Address
from digest.pipeline.attempt import Outcome, Tried
from digest.pipeline.deliver import Delivered, Down
from digest.runners.outbox import log_delivery, outbox_duty


async def play(*rounds: Delivered | StoreError | None) -> list[dict[str, object]]:
    """Let the duty have these rounds, then stop it; give what it logged."""
    left = list(rounds)
    stop = asyncio.Event()

    async def work_off(now: datetime, stopping: asyncio.Event) -> Delivered | None:
        assert now.utcoffset() == timedelta(0)
        if len(left) == 1:
            stopping.set()
        ended = left.pop(0)
        if isinstance(ended, StoreError):
            raise ended
        return ended

    with capture_logs() as logs:
        await outbox_duty("email", work_off, period=0.001, longest_wait=0.004).run(stop, lambda _: None)
    assert left == []
    return logs


async def test_trouble_of_the_store_is_said_once_and_its_end_too() -> None:
    """A full disk for an hour is two lines, not two thousand; the service lives."""
    full, locked = StoreError("the disk of the database is full"), StoreError("the database is locked")
    logs = await play(None, full, full, full, locked, Delivered(), Delivered())
    assert [(one["event"], one.get("reason")) for one in logs] == [
        ("outbox.stuck", str(full)),
        ("outbox.stuck", str(locked)),
        ("outbox.works_again", None),
    ]


def down(reason: str) -> Delivered:
    until = datetime.now(UTC) + timedelta(milliseconds=2)
    return Delivered(postponed=3, down=(Down(channel="email", reason=reason, until=until),))


async def test_a_channel_that_is_down_is_said_once_for_each_reason_and_when_it_is_back() -> None:
    """A wrong password over a weekend is one line."""
    logs = await play(down("refused"), down("refused"), down("wrong password"), Delivered(sent=3), Delivered())
    assert [(one["event"], one.get("reason")) for one in logs] == [
        ("channel.down", "refused"),
        ("channel.down", "wrong password"),
        ("channel.back", None),
    ]


@pytest.mark.parametrize(
    ("outcome", "reason", "said"),
    [
        ("sent", "", [("delivery.sent", "info")]),
        ("retried", "greylisted", [("delivery.retried", "warning")]),
        ("failed", "no such mailbox", [("delivery.failed", "warning")]),
        ("held", "the answer was lost", [("delivery.held", "warning")]),
        ("postponed", "the channel is down", []),
    ],
)
def test_a_delivery_is_one_event_that_names_digest_slot_and_address(
    outcome: Outcome, reason: str, said: Sequence[tuple[str, str]]
) -> None:
    """Those that wait for a channel are not named one by one."""
    address = Address(channel="email", value="reader@example.org")
    with capture_logs() as logs:
        log_delivery(
            Tried(outcome=outcome, digest_id="morning", slot_label="2026-06-14T07:30", address=address, reason=reason)
        )
    assert [(one["event"], one["log_level"]) for one in logs] == said
    for one in logs:
        assert (one["digest"], one["slot"], one["address"]) == ("morning", "2026-06-14T07:30", str(address))
        assert one.get("reason", "") == reason
