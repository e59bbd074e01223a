"""What a channel says of an address: it has moved, it takes nothing any more, it is dead.

Runs within the caller's transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select, update

from digest.model import Address
from digest.store.addresses import columns_of
from digest.store.dialect import insert
from digest.store.schema import outbox, subscribers, subscriptions, suppressions

__all__ = ["at_address", "follow", "pause_address", "pause_everywhere", "suppress"]


def at_address(address: Address) -> list[ColumnElement[bool]]:
    """The subscriber of an address, thread included."""
    return [subscribers.c[name] == value for name, value in columns_of(address).items()]


def pause_address(connection: Connection, address: Address, reason: str) -> None:
    """Pause every confirmed subscription of an address, with the reason; its owner or an admin ends that."""
    _pause(connection, at_address(address), reason)


def pause_everywhere(connection: Connection, address: Address, reason: str) -> None:
    """Pause every confirmed subscription of an address in whatever thread: the whole chat is lost."""
    columns = columns_of(address)
    _pause(connection, [subscribers.c[name] == columns[name] for name in ("channel", "value")], reason)


def _pause(connection: Connection, where: list[ColumnElement[bool]], reason: str) -> None:
    who = select(subscribers.c.id).where(*where)
    confirmed = update(subscriptions).where(
        subscriptions.c.subscriber_id.in_(who), subscriptions.c.status == "confirmed"
    )
    connection.execute(confirmed.values(status="paused", reason=reason))


def suppress(connection: Connection, address: Address, reason: str, now: datetime) -> None:
    """Never send to this address again (in any thread), until its owner confirms anew."""
    columns = columns_of(address)
    row = {"channel": columns["channel"], "value": columns["value"], "reason": reason, "created_at": now}
    connection.execute(insert(connection, suppressions).values(row).on_conflict_do_nothing())


def follow(connection: Connection, old: Address, new: Address) -> None:
    """Let readers at an address, in whatever thread, be found at the one it moved to.

    Who stands in the config stays as the admin wrote it (the channel follows the move each time), and so
    does who would meet another subscriber there.
    """
    before, after = columns_of(old), columns_of(new)
    configured = exists().where(subscriptions.c.subscriber_id == subscribers.c.id, subscriptions.c.origin == "config")
    other = subscribers.alias()
    met = exists().where(
        other.c.channel == after["channel"], other.c.value == after["value"], other.c.thread == subscribers.c.thread
    )
    here = [subscribers.c.channel == before["channel"], subscribers.c.value == before["value"]]
    moving = connection.scalars(select(subscribers.c.id).where(*here, ~configured, ~met)).all()
    place: dict[str, Any] = {"channel": after["channel"], "value": after["value"]}
    connection.execute(update(subscribers).where(subscribers.c.id.in_(moving)).values(place))
    theirs = select(subscriptions.c.id).where(subscriptions.c.subscriber_id.in_(moving))
    connection.execute(update(outbox).where(outbox.c.subscription_id.in_(theirs)).values(place))
