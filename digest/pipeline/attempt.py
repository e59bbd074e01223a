"""One attempt at one delivery: record it, send, record what the channel's answer means.

An answer that the store does not take, because its disk is full, is held on to until it does.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from digest.editing.quiet import quiet_until
from digest.editing.retries import CHANNEL_WAIT, next_try
from digest.errors import AddressError, ChannelError, DeliveryError, UncertainError
from digest.model import Address, Claim, Receipt
from digest.pipeline.insist import insist
from digest.pipeline.messages import Postal, make_message
from digest.ports import Channel, Outbox

__all__ = ["Outcome", "Round", "Tried", "attempt", "channel_wait"]

_STOPPED: Final = "the service was stopped before this was begun"
_CUT_OFF: Final = "the service was stopped before there was an answer"

Outcome: TypeAlias = Literal["sent", "retried", "failed", "held", "postponed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How one delivery went in this round, told as soon as it is recorded."""

    outcome: Outcome
    digest_id: str
    slot_label: str
    address: Address
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class Round:
    """One channel's share of a round, and what came of it. `down` says why the channel takes nothing more."""

    outbox: Outbox
    name: str
    channel: Channel
    owner: str
    postal: Postal
    now: Callable[[], datetime]
    lease: timedelta
    stop: asyncio.Event
    patience: float
    report: Callable[[Tried], None]
    counts: Counter[Outcome] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    down: ChannelError | None = None
    underway: dict[int, Claim] = field(default_factory=dict)
    addresses: defaultdict[Address, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))


async def attempt(job: Round, claim: Claim) -> tuple[Outcome, str]:
    """Try a delivery once, unless it has to wait; give how it went, and why where it did not go out."""
    if job.down is not None:
        return await _put_off(job, claim, str(job.down), at=job.now() + channel_wait(job.down))
    if job.stop.is_set():
        return await _put_off(job, claim, _STOPPED, at=job.now())
    quiet = quiet_until(claim.quiet, claim.timezone, job.now())
    if quiet is not None:
        return await _put_off(job, claim, "quiet hours", at=quiet)
    attempt_id = await asyncio.to_thread(job.outbox.begin, claim, now=job.now())

    async def accepted(parts: int, reference: str) -> None:
        await insist(lambda: job.outbox.advance(claim, parts, reference), patience=job.patience)

    try:
        receipt = await job.channel.send(make_message(claim, job.postal), accepted)
    except DeliveryError as error:
        answer = error
        return await insist(lambda: _record(job, claim, attempt_id, answer), patience=job.patience)
    except asyncio.CancelledError:
        await asyncio.to_thread(_record, job, claim, attempt_id, UncertainError(_CUT_OFF))
        raise
    await insist(lambda: job.outbox.sent(claim, attempt_id, receipt, now=job.now()), patience=job.patience)
    job.notes += _notes(claim, receipt)
    return "sent", ""


async def _put_off(job: Round, claim: Claim, reason: str, *, at: datetime) -> tuple[Outcome, str]:
    await asyncio.to_thread(job.outbox.give_back, (claim,), reason, at=at)
    return "postponed", reason


def _record(job: Round, claim: Claim, attempt_id: int, error: DeliveryError) -> tuple[Outcome, str]:
    """Write down what an error means: for the address, for the channel, for this delivery."""
    now, reason = job.now(), str(error)
    if isinstance(error, AddressError):
        job.outbox.refuse(claim, attempt_id, error, now=now)
        return "failed", reason
    if isinstance(error, ChannelError):
        until = now + channel_wait(error)
        job.outbox.postpone(claim, attempt_id, reason, at=until, now=now)
        if job.down is None:
            job.down = error
            job.problems.append(f"{job.name} is down: {reason}")
            job.outbox.hold_off(job.name, reason, until=until)
        return "postponed", reason
    again = next_try(error, attempts=claim.attempts + 1, now=now)
    if isinstance(error, UncertainError):
        at = None if job.name in job.postal.hold else again
        job.outbox.uncertain(claim, attempt_id, reason, at=at, now=now)
        return ("held", f"{reason}; held") if at is None else ("retried", _again(reason, at))
    if again is None:
        job.outbox.fail(claim, attempt_id, reason, now=now)
        return "failed", reason
    job.outbox.retry(claim, attempt_id, reason, at=again, now=now)
    return "retried", _again(reason, again)


def _again(reason: str, at: datetime) -> str:
    return f"{reason}; next try {at:%Y-%m-%d %H:%M} UTC"


def channel_wait(error: ChannelError) -> timedelta:
    """Tell how long a channel that is down is left alone."""
    return CHANNEL_WAIT if error.retry_after is None else error.retry_after


def _notes(claim: Claim, receipt: Receipt) -> Collection[str]:
    found = [receipt.note] if receipt.note else []
    if receipt.moved_to is not None:
        found.append(f"{claim.address} is now {receipt.moved_to}")
    return [f"{claim.digest_id} {claim.slot_label} to {claim.address}: {note}" for note in found]
