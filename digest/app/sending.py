"""Send: compose and render a slot, publish it, deliver what the outbox holds; or one copy that is not recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from digest.app.feeds import group_entries
from digest.app.site import App
from digest.editing.compose import Edition
from digest.editing.slots import parse_slot
from digest.errors import DigestError
from digest.model import Address, Digest, Draft, Message, OnDemand, Receipt, Settings, Slot
from digest.pipeline.deliver import Delivered, Tried, deliver
from digest.pipeline.messages import message_id, personal, unrecorded
from digest.pipeline.publish import Prepared, Published, prepare, publish, render_preview

__all__ = [
    "deliver_outbox",
    "edition_of",
    "find_digest",
    "prepare_slot",
    "send_copy",
    "send_on_demand",
    "send_slot",
]

LATE_AFTER = timedelta(minutes=15)


def find_digest(settings: Settings, digest_id: str) -> Digest:
    """Find a digest of the config by its id; DigestError names those there are."""
    for digest in settings.digests:
        if digest.id == digest_id:
            return digest
    known = ", ".join(digest.id for digest in settings.digests) or "none"
    raise DigestError(f'there is no digest "{digest_id}" (the config has: {known})')


async def prepare_slot(
    app: App,
    digest: Digest,
    slot: Slot,
    now: datetime,
    *,
    only: Collection[int] | None = None,
    patience: timedelta | None = None,
) -> Prepared:
    """Compose and render what a slot would send to its subscriptions, or to these only, as of now; write nothing of it.

    `patience` is how long summaries may be waited for (None: as long as the desk does).
    """
    await group_entries(app, now)
    desk = app.desk if app.desk is None or patience is None else replace(app.desk, patience=patience)
    return await prepare(
        edition_of(app.settings, digest, slot, now),
        app.settings.topics,
        stories=app.store.stories,
        readers=app.store.readers,
        issues=app.store.issues,
        renderer=app.renderer,
        only=only,
        desk=desk,
    )


async def send_slot(app: App, prepared: Prepared, now: datetime) -> tuple[Published, Delivered | None]:
    """Publish what was prepared, then deliver; None for the delivery while sending is held."""
    published = await publish(prepared, issues=app.store.issues, now=now)
    return published, await deliver_outbox(app, now)


async def deliver_outbox(
    app: App,
    now: datetime,
    *,
    channels: Collection[str] | None = None,
    stop: asyncio.Event | None = None,
    report: Callable[[Tried], None] = lambda _: None,
) -> Delivered | None:
    """Work off what is due, on these channels or on all; None while `sending = false` or `digest pause` holds it.

    Once `stop` is set, nothing more is begun.
    """
    if not app.settings.site.sending or await asyncio.to_thread(app.store.outbox.paused):
        return None
    return await deliver(
        app.store.outbox,
        {name: one for name, one in app.channels.items() if channels is None or name in channels},
        owner=app.lane.owner,
        postal=app.postal,
        now=now,
        stop=stop,
        report=report,
    )


async def send_copy(app: App, digest: Digest, address: Address, now: datetime, since: timedelta) -> Receipt | None:
    """Send one unrecorded copy of the next issue, as a new reader would get it; None when nothing is new."""
    channel = app.channels.get(address.channel)
    if channel is None:
        raise DigestError(f"the {address.channel} channel is not there; {', '.join(app.channels)} are")
    await group_entries(app, now)
    slot = parse_slot("", digest, now)
    parts = await render_preview(
        edition_of(app.settings, digest, slot, now),
        app.settings.topics,
        stories=app.store.stories,
        renderer=app.renderer,
        since=now - since,
    )
    if not parts:
        return None
    way_out = app.postal.way_out(0)  # no row of a subscription: its page says that it was a copy
    message = Message(
        delivery_id=0,  # no row of the outbox
        message_id=message_id(digest.id, slot.label, address, app.postal),
        digest_id=digest.id,
        slot_label=slot.label,
        slot_instant=slot.instant,
        address=address,
        parts=personal(parts, way_out),
        way_out=way_out,
    )
    return await channel.send(message, unrecorded)


async def send_on_demand(app: App, digest: Digest, subscription_id: int, now: datetime) -> OnDemand:
    """Publish an issue of this minute for one subscription and deliver it, quiet hours or not; say how it ended.

    It is an issue like any other: what it tells is seen, and the next one goes on from there.
    """
    slot = parse_slot("", digest, now)
    prepared = await prepare_slot(app, digest, slot, now, only=(subscription_id,))
    if prepared.taken or not prepared.drafts:
        return "had" if prepared.taken else "nothing new"
    own = replace(prepared, drafts=tuple(_on_demand(draft, subscription_id) for draft in prepared.drafts))
    if not (await publish(own, issues=app.store.issues, now=now)).issue_ids:
        return "had"
    if digest.approve:
        return "waits for approval"
    channels = {subscription.address.channel for subscription in prepared.subscriptions}
    return "held" if await deliver_outbox(app, now, channels=channels) is None else "sent"


def _on_demand(draft: Draft, subscription_id: int) -> Draft:
    """Make a draft one reader's own: another who asks in the same minute gets an issue, too."""
    audience = replace(draft.audience, key=f"{draft.audience.key}:{subscription_id}")
    return replace(draft, audience=audience, urgent=True)


def edition_of(settings: Settings, digest: Digest, slot: Slot, now: datetime) -> Edition:
    """Say what all audiences of a slot have in common; without pages there are no links to them."""
    return Edition(
        digest=digest,
        site=settings.site if settings.web else replace(settings.site, base_url=None),
        slot=slot,
        now=now,
        topic_names=MappingProxyType({topic.id: topic.name or topic.id for topic in settings.topics}),
        postal=settings.email.postal if settings.email else "",
        late=now - slot.instant >= LATE_AFTER,
    )
