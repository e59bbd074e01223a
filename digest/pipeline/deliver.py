"""Deliver what the outbox holds: claim, record the attempt, send, record the answer.

At least once, never silently lost: an attempt stands in the store before the network is touched, so that
a crash leaves it uncertain, not forgotten. An answer that the store does not take, because its disk is full, is
held on to until it does. Channels work beside each other, each with a few deliveries under
way; leases are renewed while they are. What a channel's answer means for a delivery is in `_record`.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from digest.editing.quiet import quiet_until
from digest.editing.retries import CHANNEL_WAIT, next_try
from digest.errors import AddressError, ChannelError, DeliveryError, StoreError, UncertainError
from digest.model import Address, Claim, Receipt
from digest.pipeline.insist import insist
from digest.pipeline.messages import Postal, make_message
from digest.ports import Channel, Outbox

__all__ = ["LEASE", "Delivered", "Down", "Tried", "deliver"]

LEASE = timedelta(minutes=5)
AT_ONCE = 32
"""Deliveries of one channel that are under way together; how many connections that takes is the channel's affair."""

PATIENCE: Final = 60.0
"""Seconds that a command waits for a store that takes no answers; a service has all the time in the world."""

_STOPPED: Final = "the service was stopped before this was begun"
_CUT_OFF: Final = "the service was stopped before there was an answer"

