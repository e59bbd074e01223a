"""Deliver what the outbox holds: claim, record the attempt, send, record the answer.

At least once, never silently lost: an attempt stands in the store before the network is touched, so that
a crash leaves it uncertain, not forgotten. Channels work beside each other, each with a few deliveries under
way; leases are renewed while they are. How one delivery is tried, and what its channel's answer means, is in `attempt`.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from digest.errors import StoreError
from digest.model import Claim
from digest.pipeline.attempt import Outcome, Round, Tried, attempt, channel_wait
from digest.pipeline.messages import Postal
from digest.ports import Channel, Outbox

__all__ = ["LEASE", "Delivered", "Down", "Tried", "deliver"]

LEASE = timedelta(minutes=5)
AT_ONCE = 32
"""Deliveries of one channel that are under way together; how many connections that takes is the channel's affair."""

PATIENCE: Final = 60.0
"""Seconds that a command waits for a store that takes no answers; a service has all the time in the world."""


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
        Round(
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
    return _delivered(rounds, passing())


def _delivered(rounds: Sequence[Round], now: datetime) -> Delivered:
    """Sum up how the rounds of all channels ended."""
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
            Down(channel=one.name, reason=str(one.down), until=now + channel_wait(one.down))
            for one in rounds
            if one.down is not None
        ),
    )


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


async def _work_off(job: Round) -> None:
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
async def _leases_renewed(job: Round) -> AsyncIterator[None]:
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


async def _claim(job: Round, limit: int) -> Sequence[Claim]:
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


async def _deliver_one(job: Round, claim: Claim) -> None:
    """Deliver one claim and take down how it ended; one address gets its messages one after another."""
    job.underway[claim.delivery_id] = claim
    try:
        async with job.addresses[claim.address]:
            outcome, reason = await attempt(job, claim)
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
