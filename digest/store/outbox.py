"""The outbox: deliveries claimed under a lease, every attempt recorded before it is made.

pending → sending (claimed) → sent, or pending again (retry), or failed. A lease that runs out makes the
delivery due again; if its attempt was begun, nobody knows how that ended, so it is closed as uncertain, and
where the admin wants it the delivery is held. Every claim raises the delivery's fence: who was too slow may
still report a yes, but not undo what came after. What a claim is made of is in `claims`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, func, select, update

from digest.errors import AddressError, ClaimLostError
from digest.model import Address, Claim, EarlierSlot, Receipt
from digest.store.addresses import address_of
from digest.store.claims import close_uncertain, drop, due, held, hold_uncertain, make_claims
from digest.store.claims import lease as take
from digest.store.dialect import insert, reading, writing
from digest.store.moves import follow, pause_address, suppress
from digest.store.schema import attempts, outbox, subscribers, subscriptions, switches

__all__ = ["OutboxStore"]

_PAUSE: Final = "paused"


@dataclass(frozen=True, slots=True)
class OutboxStore:
    """Keep the deliveries; `digest.ports.Outbox`."""

    engine: Engine

    def claim(
        self,
        channels: Collection[str],
        *,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        hold: Collection[str] = (),
    ) -> tuple[Claim, ...]:
        """Claim due deliveries of these channels, oldest first; none while sending is paused.

        A delivery whose reader left or was suppressed in the meantime is closed as failed instead, and on
        the channels in `hold` one whose last attempt was cut off is held.
        """
        with writing(self.engine) as connection:
            if _is_paused(connection):
                return ()
            while rows := due(connection, channels, now, limit):
                close_uncertain(connection, [row.id for row in rows if row.cut_off], now)
                stuck = {row.id for row in rows if row.cut_off and row.channel in hold}
                hold_uncertain(connection, stuck)
                drop(connection, [row.id for row in rows if not row.wanted and row.id not in stuck])
                claimed = [row for row in rows if row.wanted and row.id not in stuck]
                if claimed:
                    take(connection, [row.id for row in claimed], owner, now + lease)
                    return make_claims(connection, claimed)
        return ()

    def renew(self, claims: Sequence[Claim], *, until: datetime) -> None:
        """Lengthen the leases of those that are still held."""
        with writing(self.engine) as connection:
            for claim in claims:
                connection.execute(update(outbox).where(held(claim)).values(next_at=until))

    def give_back(self, claims: Sequence[Claim], reason: str, *, at: datetime) -> None:
        """Let go of claims without an attempt; they are due again then."""
        with writing(self.engine) as connection:
            for claim in claims:
                _change(connection, claim, status="pending", reason=reason, next_at=at)

    def hold_off(self, channel: str, reason: str, *, until: datetime) -> None:
        """Let nothing that waits for a channel be due before then: the channel is down."""
        waiting = update(outbox).where(
            outbox.c.status == "pending", outbox.c.channel == channel, outbox.c.next_at < until
        )
        with writing(self.engine) as connection:
            connection.execute(waiting.values(next_at=until, reason=reason))

    def begin(self, claim: Claim, *, now: datetime) -> int:
        """Record an attempt before the call; give its id. ClaimLostError where the claim was lost."""
        with writing(self.engine) as connection:
            counted = update(outbox).where(held(claim)).values(attempts=outbox.c.attempts + 1)
            row = connection.execute(counted.returning(outbox.c.attempts, outbox.c.owner)).first()
            if row is None:
                raise _lost(claim)
            attempt = {
                "delivery_id": claim.delivery_id,
                "number": row.attempts,
                "owner": row.owner,
                "started_at": now,
                "finished_at": None,
                "outcome": "",
                "reason": "",
            }
            attempt_id: int = connection.scalars(attempts.insert().values(attempt).returning(attempts.c.id)).one()
            return attempt_id

    def advance(self, claim: Claim, next_part: int, reference: str) -> None:
        """Record that the parts before `next_part` are out; ClaimLostError where the claim was lost."""
        with writing(self.engine) as connection:
            advanced = update(outbox).where(held(claim)).values(next_part=next_part, reference=reference)
            if connection.execute(advanced).rowcount == 0:
                raise _lost(claim)

    def sent(self, claim: Claim, attempt_id: int, receipt: Receipt, *, now: datetime) -> None:
        """Close the attempt: the channel said yes. That counts even after the lease ran out."""
        with writing(self.engine) as connection:
            _close(connection, attempt_id, "sent", receipt.note, now)
            connection.execute(
                update(outbox)
                .where(outbox.c.id == claim.delivery_id)
                .values(status="sent", reason=receipt.note, reference=receipt.reference, sent_at=now)
            )
            if receipt.moved_to is not None:
                follow(connection, claim.address, receipt.moved_to)

    def retry(self, claim: Claim, attempt_id: int, reason: str, *, at: datetime, now: datetime) -> None:
        """Close the attempt: try again then."""
        with writing(self.engine) as connection:
            _close(connection, attempt_id, "retry", reason, now)
            _change(connection, claim, status="pending", reason=reason, next_at=at)

    def postpone(self, claim: Claim, attempt_id: int, reason: str, *, at: datetime, now: datetime) -> None:
        """Close the attempt, which does not count: the whole channel was down. Due again then."""
        with writing(self.engine) as connection:
            _close(connection, attempt_id, "postponed", reason, now)
            _change(connection, claim, status="pending", reason=reason, next_at=at, attempts=outbox.c.attempts - 1)

    def uncertain(self, claim: Claim, attempt_id: int, reason: str, *, at: datetime | None, now: datetime) -> None:
        """Close the attempt as one whose answer was lost: try again then, or (None) hold it for the admin."""
        with writing(self.engine) as connection:
            _close(connection, attempt_id, "uncertain", reason, now)
            if at is None:
                _change(connection, claim, status="uncertain", reason=reason)
            else:
                _change(connection, claim, status="pending", reason=reason, next_at=at)

    def fail(self, claim: Claim, attempt_id: int, reason: str, *, now: datetime) -> None:
        """Close the attempt for good; the stories go back to the reader."""
        with writing(self.engine) as connection:
            _close(connection, attempt_id, "failed", reason, now)
            _change(connection, claim, status="failed", reason=reason)

    def refuse(self, claim: Claim, attempt_id: int, error: AddressError, *, now: datetime) -> None:
        """Close the attempt for good, and pause every subscription of the address, or suppress the address."""
        reason = str(error)
        with writing(self.engine) as connection:
            _close(connection, attempt_id, "failed", reason, now)
            _change(connection, claim, status="failed", reason=reason)
            if error.suppress:
                suppress(connection, claim.address, reason, now)
            else:
                pause_address(connection, claim.address, reason)

    def requeue_uncertain(self, *, now: datetime) -> int:
        """Make due what is held because nobody knows whether it went out; tell how many."""
        with writing(self.engine) as connection:
            queued = update(outbox).where(outbox.c.status == "uncertain").values(status="pending", next_at=now)
            return connection.execute(queued).rowcount

    def sent_to(self, channel: str, value: str, *, limit: int) -> Mapping[Address, tuple[EarlierSlot, ...]]:
        """List the newest slots that were tried to be sent to an address, by the address as it is spelled here.

        Whoever reports on an address may spell it in other letters, small or capital.
        """
        spelled = select(subscriptions.c.id).join(subscribers)
        spelled = spelled.where(subscribers.c.channel == channel, func.lower(subscribers.c.value) == value.lower())
        query = select(outbox).where(outbox.c.subscription_id.in_(spelled), outbox.c.attempts > 0)
        found: defaultdict[Address, list[EarlierSlot]] = defaultdict(list)
        with reading(self.engine) as connection:
            for row in connection.execute(query.order_by(outbox.c.id.desc()).limit(limit)):
                slot = EarlierSlot(digest_id=row.digest_id, slot_label=row.slot_label)
                found[address_of(row)].append(slot)
        return {address: tuple(slots) for address, slots in found.items()}

    def clock_went_back(self, now: datetime, *, lease: timedelta) -> None:
        """Let nothing wait for a time that lies further ahead than it did: what waits is due, leases end in time."""
        with writing(self.engine) as connection:
            waiting = update(outbox).where(outbox.c.status == "pending", outbox.c.next_at > now)
            connection.execute(waiting.values(next_at=now))
            leased = update(outbox).where(outbox.c.status == "sending", outbox.c.next_at > now + lease)
            connection.execute(leased.values(next_at=now + lease))

    def counts(self) -> Mapping[str, int]:
        """Count deliveries by status."""
        query = select(outbox.c.status, func.count()).group_by(outbox.c.status).order_by(outbox.c.status)
        with reading(self.engine) as connection:
            return dict(connection.execute(query).all())

    def waiting(self) -> Mapping[str, int]:
        """Count unfinished deliveries by channel."""
        query = select(outbox.c.channel, func.count()).where(outbox.c.status.not_in(["sent", "failed"]))
        with reading(self.engine) as connection:
            return dict(connection.execute(query.group_by(outbox.c.channel).order_by(outbox.c.channel)).all())

    def pause(self, *, now: datetime) -> None:
        """Hold all sending until `resume`; what is published waits."""
        with writing(self.engine) as connection:
            row = {"name": _PAUSE, "value": "yes", "set_at": now}
            connection.execute(insert(connection, switches).values(row).on_conflict_do_nothing())

    def resume(self) -> None:
        """End the hold."""
        with writing(self.engine) as connection:
            connection.execute(delete(switches).where(switches.c.name == _PAUSE))

    def paused(self) -> bool:
        """Tell whether sending is held."""
        with reading(self.engine) as connection:
            return _is_paused(connection)


def _is_paused(connection: Connection) -> bool:
    return connection.scalar(select(switches.c.value).where(switches.c.name == _PAUSE)) is not None


def _change(connection: Connection, claim: Claim, **values: Any) -> None:
    """Change a delivery, as long as nobody claimed it after this claim."""
    connection.execute(update(outbox).where(held(claim)).values(**values))


def _lost(claim: Claim) -> ClaimLostError:
    return ClaimLostError(f"delivery {claim.delivery_id} is no longer held: its lease ran out")


def _close(connection: Connection, attempt_id: int, outcome: str, reason: str, now: datetime) -> None:
    """Close an attempt; the truth about one that was closed as uncertain may still come in."""
    closing = update(attempts).where(attempts.c.id == attempt_id, attempts.c.outcome.in_(["", "uncertain"]))
    connection.execute(closing.values(outcome=outcome, reason=reason, finished_at=now))
