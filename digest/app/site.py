"""`App`: everything one command works with, opened and closed by `open_app`."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from digest.channels import make_channel
from digest.errors import ConfigError, Mistake, StoreError
from digest.inference.encoder import TextEncoder
from digest.model import Secret, Settings, WayOut
from digest.pipeline.encode import Encoding
from digest.pipeline.group import GroupLane
from digest.pipeline.messages import Postal
from digest.pipeline.summaries import SummaryDesk
from digest.ports import Channel, Source
from digest.render import TemplateRenderer
from digest.sources.feed import FeedParser
from digest.sources.file import FileSource
from digest.sources.web import WebSource
from digest.store import Store, open_store
from digest.stories.granularity import compile_granular
from digest.tokens import sign_token

__all__ = ["App", "link_secret", "open_app"]


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
    postal: Postal
    desk: SummaryDesk | None = None


@asynccontextmanager
async def open_app(settings: Settings, now: datetime) -> AsyncIterator[App]:
    """Open the store, let it know the config's feeds and subscribers, and close all at the end."""
    store = await asyncio.to_thread(open_store, settings.store.url)
    try:
        await asyncio.to_thread(store.feeds.sync, settings.feeds, now)
        await asyncio.to_thread(store.readers.sync, settings.subscribers, now)
        async with (
            FeedParser(timeout=settings.fetch.timeout) as parser,
            WebSource(settings.fetch) as web,
            _opened(_channels(settings)) as channels,
            _desk(settings, store) as desk,
        ):
            yield App(
                settings=settings,
                store=store,
                sources={"file": FileSource(max_bytes=settings.fetch.max_bytes), "http": web, "https": web},
                parser=parser,
                renderer=TemplateRenderer(settings.site.templates),
                channels=channels,
                postal=_postal(settings),
                desk=desk,
                lane=GroupLane(
                    owner=f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}",
                    settings=settings.grouping,
                    granular=compile_granular(settings.topics),
                    encoding=_encoding(settings, store),
                ),
            )
    finally:
        await asyncio.to_thread(store.close)


def _encoding(settings: Settings, store: Store) -> Encoding | None:
    """Name the encoder that entries are compared by, if the admin named one; it is loaded when it is first asked."""
    encoder = settings.grouping.encoder
    return Encoding(encoder=TextEncoder(encoder), vectors=store.vectors) if encoder else None


def _channels(settings: Settings) -> dict[str, Channel]:
    """Make the channels that are there: files, those whose secrets are there, and the admin's own."""
    own = {name: make_channel(kind) for name, kind in settings.channels.items()}
    sender = settings.email.sender if settings.email else ""
    here = {"file": make_channel("file", site_title=settings.site.title, sender=sender)}
    if settings.telegram is not None and settings.telegram.token is not None:
        here["telegram"] = make_channel("telegram", settings=settings.telegram)
    if settings.email is not None:
        here["email"] = make_channel("email", settings=settings.email, config=settings.path)
    return {**here, **own}


@asynccontextmanager
async def _opened(channels: dict[str, Channel]) -> AsyncIterator[dict[str, Channel]]:
    """Give the channels; at the end close those that keep connections."""
    async with AsyncExitStack() as stack:
        for channel in channels.values():
            if isinstance(channel, AbstractAsyncContextManager):
                await stack.enter_async_context(channel)
        yield channels


@asynccontextmanager
async def _desk(settings: Settings, store: Store) -> AsyncIterator[SummaryDesk | None]:
    """Give who writes summaries, where the config names an endpoint; at the end close its connections."""
    if settings.summary is None:
        yield None
        return
    from digest.inference.summary import Endpoint  # noqa: PLC0415 - only who has an endpoint needs it

    async with Endpoint(settings.summary) as writer:
        yield SummaryDesk(writer=writer, kept=store.summaries)


def link_secret(settings: Settings) -> Secret:
    """Give what signs links: the admin's own, else one that is kept beside the SQLite file."""
    if settings.web is not None and settings.web.secret is not None:
        return settings.web.secret
    place = _beside_database(settings)
    if place is None:
        problem = "nothing signs the links of readers, and there is no SQLite file to keep a secret beside"
        raise ConfigError(
            [Mistake(file=str(settings.path or ""), line=None, key="web", problem=problem, mend='add secret_env = "…"')]
        )
    try:
        return Secret(_kept(place))
    except OSError as error:
        raise StoreError(f"the secret that signs links cannot be kept at {place}: {error.strerror or error}") from error


def _beside_database(settings: Settings) -> Path | None:
    scheme, _, path = settings.store.url.partition(":///")
    return Path(path + ".secret") if scheme == "sqlite" and path and "?" not in path else None


def _kept(place: Path) -> str:
    """Read the secret, or make it: readable for its owner only, whole or not at all, once whoever asks first."""
    if not place.exists():
        fresh = place.with_name(f"{place.name}.{uuid.uuid4().hex[:8]}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(fresh, place)
        except FileExistsError:
            pass  # another process was first: its secret holds
        finally:
            fresh.unlink()
    return place.read_text(encoding="ascii").strip()


def _postal(settings: Settings) -> Postal:
    """Say what every message carries; where no page is served there is no link to one."""
    policies = {"telegram": settings.telegram, "email": settings.email}
    hold = frozenset(name for name, one in policies.items() if one is not None and one.on_uncertain == "hold")
    domain = urlsplit(settings.site.base_url or "").hostname or "digest.invalid"
    if settings.web is None or settings.site.base_url is None:
        return Postal(domain=domain, hold=hold)
    secret, pages = link_secret(settings), settings.site.base_url.rstrip("/")
    mailbox = settings.email.bounces if settings.email else None

    def way_out(subscription_id: int) -> WayOut:
        token = sign_token(secret.reveal(), "unsubscribe", subscription_id)
        mailto = f"mailto:{mailbox.address}?subject=unsubscribe%20{token}" if mailbox else ""
        return WayOut(page=f"{pages}/unsubscribe/{token}", mailto=mailto)

    return Postal(domain=domain, key=secret, hold=hold, way_out=way_out)
