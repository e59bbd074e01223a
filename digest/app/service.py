"""The service: the duties that the settings ask for, in one process, begun anew with every edit of the config.

One service works on a store at a time; another stands by and takes over when the first is gone. `run_service`
goes from edit to edit, `_duties` lists what is done in between.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

import structlog

from digest.app.bot import answering_bot
from digest.app.bounces import read_mailbox
from digest.app.clock import Tick, publish_alerts, publish_due
from digest.app.feeds import group_entries, poll_feeds
from digest.app.notices import look_after_health, tell_admins
from digest.app.sending import deliver_outbox
from digest.app.site import App, link_secret, open_app
from digest.config import changes
from digest.errors import ConfigError, DigestError
from digest.inbound.web import Pages, make_site, open_listener, serve_site
from digest.model import Settings
from digest.pipeline.deliver import Delivered
from digest.pipeline.poll import Polled
from digest.render import PageTemplates
from digest.runners.bell import Job, bell
from digest.runners.local import Duty, Ready, every, held_open, pause, serve
from digest.runners.outbox import log_delivery, outbox_duty
from digest.runners.steps import WallWatch

__all__ = ["Edits", "run_service"]

Edits: TypeAlias = Callable[[Settings], AsyncIterator[Settings | ConfigError]]
"""Watch the config from these settings on: new ones, or what is wrong with a broken file."""

SERVICE: Final = "service"
LEASE: Final = timedelta(seconds=30)
RENEWED: Final = 10.0  # seconds
STANDING_BY: Final = 5.0  # seconds
MAILBOX_READ: Final = timedelta(minutes=5)

log = structlog.get_logger()


async def run_service(
    settings: Settings, stop: asyncio.Event, say: Callable[[str], None], edits: Edits | None = None
) -> None:
    """Do all that the settings ask for until `stop` is set; DigestError where it cannot even begin.

    An edit ends what is under way in good order and begins anew; one that cannot be begun with is reported,
    and the settings before it hold on.
    """
    served: Settings | None = None
    notice: tuple[str, ...] = ()
    while not stop.is_set():
        try:
            edited = await _until_edited(settings, stop, say, edits, notice)
        except DigestError as error:
            if served is None:
                raise
            if settings is served:  # it worked before: the world is in trouble, a full disk perhaps
                log.warning("service.cannot_begin", reason=str(error))
                await pause(stop, STANDING_BY)
            else:
                log.warning("config.refused", reason=str(error))
                settings, notice = served, ("the new config cannot be used, the old one holds:", str(error))
            continue
        served, notice = settings, _in_words(settings, edited) if edited else ()
        settings = edited or settings


def _in_words(old: Settings, new: Settings) -> tuple[str, ...]:
    changed = [str(change) for change in changes(old, new)]
    for one in changed:
        log.info("config.edited", change=one)
    return ("the config was edited and holds:", *changed)


async def _until_edited(
    settings: Settings,
    stop: asyncio.Event,
    say: Callable[[str], None],
    edits: Edits | None,
    notice: tuple[str, ...],
) -> Settings | None:
    """Serve by these settings until `stop` is set or they are edited; give the new ones."""
    over = asyncio.Event()
    found: list[Settings] = []
    async with open_app(settings, datetime.now(UTC)) as app:
        watching = _alongside(_end_with(stop, over), _watch(app, edits, found, over))
        async with watching, _sole_service(app, over, say):
            if notice:
                await tell_admins(app, notice, datetime.now(UTC))
            if not over.is_set():
                await serve(tuple(_duties(app)), over, say=say)
    return found[0] if found else None


@asynccontextmanager
async def _alongside(*works: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Let these go on in the background for as long as this is open."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _end_with(stop: asyncio.Event, over: asyncio.Event) -> None:
    await stop.wait()
    over.set()


async def _watch(app: App, edits: Edits | None, found: list[Settings], over: asyncio.Event) -> None:
    """End when the config is edited; of a broken one tell the admins, and go on as before."""
    if edits is None:
        return
    async for edit in edits(app.settings):
        if isinstance(edit, ConfigError):
            log.error("config.broken", mistakes=len(edit.mistakes), first=str(edit.mistakes[0]))
            await tell_admins(app, ("the config is broken, the old one holds:", str(edit)), datetime.now(UTC))
        else:
            found.append(edit)
            over.set()
            return


@asynccontextmanager
async def _sole_service(app: App, over: asyncio.Event, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Wait until no other service works on this store; then keep others off while this is open."""
    await _stand_by(app, over, say)
    keeping = asyncio.create_task(_keep_others_off(app, over))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        with suppress(DigestError):
            await asyncio.to_thread(app.store.clock.free, SERVICE, app.lane.owner)


