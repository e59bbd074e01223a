"""Bring subscribers and their choices into the store, or out of it again.

Runs within the caller's transaction: `enrol` begins or changes subscriptions, `withdraw_missing` ends
those of the config that it does not list any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from digest.errors import StoreError
from digest.model import Address, Subscriber
from digest.store.addresses import address_of, columns_of, stored
from digest.store.border import chunks
from digest.store.choices import written
from digest.store.dialect import insert
from digest.store.schema import subscribers, subscriptions
from digest.store.types import AnyRow

__all__ = ["enrol", "withdraw_missing"]

_DROPPED: Final = "removed from the config"
_BEGUN_AGAIN: Final = {
    "config": {"config"},
    "command": {"config", "command"},
    "reader": {"config", "command", "reader"},
}
"""Whose ending each origin may undo; nobody undoes a reader's but the reader."""
_RESUMES: Final = frozenset({"command", "reader"})
"""Whose wish ends a pause; the config has no news to tell, it is only read again."""


def enrol(connection: Connection, readers: Sequence[Subscriber], *, origin: str, now: datetime) -> frozenset[int]:
    """Confirm each reader's subscriptions with their choices; give the ids of all that were listed.

    `origin` is config, command or reader. Whom a reader's own word keeps out stays out unless it is the reader
    who asks: silently where the config lists them, else as a StoreError. What the admin chose for a reader stays.
    """
    subscriber_ids = _subscribers(connection, readers, now)
    wanted = {
        (subscriber_ids[stored(reader.address)], digest_id): written(reader)
        for reader in readers
        for digest_id in reader.digests
    }
    known = _known(connection, {subscriber_id for subscriber_id, _ in wanted})
    fresh = [
        _row(subscriber_id, digest_id, choices, origin, now)
        for (subscriber_id, digest_id), choices in sorted(wanted.items())
        if (subscriber_id, digest_id) not in known
    ]
    changed = [_change(known[key], wanted[key], origin, now) for key in sorted(wanted) if key in known]
    if fresh:
        connection.execute(insert(connection, subscriptions).on_conflict_do_nothing(), fresh)
    if changed:
        columns = changed[0].keys() - {"_id"}
        statement = update(subscriptions).where(subscriptions.c.id == bindparam("_id"))
        connection.execute(statement.values({name: bindparam(name) for name in columns}), changed)
    known = _known(connection, {subscriber_id for subscriber_id, _ in wanted})
    return frozenset(known[key].id for key in wanted)


def withdraw_missing(connection: Connection, listed: frozenset[int]) -> None:
    """End every subscription that came from the config and is not listed there any more."""
    query = select(subscriptions.c.id).where(
        subscriptions.c.origin == "config", subscriptions.c.status != "unsubscribed"
    )
    gone = sorted(set(connection.scalars(query)) - listed)
    for some in chunks(gone):
        connection.execute(
            update(subscriptions)
            .where(subscriptions.c.id.in_(some))
            .values(status="unsubscribed", reason=_DROPPED, ended_by="config")
        )


def _subscribers(connection: Connection, readers: Sequence[Subscriber], now: datetime) -> dict[Address, int]:
    """Find or make the subscriber of every address; the last name given is theirs."""
    rows = {
        stored(reader.address): {**columns_of(reader.address), "name": reader.name, "created_at": now}
        for reader in sorted(readers, key=lambda reader: str(reader.address))
    }
    if rows:
        statement = insert(connection, subscribers)
        statement = statement.on_conflict_do_update(
            index_elements=["channel", "value", "thread"], set_={"name": statement.excluded.name}
        )
        connection.execute(statement, list(rows.values()))
    ids: dict[Address, int] = {}
    for values in chunks({address.value for address in rows}):
        query = select(subscribers).where(subscribers.c.value.in_(values))
        ids.update((address_of(row), row.id) for row in connection.execute(query))
    return ids


def _known(connection: Connection, subscriber_ids: Iterable[int]) -> dict[tuple[int, str], AnyRow]:
    return {
        (row.subscriber_id, row.digest_id): row
        for some in chunks(subscriber_ids)
        for row in connection.execute(select(subscriptions).where(subscriptions.c.subscriber_id.in_(some)))
    }


def _row(subscriber_id: int, digest_id: str, choices: dict[str, Any], origin: str, now: datetime) -> dict[str, Any]:
    return {
        "subscriber_id": subscriber_id,
        "digest_id": digest_id,
        "status": "confirmed",
        "reason": "",
        "origin": origin,
        "ended_by": "",
        "choices": choices,
        "own_choices": {},
        "created_at": now,
        "resumed_at": None,
    }


def _change(row: AnyRow, choices: dict[str, Any], origin: str, now: datetime) -> dict[str, Any]:
    """Say what becomes of a subscription that is listed (again): choices always, status where that is allowed."""
    change = {
        "_id": row.id,
        "origin": row.origin,
        "choices": row.choices if origin == "reader" else choices,
        "status": row.status,
        "reason": row.reason,
        "ended_by": row.ended_by,
        "resumed_at": row.resumed_at,
    }
    if row.status == "pending":
        return change | {"status": "confirmed"}
    if row.status == "paused" and origin in _RESUMES:
        return change | {"status": "confirmed", "reason": "", "resumed_at": now}
    if row.status != "unsubscribed":
        return change
    if row.ended_by in _BEGUN_AGAIN[origin]:
        return change | {"status": "confirmed", "reason": "", "ended_by": "", "resumed_at": now, "origin": origin}
    if origin != "config":
        raise StoreError("the reader ended this subscription; only the reader can begin it again")
    return change
