"""The composition root: the only place that names implementations.

`open_app` puts store, sources, parser, renderer and channels together for one command. Below it stands
what commands ask for: `poll_feeds`, `group_entries`, `prepare_slot`, `send_slot`, `deliver_outbox`,
`send_copy`, `list_stories`, `evaluate_file`, `check_site`.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import uuid
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from digest.channels import make_channel
from digest.config import missing, without_effect
from digest.editing.compose import Edition
from digest.editing.slots import parse_slot
from digest.errors import ConfigError, DigestError
from digest.model import Address, Digest, Feed, Message, Receipt, Settings, Slot, Story
from digest.pipeline.deliver import Delivered, deliver, message_id
from digest.pipeline.group import Grouped, GroupLane, group
from digest.pipeline.poll import Polled, poll
from digest.pipeline.publish import Prepared, Published, prepare, publish, render_preview
from digest.ports import Channel, Source
from digest.render import TemplateRenderer, check_templates
from digest.sources.feed import FeedParser
from digest.sources.file import FileSource
from digest.store import Store, open_store
from digest.stories.evaluation import Scores, read_rows, replay, score
from digest.stories.ranking import rank
from digest.stories.summary import lead_entry
from digest.stories.topics import compile_topics, topics_of

__all__ = [
    "App",
    "ListedStory",
    "check_site",
    "deliver_outbox",
    "evaluate_file",
    "find_digest",
    "group_entries",
    "list_stories",
    "open_app",
    "poll_feeds",
    "prepare_slot",
    "send_copy",
    "send_slot",
]

PATIENCE = timedelta(minutes=2)
"""How long publishing waits for a group lane that another process holds."""
STEP = timedelta(seconds=1)
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything one command works with."""

    settings: Settings
    store: Store
    sources: Mapping[str, Source]
    parser: FeedParser
    renderer: TemplateRenderer
    channels: Mapping[str, Channel]
    lane: GroupLane

    @property
    def domain(self) -> str:
        """The right side of Message-IDs: the site's host, else a name that resolves nowhere."""
        return urlsplit(self.settings.site.base_url or "").hostname or "digest.invalid"


@asynccontextmanager
async def open_app(settings: Settings, now: datetime) -> AsyncIterator[App]:
    """Open the store, let it know the config's feeds and subscribers, and close all at the end."""
    store = await asyncio.to_thread(open_store, settings.store.url)
    try:
        await asyncio.to_thread(store.feeds.sync, settings.feeds, now)
        await asyncio.to_thread(store.readers.sync, settings.subscribers, now)
        async with FeedParser(timeout=settings.fetch.timeout) as parser:
            yield App(
                settings=settings,
                store=store,
                sources={"file": FileSource(max_bytes=settings.fetch.max_bytes)},
                parser=parser,
                renderer=TemplateRenderer(settings.site.templates),
                channels=_channels(settings),
                lane=GroupLane(
                    owner=f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}", settings=settings.grouping
                ),
            )
    finally:
        await asyncio.to_thread(store.close)


def _channels(settings: Settings) -> dict[str, Channel]:
    """Make the channels that are there: files, and the admin's own from `[channel.NAME]`."""
    own = {name: make_channel(kind) for name, kind in settings.channels.items()}
    sender = settings.email.sender if settings.email else ""
    return {"file": make_channel("file", site_title=settings.site.title, sender=sender), **own}


def find_digest(settings: Settings, digest_id: str) -> Digest:
    """Find a digest of the config by its id; DigestError names those there are."""
    for digest in settings.digests:
        if digest.id == digest_id:
            return digest
    known = ", ".join(digest.id for digest in settings.digests) or "none"
    raise DigestError(f'there is no digest "{digest_id}" (the config has: {known})')


async def poll_feeds(
    app: App,
    now: datetime,
    *,
    names: Collection[str] = (),
    everything: bool = False,
    report: Callable[[Polled], None] = lambda _: None,
) -> tuple[Polled, ...]:
    """Poll the feeds that are due, or those with these names or URLs, or all; then forget old entries."""
    configured = {feed.url: feed for feed in app.settings.feeds}
    followed = await asyncio.to_thread(app.store.feeds.followed)
    known = {name for feed in followed for name in (feed.url, feed.name)}
    if strangers := sorted(set(names) - known):
        raise DigestError(f"no feed is called {', '.join(strangers)}; `digest feeds` lists them")
    wanted = [
        (feed, configured.get(feed.url) or Feed(url=feed.url, name=feed.name))
        for feed in followed
        if ({feed.url, feed.name} & set(names) if names else everything or _is_due(feed.state.due_at, now))
    ]
    polled = await poll(
        wanted,
        settings=app.settings.fetch,
        sources=app.sources,
        parser=app.parser,
        feeds=app.store.feeds,
        entries=app.store.entries,
        now=now,
        report=report,
    )
    await _prune(app, now)
    return polled


def _is_due(due_at: datetime | None, now: datetime) -> bool:
    return due_at is None or due_at <= now


async def _prune(app: App, now: datetime, batch: int = 500) -> None:
    """Delete entries past `keep`, in small batches that never hold the database for long."""
    before = now - app.settings.store.keep
    while await asyncio.to_thread(app.store.entries.prune, before, batch) == batch:
        await asyncio.sleep(0)


