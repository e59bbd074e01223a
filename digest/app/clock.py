"""What the clock does at each tick: publish the slots and alerts that have come due, say which were missed.

The store remembers up to when everything was seen to, and which slots are over. So a tick may come late, twice,
or from two processes: each slot is published once, or skipped and said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from digest.app.sending import edition_of, prepare_slot
from digest.app.site import App
from digest.editing.due import DueSlot, due_slots
from digest.editing.slots import parse_slot
from digest.editing.spans import span_in_words
from digest.errors import ConfigError
from digest.model import Slot
from digest.pipeline.alert import prepare_alerts
from digest.pipeline.deliver import LEASE
from digest.pipeline.publish import publish

__all__ = ["SlotOutcome", "Tick", "publish_alerts", "publish_due"]

JITTER = timedelta(minutes=2)
"""How far a clock that is being corrected may step back without anybody being told."""
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOutcome:
    """How a slot ended. `failed` ones are tried again at the next tick; `detail` says why.

    `unwritten` is why a summary is missing that a machine was to write.
    """

    digest_id: str
    slot: Slot
    outcome: Literal["published", "empty", "skipped", "failed"]
    issue_ids: tuple[int, ...] = ()
    late: timedelta = timedelta(0)
    detail: str = ""
    unwritten: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one look at the clock brought. `went_back` is how far the clock is behind what it showed before."""

    outcomes: tuple[SlotOutcome, ...] = ()
    went_back: timedelta = timedelta(0)


async def publish_due(app: App, now: datetime) -> Tick:
    """Publish every slot that came due since the last tick; skip what is past `catch_up`, and say so.

    At the very first tick only this minute's slots are due: what lies before was nobody's.
    """
    clock = app.store.clock
    seen_to = await asyncio.to_thread(clock.seen_to)
    if seen_to is None:
        seen_to = now.replace(second=0, microsecond=0) - INSTANT
    if now < seen_to:
        return await _stepped_back(app, seen_to, now)
    due = await asyncio.to_thread(_due, app, seen_to, now)
    began = asyncio.get_running_loop().time()
    outcomes = [await _see_to(app, one, now, _patience(app, began)) for one in due]
    failed = [one.slot.instant for one in outcomes if one.outcome == "failed"]
    await asyncio.to_thread(clock.see_to, min(failed) - INSTANT if failed else now)
    return Tick(outcomes=tuple(outcomes))


async def _stepped_back(app: App, seen_to: datetime, now: datetime) -> Tick:
    """Look from here again after a real jump; slots that brought an issue stay over, others come when they come."""
    if seen_to - now <= JITTER:
        return Tick()
    await asyncio.to_thread(app.store.outbox.clock_went_back, now, lease=LEASE)
    await asyncio.to_thread(app.store.issues.reopen, now)
    await asyncio.to_thread(app.store.clock.see_to, now)
    return Tick(went_back=seen_to - now)


def _due(app: App, after: datetime, now: datetime) -> Sequence[DueSlot]:
    """List what is due and not over, of all digests, in order."""
    found = [
        due
        for digest in app.settings.digests
        for due in due_slots(
            digest,
            app.store.readers.active(digest.id),
            after=after,
            now=now,
            catch_up=app.settings.site.catch_up,
        )
        if app.store.issues.settled(digest.id, due.slot) is None
    ]
    return sorted(found, key=lambda due: (due.slot.instant, due.digest.id))


def _patience(app: App, began: float) -> timedelta | None:
    """Tell how long summaries may still be waited for: all slots of a tick wait as long as one does."""
    if app.desk is None:
        return None
    waited = timedelta(seconds=asyncio.get_running_loop().time() - began)
    return max(timedelta(0), app.desk.patience - waited)


async def _see_to(app: App, due: DueSlot, now: datetime, patience: timedelta | None) -> SlotOutcome:
    """Publish one slot or skip it, and write down that it is over."""
    late = now - due.slot.instant
    if due.missed:
        await asyncio.to_thread(app.store.issues.settle, due.digest.id, due.slot, "skipped", now=now)
        detail = f"missed by {span_in_words(late)}, more than catch_up allows"
        return SlotOutcome(digest_id=due.digest.id, slot=due.slot, outcome="skipped", late=late, detail=detail)
    try:
        prepared = await prepare_slot(app, due.digest, due.slot, now, only=due.subscription_ids, patience=patience)
    except ConfigError as error:
        return SlotOutcome(digest_id=due.digest.id, slot=due.slot, outcome="failed", late=late, detail=str(error))
    published = await publish(prepared, issues=app.store.issues, now=now)
    outcome: Literal["published", "empty"] = "published" if prepared.drafts or prepared.taken else "empty"
    await asyncio.to_thread(app.store.issues.settle, due.digest.id, due.slot, outcome, now=now)
    return SlotOutcome(
        digest_id=due.digest.id,
        slot=due.slot,
        outcome=outcome,
        issue_ids=published.issue_ids,
        late=late,
        unwritten=prepared.trouble,
    )


async def publish_alerts(app: App, now: datetime) -> tuple[int, ...]:
    """Publish the alerts that are due, each once; give the ids of their issues."""
    published: list[int | None] = []
    for digest in app.settings.digests:
        edition = edition_of(app.settings, digest, parse_slot("", digest, now), now)
        drafts = await prepare_alerts(
            edition,
            app.settings.topics,
            stories=app.store.stories,
            readers=app.store.readers,
            issues=app.store.issues,
            renderer=app.renderer,
        )
        published += [await asyncio.to_thread(app.store.issues.publish, draft, now=now) for draft in drafts]
    return tuple(issue_id for issue_id in published if issue_id is not None)
