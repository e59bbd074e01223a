"""What a claim is made of: which deliveries are due, their lease, their frozen parts, and what they follow.

Runs within the transaction of `OutboxStore.claim`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, exists, select, update

from digest.editing.quiet import quiet_hours
from digest.model import Claim, EarlierSlot, Part
from digest.store.addresses import address_of, suppressed
from digest.store.border import chunks
from digest.store.schema import attempts, issues, outbox, parts, subscriptions, told_revisions
from digest.store.types import AnyRow

__all__ = ["close_uncertain", "drop", "due", "held", "hold_uncertain", "lease", "make_claims"]

CUT_OFF: Final = "the lease ran out before an answer"
_OWN_FORM: Final = frozenset({"email", "telegram"})
"""Channels that carry only the form of their own name; any other gets every form."""
_MOST_FOLLOWED: Final = 10


def due(connection: Connection, channels: Collection[str], now: datetime, limit: int) -> Sequence[AnyRow]:
    """Lock and give what is due, leaving what another claimer has locked.

    `wanted` where its reader still is there, `cut_off` where its last attempt was begun and never closed.
    """
    wanted = and_(subscriptions.c.status == "confirmed", ~suppressed(outbox))
    cut_off = exists().where(attempts.c.delivery_id == outbox.c.id, attempts.c.outcome == "")
    query = (
        select(
            outbox,
            issues.c.slot_instant,
            issues.c.slot_zone,
            issues.c.alert,
            subscriptions.c.choices,
            subscriptions.c.own_choices,
            wanted.label("wanted"),
            cut_off.label("cut_off"),
        )
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


def close_uncertain(connection: Connection, delivery_ids: Iterable[int], now: datetime) -> None:
    """Close the attempts of these deliveries that were begun and never closed."""
    for some in chunks(delivery_ids):
        unclosed = update(attempts).where(attempts.c.delivery_id.in_(some), attempts.c.outcome == "")
        connection.execute(unclosed.values(outcome="uncertain", finished_at=now, reason=CUT_OFF))


def hold_uncertain(connection: Connection, delivery_ids: Iterable[int]) -> None:
    """Hold these deliveries for the admin: nobody knows whether they went out."""
    for some in chunks(delivery_ids):
        connection.execute(update(outbox).where(outbox.c.id.in_(some)).values(status="uncertain", reason=CUT_OFF))


def drop(connection: Connection, delivery_ids: Iterable[int]) -> None:
    """Close deliveries whose reader left or was suppressed in the meantime."""
    for some in chunks(delivery_ids):
        dropped = update(outbox).where(outbox.c.id.in_(some))
        connection.execute(dropped.values(status="failed", reason="the subscription ended before this went out"))


def lease(connection: Connection, delivery_ids: Iterable[int], owner: str, until: datetime) -> None:
    """Take hold of these deliveries."""
    for some in chunks(delivery_ids):
        leased = update(outbox).where(outbox.c.id.in_(some))
        connection.execute(leased.values(status="sending", owner=owner, next_at=until, fence=outbox.c.fence + 1))


def held(claim: Claim) -> ColumnElement[bool]:
    """The delivery's row, as long as nobody claimed it after this claim."""
    return and_(outbox.c.id == claim.delivery_id, outbox.c.status == "sending", outbox.c.fence == claim.fence)


def make_claims(connection: Connection, rows: Sequence[AnyRow]) -> tuple[Claim, ...]:
    """Make the claims of rows as `due` gave them, just leased."""
    frozen = _parts(connection, {row.issue_id for row in rows})
    return tuple(
        _claim(row, frozen[row.issue_id], _follows(connection, row), _reply_to(connection, row)) for row in rows
    )


def _parts(connection: Connection, issue_ids: Iterable[int]) -> Mapping[int, list[Part]]:
    frozen: defaultdict[int, list[Part]] = defaultdict(list)
    for some in chunks(issue_ids):
        query = select(parts).where(parts.c.issue_id.in_(some)).order_by(parts.c.issue_id, parts.c.number)
        for row in connection.execute(query):
            frozen[row.issue_id].append(Part(form=row.form, name=row.name, content=row.content, position=row.position))
    return frozen


def _follows(connection: Connection, row: AnyRow) -> tuple[EarlierSlot, ...]:
    """Find the newest slots in which this address was told the stories that are updates now; mail only has threads."""
    if row.channel != "email":
        return ()
    updates = select(told_revisions.c.story_id).where(
        told_revisions.c.issue_id == row.issue_id, told_revisions.c.kind == "update"
    )
    telling = select(told_revisions.c.issue_id).where(told_revisions.c.story_id.in_(updates))
    earlier = (
        select(outbox.c.digest_id, outbox.c.slot_label)
        .where(
            outbox.c.channel == row.channel,
            outbox.c.value == row.value,
            outbox.c.status == "sent",
            outbox.c.id < row.id,
            outbox.c.issue_id.in_(telling),
        )
        .order_by(outbox.c.id.desc())
        .limit(_MOST_FOLLOWED)
    )
    found = [EarlierSlot(digest_id=one.digest_id, slot_label=one.slot_label) for one in connection.execute(earlier)]
    return tuple(reversed(found))


def _reply_to(connection: Connection, row: AnyRow) -> str:
    """Find the first alert of an alert's story that this address got, by the channel's own id of its first part."""
    if not row.alert:
        return ""
    its_stories = select(told_revisions.c.story_id).where(told_revisions.c.issue_id == row.issue_id)
    telling = select(told_revisions.c.issue_id).where(told_revisions.c.story_id.in_(its_stories))
    first = (
        select(outbox.c.reference)
        .join(issues, issues.c.id == outbox.c.issue_id)
        .where(
            outbox.c.channel == row.channel,
            outbox.c.value == row.value,
            outbox.c.thread == row.thread,
            outbox.c.status == "sent",
            outbox.c.id < row.id,
            outbox.c.issue_id.in_(telling),
            issues.c.alert != "",
        )
        .order_by(outbox.c.id)
        .limit(1)
    )
    return (connection.scalar(first) or "").partition(" ")[0]


def _claim(row: AnyRow, frozen: Sequence[Part], follows: tuple[EarlierSlot, ...], reply_to: str) -> Claim:
    choices = row.choices | row.own_choices
    return Claim(
        delivery_id=row.id,
        subscription_id=row.subscription_id,
        issue_id=row.issue_id,
        digest_id=row.digest_id,
        slot_label=row.slot_label,
        slot_instant=row.slot_instant,
        address=address_of(row),
        attempts=row.attempts,
        next_part=row.next_part,
        parts=tuple(part for part in frozen if row.channel not in _OWN_FORM or part.form == row.channel),
        reference=row.reference,
        follows=follows,
        reply_to=reply_to,
        quiet=None if row.urgent else quiet_hours(choices["quiet"]),
        timezone=ZoneInfo(choices["timezone"] or row.slot_zone),
        fence=row.fence + 1,
    )