async def group_entries(app: App, now: datetime) -> Grouped:
    """Group all that waits; wait two minutes at most for a lane that another process holds."""
    entries = opened = revisions = 0
    waited = timedelta(0)
    while True:
        done = await group(app.lane, entries=app.store.entries, stories=app.store.stories, now=now + waited)
        entries, opened, revisions = entries + done.entries, opened + done.opened, revisions + done.revisions
        if done.finished or waited >= PATIENCE:
            break
        if done.held_elsewhere:
            await asyncio.sleep(STEP.total_seconds())
            waited += STEP
    return Grouped(
        entries=entries,
        opened=opened,
        revisions=revisions,
        held_elsewhere=done.held_elsewhere,
        finished=done.finished,
    )


async def prepare_slot(app: App, digest: Digest, slot: Slot, now: datetime) -> Prepared:
    """Compose and render what a slot would send, as of now; write nothing of it."""
    await group_entries(app, now)
    return await prepare(
        _edition(app.settings, digest, slot, now),
        app.settings.topics,
        stories=app.store.stories,
        readers=app.store.readers,
        issues=app.store.issues,
        renderer=app.renderer,
    )


async def send_slot(app: App, prepared: Prepared, now: datetime) -> tuple[Published, Delivered | None]:
    """Publish what was prepared, then deliver; None for the delivery while sending is held."""
    published = await publish(prepared, issues=app.store.issues, now=now)
    return published, await deliver_outbox(app, now)


async def deliver_outbox(app: App, now: datetime) -> Delivered | None:
    """Work off what is due; None while `sending = false` or `digest pause` holds everything."""
    if not app.settings.site.sending or await asyncio.to_thread(app.store.outbox.paused):
        return None
    return await deliver(app.store.outbox, app.channels, owner=app.lane.owner, domain=app.domain, now=now)


async def send_copy(app: App, digest: Digest, address: Address, now: datetime, since: timedelta) -> Receipt | None:
    """Send one unrecorded copy of the next issue, as a new reader would get it; None when nothing is new."""
    channel = app.channels.get(address.channel)
    if channel is None:
        raise DigestError(f"the {address.channel} channel is not there; file:FOLDER is")
    await group_entries(app, now)
    slot = parse_slot("", digest, now)
    parts = await render_preview(
        _edition(app.settings, digest, slot, now),
        app.settings.topics,
        stories=app.store.stories,
        renderer=app.renderer,
        since=now - since,
    )
    if not parts:
        return None
    message = Message(
        delivery_id=0,  # no row of the outbox
        message_id=message_id(digest.id, slot.label, address, app.domain),
        digest_id=digest.id,
        slot_label=slot.label,
        slot_instant=slot.instant,
        address=address,
        parts=parts,
    )
    return await channel.send(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStory:
    """A story for an admin's eyes, with its topics and its best headline in the site's language."""

    story: Story
    topics: tuple[str, ...]
    headline: str


async def list_stories(app: App, now: datetime, since: timedelta) -> tuple[ListedStory, ...]:
    """List the stories with news since then, ranked as in a digest."""
    stories = app.store.stories
    last = await asyncio.to_thread(stories.last_revision)
    found = await asyncio.to_thread(stories.revised, after=last, since=now - since)
    compiled = compile_topics(app.settings.topics)
    reads = (app.settings.site.language,)
    return tuple(
        ListedStory(
            story=story,
            topics=tuple(topics_of(story.entries, compiled)),
            headline=lead_entry(story.entries, reads).title,
        )
        for story in sorted(found, key=lambda story: -rank(story, now))
    )


def evaluate_file(gold: Path, predictions: Path | None, settings: Settings) -> Scores:
    """Score grouping and topics on labelled rows; write what was predicted where a file is named."""
    topics = compile_topics(settings.topics)
    try:
        with gold.open(encoding="utf-8") as lines:
            rows = read_rows(lines)
    except (OSError, UnicodeDecodeError) as error:
        raise DigestError(f"{gold} cannot be read: {error}") from error
    predicted = replay(rows, settings.grouping, topics)
    if predictions is not None:
        written = (json.dumps({"id": p.id, "cluster": p.cluster, "topics": p.topics}) + "\n" for p in predicted)
        try:
            predictions.write_text("".join(written), encoding="utf-8")
        except OSError as error:
            raise DigestError(f"{predictions} cannot be written: {error}") from error
    return score(rows, predicted, topics)


def check_site(settings: Settings) -> tuple[str, ...]:
    """Try every template that a digest names; say what is missing and what has no effect yet, else ConfigError."""
    names = dict.fromkeys(digest.template for digest in settings.digests)
    if mistakes := check_templates(settings.site.templates, tuple(names) or ("default",)):
        raise ConfigError(mistakes)
    return (*missing(settings), *without_effect(settings))


def _edition(settings: Settings, digest: Digest, slot: Slot, now: datetime) -> Edition:
    return Edition(
        digest=digest,
        site=settings.site,
        slot=slot,
        now=now,
        topic_names=MappingProxyType({topic.id: topic.name or topic.id for topic in settings.topics}),
        postal=settings.email.postal if settings.email else "",
        late=now - slot.instant >= LATE_AFTER,
    )
