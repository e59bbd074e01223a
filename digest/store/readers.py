"""Readers: subscribers, their subscriptions and choices, who is out, and what each address has seen.

Who ended a subscription decides who may begin it again: what the config dropped comes back with the config,
what a reader or an admin ended does not. How the config's subscribers are brought in is in `enrolment`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, delete, func, or_, select, update

from digest.model import Address, Subscriber, Subscription
from digest.store.addresses import address_of, columns_of, stored, suppressed
from digest.store.border import chunks
from digest.store.dialect import reading, writing
from digest.store.enrolment import enrol, withdraw_missing
from digest.store.moves import at_address, follow, pause_everywhere, suppress
from digest.store.schema import outbox, subscribers, subscriptions, suppressions, told_revisions
from digest.store.types import AnyRow, AnySelect

__all__ = ["ReaderStore", "SubscriptionRecord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRecord:
    """A subscription as admins see it. `suppressed` is the reason its address gets nothing any more."""

    subscription: Subscription
    suppressed: str = ""
    last_sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReaderStore:
    """Keep the readers; `digest.ports.Readers`."""

    engine: Engine

    def sync(self, subscribers: Sequence[Subscriber], now: datetime) -> None:
        """Make the config's subscribers active; who typed /stop stays out.

        Subscriptions that came from the config and left it end, until it lists them again.
        """
        with writing(self.engine) as connection:
            listed = enrol(connection, subscribers, origin="config", now=now)
            withdraw_missing(connection, listed)

    def add(self, subscriber: Subscriber, *, now: datetime) -> None:
        """Subscribe a reader to each of their digests, by command; StoreError where the reader ended it themselves."""
        with writing(self.engine) as connection:
            enrol(connection, [subscriber], origin="command", now=now)

    def join(self, address: Address, digest_ids: Collection[str], *, name: str, now: datetime) -> None:
        """Subscribe whoever holds this address, by their own wish: it ends their stop, a pause, a suppression."""
        wish = Subscriber(address=address, name=name, digests=tuple(digest_ids))
        columns = columns_of(address)
        with writing(self.engine) as connection:
            enrol(connection, [wish], origin="reader", now=now)
            connection.execute(
                delete(suppressions).where(
                    suppressions.c.channel == columns["channel"], suppressions.c.value == columns["value"]
                )
            )

    def choose(self, address: Address, digest_id: str, choices: Mapping[str, object]) -> None:
        """Keep a reader's own choices for a digest (`topics`, `mute`, `reads`, `language` …), beside those before."""
        chosen = select(subscriptions.c.id, subscriptions.c.own_choices).join(subscribers)
        with writing(self.engine) as connection:
            query = chosen.where(*at_address(address), subscriptions.c.digest_id == digest_id)
            for row in connection.execute(query.with_for_update(of=subscriptions)):
                own = update(subscriptions).where(subscriptions.c.id == row.id)
                connection.execute(own.values(own_choices=row.own_choices | dict(choices)))

    def at(self, address: Address) -> tuple[Subscription, ...]:
        """List every subscription of an address, whatever its status, by id."""
        with reading(self.engine) as connection:
            return tuple(_subscription(row) for row in connection.execute(_SUBSCRIPTIONS.where(*at_address(address))))

    def get(self, subscription_id: int) -> Subscription | None:
        """Find a subscription by its id."""
        with reading(self.engine) as connection:
            row = connection.execute(_SUBSCRIPTIONS.where(subscriptions.c.id == subscription_id)).first()
        return None if row is None else _subscription(row)

    def leave(self, subscription_id: int) -> bool:
        """End one subscription by its reader's wish, for good; False where there is none. May be said twice."""
        ended = update(subscriptions).where(subscriptions.c.id == subscription_id)
        with writing(self.engine) as connection:
            values = {"status": "unsubscribed", "ended_by": "reader", "reason": _REMOVED["reader"]}
            return connection.execute(ended.values(values)).rowcount > 0

    def remove(
        self, address: Address, digest_id: str | None = None, *, by: Literal["command", "reader"] = "command"
    ) -> int:
        """End an address's subscription to one digest, or to all; tell how many ended.

        The config does not bring these back.
        """
        who = select(subscribers.c.id).where(*at_address(address))
        statement = update(subscriptions).where(
            subscriptions.c.subscriber_id.in_(who),
            or_(subscriptions.c.status != "unsubscribed", subscriptions.c.ended_by == "config"),
        )
        if digest_id is not None:
            statement = statement.where(subscriptions.c.digest_id == digest_id)
        with writing(self.engine) as connection:
            ended = statement.values(status="unsubscribed", ended_by=by, reason=_REMOVED[by])
            return connection.execute(ended).rowcount

    def pause(self, address: Address, reason: str) -> None:
        """Pause every confirmed subscription of an address, in any thread; its owner or an admin ends that."""
        with writing(self.engine) as connection:
            pause_everywhere(connection, address, reason)

    def move(self, old: Address, new: Address) -> None:
        """Let whoever reads at an address, in whatever thread, be found at the one it moved to."""
        with writing(self.engine) as connection:
            follow(connection, old, new)

    def suppress(self, address: Address, reason: str, *, now: datetime) -> None:
        """Never send to this address again (in any thread), until its owner confirms anew."""
        with writing(self.engine) as connection:
            suppress(connection, address, reason, now)

    def active(self, digest_id: str) -> tuple[Subscription, ...]:
        """List confirmed, unsuppressed subscriptions of a digest, by id."""
        query = _SUBSCRIPTIONS.where(
            subscriptions.c.digest_id == digest_id, subscriptions.c.status == "confirmed", ~suppressed(subscribers)
        )
        with reading(self.engine) as connection:
            return tuple(_subscription(row) for row in connection.execute(query))

    def listing(self) -> tuple[SubscriptionRecord, ...]:
        """List every subscription there ever was, by id, for admins and for export."""
        last_sent = (
            select(func.max(outbox.c.sent_at)).where(outbox.c.subscription_id == subscriptions.c.id).scalar_subquery()
        )
        reason = (
            select(suppressions.c.reason)
            .where(suppressions.c.channel == subscribers.c.channel, suppressions.c.value == subscribers.c.value)
            .scalar_subquery()
        )
        query = _SUBSCRIPTIONS.add_columns(last_sent.label("last_sent_at"), reason.label("suppression"))
        with reading(self.engine) as connection:
            return tuple(
                SubscriptionRecord(
                    subscription=_subscription(row), suppressed=row.suppression or "", last_sent_at=row.last_sent_at
                )
                for row in connection.execute(query)
            )

    def seen(self, addresses: Iterable[Address], revision_ids: Collection[int]) -> Mapping[Address, frozenset[int]]:
        """Tell which of these revisions each address was told, across all digests.

        Told is what stands in an outbox row that has not permanently failed, sent or not.
        """
        wanted = tuple(dict.fromkeys(addresses))
        with reading(self.engine) as connection:
            told = _told(connection, revision_ids)
            had = _issues_had(connection, wanted, told.keys())
        shared: dict[frozenset[int], frozenset[int]] = {}  # most addresses had the same issues
        answer = {}
        for address in wanted:
            issue_ids = frozenset(had.get(stored(address), ()))
            if issue_ids not in shared:
                shared[issue_ids] = frozenset().union(*(told[issue_id] for issue_id in issue_ids))
            answer[address] = shared[issue_ids]
        return answer


