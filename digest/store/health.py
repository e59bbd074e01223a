"""How the site is, read from the tables; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, Executable, and_, case, func, select

from digest.model import ChannelHealth, FeedHealth, Health, SkippedSlot
from digest.store.border import chunks
from digest.store.dialect import reading
from digest.store.feeds import outlet_name
from digest.store.schema import (
    attempts,
    entries,
    feeds,
    fetch_states,
    issues,
    memberships,
    outbox,
    slots,
    subscriptions,
    suppressions,
    switches,
)

__all__ = ["HealthStore"]


@dataclass(frozen=True, slots=True)
class HealthStore:
    """Look at the whole site."""

    engine: Engine

    def look(self, now: datetime, span: timedelta) -> Health:
        """Tell how the site is now, counting what happened within `span` before."""
        since = now - span
        with reading(self.engine) as connection:
            marks = dict(connection.execute(select(switches.c.name, switches.c.set_at)).all())
            ungrouped = connection.execute(
                select(func.count().label("many"), func.min(entries.c.seen_at).label("oldest")).where(
                    ~entries.c.grouped
                )
            ).one()
            return Health(
                at=now,
                span=span,
                seen_to=marks.get("clock"),
                paused="paused" in marks,
                feeds=_feeds(connection, since),
                channels=_channels(connection, now, since),
                skipped=_skipped(connection, since),
                issues=_count(connection, select(func.count()).where(issues.c.composed_at > since)),
                ungrouped=ungrouped.many,
                oldest_ungrouped=ungrouped.oldest,
                readers=_readers(connection),
                suppressed=_count(connection, select(func.count()).select_from(suppressions)),
            )


def _feeds(connection: Connection, since: datetime) -> tuple[FeedHealth, ...]:
    brought: dict[int, tuple[int, int]] = {}
    newest: dict[int, datetime] = {}
    counted = (
        select(
            entries.c.feed_id,
            func.count().label("entries"),
            func.sum(case((memberships.c.reason == "copy", 1), else_=0)).label("copies"),
            func.max(entries.c.seen_at).label("newest"),
        )
        .outerjoin(memberships, memberships.c.entry_id == entries.c.id)
        .where(entries.c.seen_at > since)
        .group_by(entries.c.feed_id)
    )
    for row in connection.execute(counted):
        brought[row.feed_id] = (row.entries, int(row.copies or 0))
        newest[row.feed_id] = row.newest
    query = select(feeds, fetch_states).outerjoin(fetch_states).where(feeds.c.followed).order_by(feeds.c.id)
    rows = connection.execute(query).all()
    for some in chunks(row.id for row in rows if row.id not in newest):  # the silent ones: their entries are few
        last = select(entries.c.feed_id, func.max(entries.c.seen_at)).where(entries.c.feed_id.in_(some))
        newest.update(connection.execute(last.group_by(entries.c.feed_id)).all())
    return tuple(
        FeedHealth(
            id=row.id,
            name=outlet_name(row.name, row.title, row.url),
            url=row.url,
            status=row.status or "new",
            error=row.error or "",
            followed_since=row.created_at,
            succeeded_at=row.succeeded_at,
            last_entry_at=newest.get(row.id),
            moved_to=row.moved_to or "",
            entries=brought.get(row.id, (0, 0))[0],
            copies=brought.get(row.id, (0, 0))[1],
            failures=row.failures or 0,
        )
        for row in rows
    )


def _channels(connection: Connection, now: datetime, since: datetime) -> tuple[ChannelHealth, ...]:
    waits = outbox.c.status.in_(["pending", "sending"])
    due = and_(outbox.c.status == "pending", outbox.c.next_at <= now)
    query = (
        select(
            outbox.c.channel,
            _sum(waits).label("waiting"),
            _sum(outbox.c.status == "held").label("held"),
            _sum(outbox.c.status == "uncertain").label("uncertain"),
            _sum(and_(outbox.c.status == "sent", outbox.c.sent_at > since)).label("sent"),
            _sum(and_(outbox.c.status == "failed", outbox.c.created_at > since)).label("failed"),
            func.min(case((due, outbox.c.next_at))).label("oldest_due"),
            func.max(case((waits, outbox.c.attempts), else_=0)).label("most_attempts"),
        )
        .group_by(outbox.c.channel)
        .order_by(outbox.c.channel)
    )
    return tuple(
        ChannelHealth(
            channel=row.channel,
            waiting=row.waiting,
            held=row.held,
            uncertain=row.uncertain,
            sent=row.sent,
            failed=row.failed,
            oldest_due=row.oldest_due,
            most_attempts=row.most_attempts,
            reason=_reason(connection, row.channel),
        )
        for row in connection.execute(query).all()
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _reason(connection: Connection, channel: str) -> str:
    """Tell why the delivery that waits for this channel and was tried last did not go out."""
    newest = (
        select(attempts.c.reason)
        .join(outbox, outbox.c.id == attempts.c.delivery_id)
        .where(outbox.c.channel == channel, outbox.c.status == "pending")
        .order_by(attempts.c.id.desc())
        .limit(1)
    )
    return connection.scalar(newest) or ""


def _skipped(connection: Connection, since: datetime) -> tuple[SkippedSlot, ...]:
    query = select(slots).where(slots.c.outcome == "skipped", slots.c.settled_at > since).order_by(slots.c.instant)
    return tuple(
        SkippedSlot(digest_id=row.digest_id, label=row.label, zone=row.zone) for row in connection.execute(query)
    )


def _readers(connection: Connection) -> Mapping[str, int]:
    query = select(subscriptions.c.status, func.count()).group_by(subscriptions.c.status)
    return dict(connection.execute(query.order_by(subscriptions.c.status)).all())


def _count(connection: Connection, query: Executable) -> int:
    return connection.scalar(query) or 0
