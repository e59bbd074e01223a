"""The pages as a browser meets them: a real server on a port of its own, over a store in a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from digest.inbound.web import Pages, make_site, open_listener, serve_site
from digest.model import Address, Audience, Digest, Draft, Part, Secret, Settings, Site, Slot, Subscriber, Subscription
from digest.render import PageTemplates
from digest.store import Store, open_store
from digest.tokens import Purpose, sign_token

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Istanbul")
SECRET = "a secret of the tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A site that is being served: its store, where it listens, and a browser for it."""

    settings: Settings
    store: Store
    port: int
    browser: httpx.AsyncClient

    def token(self, row: int, purpose: Purpose = "unsubscribe") -> str:
        """Sign a link as the messages do."""
        return sign_token(SECRET, purpose, row)

    def subscribe(self, value: str, channel: str = "email", language: str = "", digest: str = "morning") -> int:
        """Add a reader; give the id of the subscription."""
        address = Address(channel=channel, value=value)
        reader = Subscriber(address=address, name=value, digests=(digest,), language=language)
        self.store.readers.add(reader, now=NOW)
        return self.store.readers.at(address)[-1].id

    def subscription(self, row: int) -> Subscription:
        """Read a subscription back."""
        found = self.store.readers.get(row)
        assert found is not None
        return found

    def publish(self, subscriptions: Sequence[int], page: str, language: str = "en", *, approve: bool = False) -> int:
        """Publish an issue of the morning digest, with this web page."""
        audience = Audience(
            key=f"{language} {subscriptions}",
            digest_id="morning",
            forms=("email", "web"),
            language=language,
            reads=(language,),
            timezone=ZONE,
            topics=("*",),
            mute=(),
            unseen=frozenset(),
            met=frozenset(),
            subscription_ids=tuple(subscriptions),
        )
        draft = Draft(
            audience=audience,
            slot=Slot(label="2026-06-14T12:00", timezone=ZONE, instant=NOW),
            title="Rail strike",
            late=False,
            approve=approve,
            through=0,
            told=(),
            parts=(
                Part(form="email", name="subject", content="Rail strike"),
                Part(form="email", name="html", content="<p>for one reader: \x1a</p>"),
                Part(form="web", name="page", content=page),
            ),
        )
        issue = self.store.issues.publish(draft, now=NOW)
        assert issue is not None
        return issue


@pytest.fixture
def settings() -> Settings:
    """A site with one digest; a test may have another."""
    return Settings(
        site=Site(title="Levant Desk", base_url="https://digest.example.org"),
        digests=(Digest(id="morning", name="Morning digest", timezone=ZONE),),
    )


@pytest.fixture
async def served(settings: Settings, tmp_path: Path) -> AsyncIterator[Served]:
    """The site of `settings`, served until the test ends."""
    store = open_store(f"sqlite:///{tmp_path / 'digest.db'}")
    pages = Pages(settings=settings, store=store, secret=Secret(SECRET), templates=PageTemplates())
    listener, stop, started = open_listener("127.0.0.1:0"), asyncio.Event(), asyncio.Event()
    port = listener.getsockname()[1]
    serving = asyncio.create_task(serve_site(make_site(pages), listener, stop, lambda _: started.set()))
    try:
        await started.wait()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as browser:
            yield Served(settings=settings, store=store, port=port, browser=browser)
    finally:
        stop.set()
        await serving
        store.close()


@pytest.fixture
def behind_prefix(settings: Settings) -> Settings:
    """The same site below a path of its host."""
    return replace(settings, site=replace(settings.site, base_url="https://example.org/news"))