_REMOVED: Final = {"command": "removed by an admin", "reader": "left"}


def _last_through() -> Any:
    """The last revision that an issue considered for a subscription, since it began or resumed."""
    return (
        select(outbox.c.through)
        .where(
            outbox.c.subscription_id == subscriptions.c.id,
            outbox.c.digest_id == subscriptions.c.digest_id,
            outbox.c.status != "failed",
            outbox.c.through >= 0,  # alerts considered nothing but their story
            or_(subscriptions.c.resumed_at.is_(None), outbox.c.created_at >= subscriptions.c.resumed_at),
        )
        .order_by(outbox.c.through.desc())
        .limit(1)
        .scalar_subquery()
    )


_SUBSCRIPTIONS: Final[AnySelect] = (
    select(
        subscriptions,
        subscribers.c.name,
        subscribers.c.channel,
        subscribers.c.value,
        subscribers.c.thread,
        _last_through().label("through"),
    )
    .join(subscribers)
    .order_by(subscriptions.c.id)
)


def _subscription(row: AnyRow) -> Subscription:
    choices = row.choices | row.own_choices
    zone = choices["timezone"]
    return Subscription(
        id=row.id,
        subscriber_id=row.subscriber_id,
        name=row.name,
        digest_id=row.digest_id,
        address=address_of(row),
        status=row.status,
        reason=row.reason,
        origin=row.origin,
        topics=tuple(choices["topics"]),
        mute=tuple(choices["mute"]),
        reads=tuple(choices["reads"]),
        language=choices["language"],
        timezone=ZoneInfo(zone) if zone else None,
        at=tuple(choices["at"]),
        quiet=choices["quiet"],
        through=row.through,
    )


def _told(connection: Connection, revision_ids: Collection[int]) -> dict[int, set[int]]:
    """Tell by issue which of these revisions it told."""
    told: defaultdict[int, set[int]] = defaultdict(set)
    for some in chunks(revision_ids):
        query = select(told_revisions.c.issue_id, told_revisions.c.revision_id)
        for row in connection.execute(query.where(told_revisions.c.revision_id.in_(some))):
            told[row.issue_id].add(row.revision_id)
    return told


def _issues_had(
    connection: Connection, addresses: Sequence[Address], issue_ids: Iterable[int]
) -> dict[Address, set[int]]:
    """Tell by address which of these issues went to it, or will."""
    had: defaultdict[Address, set[int]] = defaultdict(set)
    some_issues = list(chunks(issue_ids, 400))
    for values in chunks(dict.fromkeys(columns_of(address)["value"] for address in addresses), 400):
        for issues_ in some_issues:
            query = select(outbox.c.channel, outbox.c.value, outbox.c.thread, outbox.c.issue_id).where(
                outbox.c.issue_id.in_(issues_), outbox.c.value.in_(values), outbox.c.status != "failed"
            )
            for row in connection.execute(query):
                had[address_of(row)].add(row.issue_id)
    return had
