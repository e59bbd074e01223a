"""Issues: published in one transaction with their parts and their outbox, once a slot and audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, delete, func, literal, select, update

from digest.model import Address, Draft, IssueRecord, Part, Slot
from digest.store.addresses import address_of, suppressed
from digest.store.border import chunks, short_key
from digest.store.dialect import insert, reading, writing
from digest.store.schema import issues, outbox, parts, slots, subscribers, subscriptions, told_revisions
from digest.store.types import AnyRow, AnySelect

__all__ = ["IssueStore"]


@dataclass(frozen=True, slots=True)
class IssueStore:
    """Keep the issues; `digest.ports.Issues`."""

    engine: Engine

    def taken(self, digest_id: str, slot: Slot) -> frozenset[int]:
        """List the subscriptions that already have a delivery for this slot."""
        query = select(outbox.c.subscription_id).where(
            outbox.c.digest_id == digest_id, outbox.c.slot_label == slot.label
        )
        with reading(self.engine) as connection:
            return frozenset(connection.scalars(query))

    def publish(self, draft: Draft, *, now: datetime) -> int | None:
        """Write issue, told revisions, parts and outbox in one transaction; None if nobody was left to get it.

        Nobody is left where the same issue is out already, or each subscription has this slot, ended or
        is suppressed; then nothing is written at all.
        """
        with writing(self.engine) as connection:
            issue_id = _insert_issue(connection, draft, now)
            if issue_id is None:
                return None
            if _insert_outbox(connection, issue_id, draft, now) == 0:
                connection.rollback()
                return None
            _insert_contents(connection, issue_id, draft)
            return issue_id

    def alerts(self, topic_id: str, since: datetime) -> Mapping[Address, int]:
        """Count by address the alerts of a topic published since then that did not fail."""
        query = (
            select(outbox.c.channel, outbox.c.value, outbox.c.thread, func.count().label("times"))
            .join(issues, issues.c.id == outbox.c.issue_id)
            .where(issues.c.alert == topic_id, issues.c.composed_at > since, outbox.c.status != "failed")
            .group_by(outbox.c.channel, outbox.c.value, outbox.c.thread)
        )
        with reading(self.engine) as connection:
            return {address_of(row): row.times for row in connection.execute(query)}

    def recent(self, limit: int) -> tuple[IssueRecord, ...]:
        """List the newest issues first."""
        with reading(self.engine) as connection:
            rows = connection.execute(_ISSUES.order_by(issues.c.id.desc()).limit(limit))
            return tuple(_record(row) for row in rows)

    def get(self, issue_id: int) -> IssueRecord | None:
        """Find an issue by its id."""
        with reading(self.engine) as connection:
            row = connection.execute(_ISSUES.where(issues.c.id == issue_id)).first()
        return None if row is None else _record(row)

    def parts(self, issue_id: int) -> tuple[Part, ...]:
        """Give everything that was rendered of an issue, in the order it was."""
        query = select(parts).where(parts.c.issue_id == issue_id).order_by(parts.c.number)
        with reading(self.engine) as connection:
            return tuple(
                Part(form=row.form, name=row.name, content=row.content, position=row.position)
                for row in connection.execute(query)
            )

    def pages(self, digest_id: str, slot_label: str, key: str = "") -> Mapping[str, int]:
        """Tell by language which published issue of a slot has a web page; the one that tells most, then the first.

        Where the audience whose key begins with `key` has one, only that.
        """
        told = select(func.count()).where(told_revisions.c.issue_id == issues.c.id).scalar_subquery()
        query = (
            select(issues.c.id, issues.c.language, issues.c.audience_key)
            .join(parts)
            .where(
                issues.c.digest_id == digest_id,
                issues.c.slot_label == slot_label,
                issues.c.status == "published",
                parts.c.form == "web",
            )
            .order_by(told, issues.c.id.desc())
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        own = [row for row in rows if key and row.audience_key.startswith(key)]
        return {row.language: row.id for row in own or rows}

    def release(self, issue_id: int, *, now: datetime) -> bool:
        """Let a waiting issue go out; False when there is none such."""
        with writing(self.engine) as connection:
            waiting = update(issues).where(issues.c.id == issue_id, issues.c.status == "waiting")
            if connection.execute(waiting.values(status="published", released_at=now)).rowcount == 0:
                return False
            held = update(outbox).where(outbox.c.issue_id == issue_id, outbox.c.status == "held")
            connection.execute(held.values(status="pending", next_at=now))
            return True

    def settle(self, digest_id: str, slot: Slot, outcome: str, *, now: datetime) -> bool:
        """Note that a slot is over although not everybody got an issue (skipped, empty); False if it was settled."""
        row = {
            "digest_id": digest_id,
            "label": slot.label,
            "zone": slot.timezone.key,
            "instant": slot.instant,
            "outcome": outcome,
            "settled_at": now,
        }
        with writing(self.engine) as connection:
            statement = insert(connection, slots).values(row).on_conflict_do_nothing().returning(slots.c.outcome)
            return connection.scalar(statement) is not None

    def settled(self, digest_id: str, slot: Slot) -> str | None:
        """Tell how a slot was settled, None while it is open."""
        query = select(slots.c.outcome).where(
            slots.c.digest_id == digest_id, slots.c.label == slot.label, slots.c.zone == slot.timezone.key
        )
        with reading(self.engine) as connection:
            return connection.scalar(query)

    def reopen(self, after: datetime) -> None:
        """Open the slots after this moment again that brought no issue: the clock that had passed them was wrong."""
        early = delete(slots).where(slots.c.instant > after, slots.c.outcome.in_(["skipped", "empty"]))
        with writing(self.engine) as connection:
            connection.execute(early)


_ISSUES: Final[AnySelect] = select(
    issues,
    select(func.count())
    .select_from(outbox)
    .where(outbox.c.issue_id == issues.c.id)
    .scalar_subquery()
    .label("deliveries"),
)


def _record(row: AnyRow) -> IssueRecord:
    return IssueRecord(
        id=row.id,
        digest_id=row.digest_id,
        slot_label=row.slot_label,
        slot_instant=row.slot_instant,
        status=row.status,
        title=row.title,
        composed_at=row.composed_at,
        deliveries=row.deliveries,
    )


def _insert_issue(connection: Connection, draft: Draft, now: datetime) -> int | None:
    """Claim the slot for this audience; None where it is taken. A second publisher waits here for the first."""
    row = {
        "digest_id": draft.audience.digest_id,
        "slot_label": draft.slot.label,
        "slot_zone": draft.slot.timezone.key,
        "slot_instant": draft.slot.instant,
        "audience_key": short_key(draft.audience.key),
        "status": "waiting" if draft.approve else "published",
        "title": draft.title,
        "language": draft.audience.language,
        "alert": draft.alert,
        "late": draft.late,
        "through": draft.through,
        "composed_at": now,
        "released_at": None,
    }
    statement = insert(connection, issues).values(row).on_conflict_do_nothing().returning(issues.c.id)
    issue_id: int | None = connection.scalar(statement)
    return issue_id


def _insert_outbox(connection: Connection, issue_id: int, draft: Draft, now: datetime) -> int:
    """Write a delivery to every subscription of the audience that still may get one; tell how many."""
    constants = {
        "issue_id": issue_id,
        "digest_id": draft.audience.digest_id,
        "slot_label": draft.slot.label,
        "through": draft.through,
        "status": "held" if draft.approve else "pending",
        "reason": "waits for approval" if draft.approve else "",
        "next_at": now,
        "owner": "",
        "fence": 0,
        "attempts": 0,
        "next_part": 0,
        "reference": "",
        "urgent": draft.urgent,
        "created_at": now,
    }
    names = ["subscription_id", "channel", "value", "thread", *constants]
    written = 0
    for some in chunks(sorted(set(draft.audience.subscription_ids))):
        rows = (
            select(
                subscriptions.c.id,
                subscribers.c.channel,
                subscribers.c.value,
                subscribers.c.thread,
                *(literal(value, outbox.c[name].type) for name, value in constants.items()),
            )
            .join(subscribers)
            .where(subscriptions.c.id.in_(some), subscriptions.c.status == "confirmed", ~suppressed(subscribers))
            .order_by(subscriptions.c.id)
        )
        statement = insert(connection, outbox).from_select(names, rows).on_conflict_do_nothing()
        written += len(connection.scalars(statement.returning(outbox.c.id)).all())
    return written


def _insert_contents(connection: Connection, issue_id: int, draft: Draft) -> None:
    told = [
        {
            "issue_id": issue_id,
            "revision_id": told.revision_id,
            "story_id": told.story_id,
            "kind": told.kind,
            "position": told.position,
        }
        for told in draft.told
    ]
    if told:
        connection.execute(told_revisions.insert(), told)
    rendered = [
        {
            "issue_id": issue_id,
            "number": number,
            "form": part.form,
            "name": part.name,
            "position": part.position,
            "content": part.content,
        }
        for number, part in enumerate(draft.parts)
    ]
    if rendered:
        connection.execute(parts.insert(), rendered)
