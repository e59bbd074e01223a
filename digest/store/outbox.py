"""The outbox: deliveries claimed under a lease, every attempt recorded before it is made.

pending → sending (claimed) → sent, or pending again (retry), or failed. A lease that runs out makes the
delivery due again; nobody knows how its last attempt ended, so that is closed as uncertain. Every claim
raises the delivery's fence: who was too slow may still report a yes, but not undo what came after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, select, update

from digest.errors import StoreError
from digest.model import Claim, Part, Receipt
from digest.store.addresses import address_of, suppressed
from digest.store.border import chunks
from digest.store.dialect import insert, reading, writing
from digest.store.schema import attempts, issues, outbox, parts, subscriptions, switches
from digest.store.types import AnyRow

__all__ = ["OutboxStore"]

_PAUSE: Final = "paused"
_OWN_FORM: Final = frozenset({"email", "telegram"})
"""Channels that carry only the form of their own name; any other gets every form."""


@dataclass(frozen=True, slots=True)
class OutboxStore:
    """Keep the deliveries; `digest.ports.Outbox`."""

    engine: Engine

    def claim(
        self, channels: Collection[str], *, owner: str, now: datetime, lease: timedelta, limit: int
    ) -> tuple[Claim, ...]:
        """Claim due deliveries of these channels, oldest first; none while sending is paused.

        A delivery whose reader left or was suppressed in the meantime is closed as failed instead.
        """
        with writing(self.engine) as connection:
            if _is_paused(connection):
                return ()
            while rows := _due(connection, channels, now, limit):
                _close_uncertain(connection, [row.id for row in rows if row.status == "sending"], now)
                _drop(connection, [row.id for row in rows if not row.wanted])
                claimed = [row for row in rows if row.wanted]
                if claimed:
                    _lease(connection, [row.id for row in claimed], owner, now + lease)
                    frozen = _parts(connection, {row.issue_id for row in claimed})
                    return tuple(_claim(row, frozen[row.issue_id]) for row in claimed)
        return ()

    def begin(self, claim: Claim, *, now: datetime) -> int:
        """Record an attempt before the call; give its id. StoreError where the claim was lost."""
        with writing(self.engine) as connection:
            counted = update(outbox).where(_held(claim)).values(attempts=outbox.c.attempts + 1)
            row = connection.execute(counted.returning(outbox.c.attempts, outbox.c.owner)).first()
            if row is None:
                raise StoreError(f"delivery {claim.delivery_id} is no longer held: its lease ran out")
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

    def sent(self, claim: Claim, attempt_id: int, receipt: Receipt, *, now: datetime) -> None:
        """Close the attempt: the channel said yes. That counts even after the lease ran out."""
        with writing(self.engine) as connection:
            _close(connection, attempt_id, "sent", "", now)
            connection.execute(
                update(outbox)
                .where(outbox.c.id == claim.delivery_id)
                .values(status="sent", reason="", reference=receipt.reference, sent_at=now)
            )

    def retry(self, claim: Claim, attempt_id: int, reason: str, *, at: datetime, now: datetime) -> None:
        """Close the attempt: try again then."""
        with writing(self.engine) as connection:
            _close(connection, attempt_id, "retry", reason, now)
            connection.execute(update(outbox).where(_held(claim)).values(status="pending", next_at=at, reason=reason))

    def fail(self, claim: Claim, attempt_id: int, reason: str, *, now: datetime) -> None:
        """Close the attempt for good; the stories go back to the reader."""
        with writing(self.engine) as connection:
            _close(connection, attempt_id, "failed", reason, now)
            connection.execute(update(outbox).where(_held(claim)).values(status="failed", reason=reason))

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


def _due(connection: Connection, channels: Collection[str], now: datetime, limit: int) -> Sequence[AnyRow]:
    """Lock and give what is due, leaving what another claimer has locked; `wanted` where its reader still is there."""
    wanted = and_(subscriptions.c.status == "confirmed", ~suppressed(outbox))
    query = (
        select(outbox, issues.c.slot_instant, wanted.label("wanted"))
        .join(issues, issues.c.id == outbox.c.issue_id)
        .join(subscriptions, subscriptions.c.id == outbox.c.subscription_id)
        .where(
            outbox.c.status.in_(["pending", "sending"]), outbox.c.next_at <= now, outbox.c.channel.in_(list(channels))
        )
        .order_by(outbox.c.next_at, outbox.c.id)
        .limit(limit)
        .with_for_update(of=outbox, skip_locked=True)
    )
    return connection.execute(query).all()


def _close_uncertain(connection: Connection, delivery_ids: Iterable[int], now: datetime) -> None:
    for some in chunks(delivery_ids):
        unclosed = update(attempts).where(attempts.c.delivery_id.in_(some), attempts.c.outcome == "")
        connection.execute(
            unclosed.values(outcome="uncertain", finished_at=now, reason="the lease ran out before an answer")
        )


def _drop(connection: Connection, delivery_ids: Iterable[int]) -> None:
    for some in chunks(delivery_ids):
        dropped = update(outbox).where(outbox.c.id.in_(some))
        connection.execute(dropped.values(status="failed", reason="the subscription ended before this went out"))


def _lease(connection: Connection, delivery_ids: Iterable[int], owner: str, until: datetime) -> None:
    for some in chunks(delivery_ids):
        leased = update(outbox).where(outbox.c.id.in_(some))
        connection.execute(leased.values(status="sending", owner=owner, next_at=until, fence=outbox.c.fence + 1))


def _parts(connection: Connection, issue_ids: Iterable[int]) -> Mapping[int, list[Part]]:
    frozen: defaultdict[int, list[Part]] = defaultdict(list)
    for some in chunks(issue_ids):
        query = select(parts).where(parts.c.issue_id.in_(some)).order_by(parts.c.issue_id, parts.c.number)
        for row in connection.execute(query):
            frozen[row.issue_id].append(Part(form=row.form, name=row.name, content=row.content, position=row.position))
    return frozen


def _claim(row: AnyRow, frozen: Sequence[Part]) -> Claim:
    return Claim(
        delivery_id=row.id,
        issue_id=row.issue_id,
        digest_id=row.digest_id,
        slot_label=row.slot_label,
        slot_instant=row.slot_instant,
        address=address_of(row),
        attempts=row.attempts,
        next_part=row.next_part,
        parts=tuple(part for part in frozen if row.channel not in _OWN_FORM or part.form == row.channel),
        fence=row.fence + 1,
    )


def _held(claim: Claim) -> ColumnElement[bool]:
    """The delivery's row, as long as nobody claimed it after this claim."""
    return and_(outbox.c.id == claim.delivery_id, outbox.c.status == "sending", outbox.c.fence == claim.fence)


def _close(connection: Connection, attempt_id: int, outcome: str, reason: str, now: datetime) -> None:
    """Close an attempt; the truth about one that was closed as uncertain may still come in."""
    closing = update(attempts).where(attempts.c.id == attempt_id, attempts.c.outcome.in_(["", "uncertain"]))
    connection.execute(closing.values(outcome=outcome, reason=reason, finished_at=now))