Outcome: TypeAlias = Literal["sent", "retried", "failed", "held", "postponed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Down:
    """A channel that takes nothing from anybody, why, and when it can be asked again."""

    channel: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How one round ended; `problems` names each delivery that did not go out and each channel that is down.

    `postponed` deliveries wait for their channel or the end of quiet hours, `held` ones for the admin.
    """

    sent: int = 0
    retried: int = 0
    failed: int = 0
    held: int = 0
    postponed: int = 0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    down: tuple[Down, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How one delivery went in this round, told as soon as it is recorded."""

    outcome: Outcome
    digest_id: str
    slot_label: str
    address: Address
    reason: str = ""


async def deliver(
    outbox: Outbox,
    channels: Mapping[str, Channel],
    *,
    owner: str,
    postal: Postal,
    now: datetime,
    lease: timedelta = LEASE,
    stop: asyncio.Event | None = None,
    report: Callable[[Tried], None] = lambda _: None,
) -> Delivered:
    """Send every delivery that is due on these channels; the rest waits in the outbox.

    A claim is renewed while it is under way, so that `lease` is how long the others wait for one who died.
    Nothing is claimed while sending is paused. A channel that is down is left alone for the rest of the round.
    Once `stop` is set nothing more is begun: what is under way ends, the rest is given back. Who cancels this
    has every attempt that is cut off recorded as one whose answer was lost. Who gives a `stop` waits as long as it
    takes for a store that takes no answers, anybody else a minute.
    """
    passing = _passing(now)
    rounds = [
        _Round(
            outbox=outbox,
            name=name,
            channel=channel,
            owner=owner,
            postal=postal,
            now=passing,
            lease=lease,
            stop=stop or asyncio.Event(),
            patience=PATIENCE if stop is None else math.inf,
            report=report,
        )
        for name, channel in channels.items()
    ]
    await _all(*(_work_off(one) for one in rounds))
    counts = sum((one.counts for one in rounds), Counter[Outcome]())
    return Delivered(
        sent=counts["sent"],
        retried=counts["retried"],
        failed=counts["failed"],
        held=counts["held"],
        postponed=counts["postponed"],
        problems=tuple(problem for one in rounds for problem in one.problems),
        notes=tuple(note for one in rounds for note in one.notes),
        down=tuple(
            Down(channel=one.name, reason=str(one.down), until=passing() + _channel_wait(one.down))
            for one in rounds
            if one.down is not None
        ),
    )


@dataclass(slots=True, kw_only=True)
class _Round:
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


def _passing(start: datetime) -> Callable[[], datetime]:
    """Let time pass from `start` on: a round can take many minutes, and a lease must not begin in the past."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    return lambda: start + timedelta(seconds=loop.time() - began)


async def _all(*works: Coroutine[object, object, None]) -> None:
    """Wait for all of them, then raise the first error there was: what one cannot do must not cut the others off."""
    for error in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(error, BaseException):
            raise error


async def _work_off(job: _Round) -> None:
    """Keep deliveries under way until nothing is due, or the channel is down."""
    running: set[asyncio.Task[None]] = set()
    async with _leases_renewed(job):
        try:
            while True:
                claims = await _claim(job, AT_ONCE - len(running)) if len(running) <= AT_ONCE // 2 else ()
                running |= {asyncio.create_task(_deliver_one(job, claim)) for claim in claims}
                if not running:
                    return
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        except asyncio.CancelledError:
            for task in running:
                task.cancel()
            raise
        finally:
            # Whatever happened, the others are still waited for: what they sent must be recorded.
            await asyncio.gather(*running, return_exceptions=True)


@asynccontextmanager
async def _leases_renewed(job: _Round) -> AsyncIterator[None]:
    async def renewing() -> None:
        while True:
            await asyncio.sleep(job.lease.total_seconds() / 3)
            claims = tuple(job.underway.values())
            with suppress(StoreError):  # the next send or record meets the same trouble and reports it
                await asyncio.to_thread(job.outbox.renew, claims, until=job.now() + job.lease)

    task = asyncio.create_task(renewing())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _claim(job: _Round, limit: int) -> Sequence[Claim]:
    if job.down is not None or job.stop.is_set() or await asyncio.to_thread(job.outbox.paused):
        return ()
    return await asyncio.to_thread(
        job.outbox.claim,
        (job.name,),
        owner=job.owner,
        now=job.now(),
        lease=job.lease,
        limit=limit,
        hold=job.postal.hold,
    )


async def _deliver_one(job: _Round, claim: Claim) -> None:
    """Deliver one claim and take down how it ended; one address gets its messages one after another."""
    job.underway[claim.delivery_id] = claim
    try:
        async with job.addresses[claim.address]:
            outcome, reason = await _attempt(job, claim)
    finally:
        del job.underway[claim.delivery_id]
    job.counts[outcome] += 1
    job.report(
        Tried(
            outcome=outcome,
            digest_id=claim.digest_id,
            slot_label=claim.slot_label,
            address=claim.address,
            reason=reason,
        )
    )
    if reason and outcome not in {"sent", "postponed"}:
        job.problems.append(f"{claim.digest_id} {claim.slot_label} to {claim.address}: {reason}")


async def _attempt(job: _Round, claim: Claim) -> tuple[Outcome, str]:
    if job.down is not None:
        at = job.now() + _channel_wait(job.down)
        await asyncio.to_thread(job.outbox.give_back, (claim,), str(job.down), at=at)
        return "postponed", str(job.down)
    if job.stop.is_set():
        await asyncio.to_thread(job.outbox.give_back, (claim,), _STOPPED, at=job.now())
        return "postponed", _STOPPED
    quiet = quiet_until(claim.quiet, claim.timezone, job.now())
    if quiet is not None:
        await asyncio.to_thread(job.outbox.give_back, (claim,), "quiet hours", at=quiet)
        return "postponed", "quiet hours"
    attempt = await asyncio.to_thread(job.outbox.begin, claim, now=job.now())

    async def accepted(parts: int, reference: str) -> None:
        await insist(lambda: job.outbox.advance(claim, parts, reference), patience=job.patience)

    try:
        receipt = await job.channel.send(make_message(claim, job.postal), accepted)
    except DeliveryError as error:
        answer = error
        return await insist(lambda: _record(job, claim, attempt, answer), patience=job.patience)
    except asyncio.CancelledError:
        await asyncio.to_thread(_record, job, claim, attempt, UncertainError(_CUT_OFF))
        raise
    await insist(lambda: job.outbox.sent(claim, attempt, receipt, now=job.now()), patience=job.patience)
    job.notes += _notes(claim, receipt)
    return "sent", ""


def _record(job: _Round, claim: Claim, attempt: int, error: DeliveryError) -> tuple[Outcome, str]:
    """Write down what an error means: for the address, for the channel, for this delivery."""
    now, reason = job.now(), str(error)
    if isinstance(error, AddressError):
        job.outbox.refuse(claim, attempt, error, now=now)
        return "failed", reason
    if isinstance(error, ChannelError):
        until = now + _channel_wait(error)
        job.outbox.postpone(claim, attempt, reason, at=until, now=now)
        if job.down is None:
            job.down = error
            job.problems.append(f"{job.name} is down: {reason}")
            job.outbox.hold_off(job.name, reason, until=until)
        return "postponed", reason
    again = next_try(error, attempts=claim.attempts + 1, now=now)
    if isinstance(error, UncertainError):
        at = None if job.name in job.postal.hold else again
        job.outbox.uncertain(claim, attempt, reason, at=at, now=now)
        return ("held", f"{reason}; held") if at is None else ("retried", _again(reason, at))
    if again is None:
        job.outbox.fail(claim, attempt, reason, now=now)
        return "failed", reason
    job.outbox.retry(claim, attempt, reason, at=again, now=now)
    return "retried", _again(reason, again)


def _again(reason: str, at: datetime) -> str:
    return f"{reason}; next try {at:%Y-%m-%d %H:%M} UTC"


def _channel_wait(error: ChannelError) -> timedelta:
    return CHANNEL_WAIT if error.retry_after is None else error.retry_after


def _notes(claim: Claim, receipt: Receipt) -> Collection[str]:
    found = [receipt.note] if receipt.note else []
    if receipt.moved_to is not None:
        found.append(f"{claim.address} is now {receipt.moved_to}")
    return [f"{claim.digest_id} {claim.slot_label} to {claim.address}: {note}" for note in found]