async def _stand_by(app: App, over: asyncio.Event, say: Callable[[str], None]) -> None:
    """Wait for the lease; after a step of the clock it only looks as if it had run out, until it is renewed."""
    said, wall = "", WallWatch()
    while not over.is_set():
        holder = await _take(app)
        if holder == app.lane.owner:
            return
        if holder != said:
            say(f"another service ({holder}) works on this store; standing by")
            log.warning("service.standing_by", holder=holder)
        said = holder
        await pause(over, STANDING_BY)
        if wall.step():
            await pause(over, 2 * RENEWED)


async def _keep_others_off(app: App, over: asyncio.Event) -> None:
    """Renew the lease; who lost it, after a long sleep perhaps, ends what it does and stands by again."""
    while not over.is_set():
        await pause(over, RENEWED)
        with suppress(DigestError):  # a store in trouble is trouble for the other service, too
            holder = await _take(app)
            if holder != app.lane.owner and not over.is_set():
                log.warning("service.lost", holder=holder)
                over.set()


async def _take(app: App) -> str:
    return await asyncio.to_thread(app.store.clock.take, SERVICE, app.lane.owner, now=datetime.now(UTC), lease=LEASE)


def _duties(app: App) -> Iterator[Duty]:
    """List what the service does; a new duty is one more line here.

    What works by itself while it is open (a bot) becomes one by `held_open`, what is done now and again (reading
    a mailbox) by `every`, both in `runners.local`.
    """
    yield bell(tuple(_jobs(app)), words=_counted(app.settings))
    if app.settings.web is not None:
        yield _page(app, app.settings.web.listen)
    if "telegram" in app.channels:
        yield held_open("bot", lambda: answering_bot(app))
    if app.settings.email is not None and app.settings.email.bounces is not None:
        words = f"bounces at {app.settings.email.bounces.address}"
        yield every("bounces", MAILBOX_READ, lambda now: _read_mailbox(app, now), words=words)
    for channel in app.channels:
        yield _outbox(app, channel)


def _counted(settings: Settings) -> str:
    feeds, digests = len(settings.feeds), len(settings.digests)
    return f"{feeds} feed{'s' * (feeds != 1)} and {digests} digest{'s' * (digests != 1)} in the config"


def _jobs(app: App) -> Iterator[Job]:
    """List what the bell rings for; each asks the store what is due."""
    yield Job(name="poll", period=timedelta(seconds=5), work=lambda now: _poll(app, now))
    yield Job(name="group", period=timedelta(seconds=5), work=_group(app))
    yield Job(name="publish", period=timedelta(seconds=1), work=_each_minute(app))
    if any(topic.alert for topic in app.settings.topics):
        yield Job(name="alerts", period=timedelta(seconds=15), work=lambda now: _alert(app, now))
    yield Job(name="health", period=timedelta(minutes=1), work=lambda now: look_after_health(app, now))


async def _poll(app: App, now: datetime) -> None:
    polled = await poll_feeds(app, now, report=_log_poll)
    if held := [f"{one.name or one.url}: {one.detail}" for one in polled if one.ingested.held]:
        await tell_admins(app, held, now)


