"""Deliver what the outbox holds: claim, record the attempt, send, record the answer.

At least once, never silently lost: an attempt stands in the store before the network is touched, so that
a crash leaves it uncertain, not forgotten.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.editing.retries import next_try
from digest.errors import DeliveryError
from digest.model import Address, Claim, Message
from digest.ports import Channel, Outbox

__all__ = ["Delivered", "deliver", "message_id"]

LEASE = timedelta(minutes=5)
BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How one round ended; `problems` names each delivery that did not go out, and why."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()


async def deliver(
    outbox: Outbox, channels: Mapping[str, Channel], *, owner: str, domain: str, now: datetime
) -> Delivered:
    """Send every delivery that is due on these channels; the rest waits in the outbox.

    `domain` is the right side of Message-IDs. Nothing is claimed while sending is paused.
    """
    sent, problems = 0, []
    counts = {"retried": 0, "failed": 0}
    while not await asyncio.to_thread(outbox.paused):
        claims = await asyncio.to_thread(outbox.claim, tuple(channels), owner=owner, now=now, lease=LEASE, limit=BATCH)
        if not claims:
            break
        for claim in claims:
            outcome, reason = await _deliver_one(outbox, channels[claim.address.channel], claim, domain, now)
            if outcome == "sent":
                sent += 1
            else:
                counts[outcome] += 1
                problems.append(f"{claim.digest_id} {claim.slot_label} to {claim.address}: {reason}")
    return Delivered(sent=sent, problems=tuple(problems), **counts)


def message_id(digest_id: str, slot_label: str, address: Address, domain: str) -> str:
    """Make the Message-ID of a slot's issue for an address: the same at every try."""
    token = hashlib.sha256(f"{digest_id} {slot_label} {address}".encode()).hexdigest()[:24]
    return f"<{token}@{domain}>"


def _message(claim: Claim, domain: str) -> Message:
    return Message(
        delivery_id=claim.delivery_id,
        message_id=message_id(claim.digest_id, claim.slot_label, claim.address, domain),
        digest_id=claim.digest_id,
        slot_label=claim.slot_label,
        slot_instant=claim.slot_instant,
        address=claim.address,
        parts=claim.parts,
    )


async def _deliver_one(outbox: Outbox, channel: Channel, claim: Claim, domain: str, now: datetime) -> tuple[str, str]:
    attempt = await asyncio.to_thread(outbox.begin, claim, now=now)
    try:
        receipt = await channel.send(_message(claim, domain))
    except DeliveryError as error:
        return await asyncio.to_thread(_record_error, outbox, claim, attempt, error, now)
    await asyncio.to_thread(outbox.sent, claim, attempt, receipt, now=now)
    return "sent", ""


def _record_error(outbox: Outbox, claim: Claim, attempt: int, error: DeliveryError, now: datetime) -> tuple[str, str]:
    again = next_try(error, attempts=claim.attempts + 1, now=now)
    if again is None:
        outbox.fail(claim, attempt, str(error), now=now)
        return "failed", str(error)
    outbox.retry(claim, attempt, str(error), at=again, now=now)
    return "retried", f"{error}; next try {again:%Y-%m-%d %H:%M} UTC"