def _log_poll(polled: Polled) -> None:
    if polled.status in {"failing", "blocked", "gone"}:
        log.warning(f"poll.{polled.status}", feed=polled.url, reason=polled.detail)
    elif polled.ingested.new or polled.ingested.updated or polled.ingested.held:
        brought = polled.ingested
        log.info("poll.ok", feed=polled.url, new=brought.new, updated=brought.updated, held=brought.held)


def _group(app: App) -> Callable[[datetime], Awaitable[None]]:
    """Group what waits; admins are told when the encoder begins to fail, and when that is over."""
    told: list[str] = []

    async def work(now: datetime) -> None:
        done = await group_entries(app, now)
        for failed in done.failed:
            log.error("group.failed", entry=failed)
        trouble = app.lane.encoding.trouble if app.lane.encoding else ""
        if trouble and not told:
            told.append(trouble)
            log.warning("group.without_encoder", reason=trouble)
            await tell_admins(app, (f"{trouble}; stories are grouped by their words alone",), now)
        elif told and not trouble:
            told.clear()
            log.info("group.with_encoder")
            await tell_admins(app, ("the encoder works again",), now)

    return work


def _each_minute(app: App) -> Callable[[datetime], Awaitable[None]]:
    """Look after slots once a minute, which is as fine as they are; and again where that did not succeed."""
    seen: list[datetime] = []

    async def work(now: datetime) -> None:
        minute = now.replace(second=0, microsecond=0)
        if seen == [minute]:
            return
        tick = await publish_due(app, now)
        seen[:] = [minute]
        await _tell_tick(app, tick, now)

    return work


async def _tell_tick(app: App, tick: Tick, now: datetime) -> None:
    """Write down how slots ended; admins are told of what readers would miss."""
    if tick.went_back:
        log.warning("clock.went_back", seconds=round(tick.went_back.total_seconds()))
    lines = []
    for one in tick.outcomes:
        level = log.info if one.outcome in {"published", "empty"} else log.warning
        level(
            f"slot.{one.outcome}",
            digest=one.digest_id,
            slot=str(one.slot),
            issues=len(one.issue_ids),
            late=round(one.late.total_seconds()),
            **({"reason": one.detail} if one.detail else {}),
        )
        if one.unwritten:
            log.warning("summary.none", digest=one.digest_id, slot=str(one.slot), reason=one.unwritten)
        if one.outcome in {"skipped", "failed"}:
            lines.append(f"{one.digest_id} {one.slot}: {one.outcome}: {one.detail}")
    if lines:
        await tell_admins(app, lines, now)


async def _alert(app: App, now: datetime) -> None:
    for issue_id in await publish_alerts(app, now):
        log.info("alert.published", issue=issue_id)


async def _read_mailbox(app: App, now: datetime) -> None:
    for handled in await read_mailbox(app, now):
        address = str(handled.address or "")
        log.info("bounce.handled", outcome=handled.outcome, address=address, reason=handled.reason)


def _page(app: App, listen: str) -> Duty:
    """Serve the pages; that nothing can listen there is found out before anything begins."""
    pages = Pages(
        settings=app.settings,
        store=app.store,
        secret=link_secret(app.settings),
        templates=PageTemplates(app.settings.site.templates),
    )
    first = [open_listener(listen)]

    async def run(stop: asyncio.Event, ready: Ready) -> None:
        await serve_site(make_site(pages), first.pop() if first else open_listener(listen), stop, ready)

    return Duty(name="page", run=run)


def _outbox(app: App, channel: str) -> Duty:
    async def work_off(now: datetime, stop: asyncio.Event) -> Delivered | None:
        return await deliver_outbox(app, now, channels=[channel], stop=stop, report=log_delivery)

    email = app.settings.email
    words = {"file": "files", "email": f"mail by {email.host}:{email.port}" if email else ""}
    return outbox_duty(channel, work_off, words=words.get(channel, ""))
