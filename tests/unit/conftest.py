"""Builders of entries, stories and subscriptions: only what a test names differs from the plain case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digest.editing.candidates import Candidate
from digest.editing.compose import Edition
from digest.model import Address, Digest, Entry, Membership, News, Revision, Site, Slot, Story, Subscription

NOW = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)
ISTANBUL = ZoneInfo("Europe/Istanbul")
TITLES = (
    "Old bridges sway in autumn wind",
    "Cheese makers report early ripening",
    "Opera house finds its lost curtain",
    "Glaciers reveal a forgotten hut",
    "Ferries change over to summer hours",
    "Chess club beats a rival by post",
    "Onions grow sweeter on the coast",
    "Lighthouse keeper retires at ninety",
    "Violins stolen from rehearsal room",
    "Comet seen above northern villages",
    "Moss slows the city marathon",
)
"""Entries tell different things unless a test says what they tell."""


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    def make(entry_id: int, title: str | None = None, **other: Any) -> Entry:
        hours = other.pop("hours_ago", 2)
        known: dict[str, Any] = {
            "id": entry_id,
            "feed_id": entry_id,
            "outlet": f"Outlet {entry_id}",
            "title": TITLES[entry_id % len(TITLES)] if title is None else title,
            "link": f"https://outlet{entry_id}.example/{entry_id}",
            "language": "en",
            "seen_at": NOW - timedelta(hours=hours),
        }
        return Entry(**(known | other))

    return make


@pytest.fixture
def make_story() -> Callable[..., Story]:
    def make(*entries: Entry, told_by: tuple[int, ...] | None = None, copies: tuple[int, ...] = ()) -> Story:
        """Make a story of these entries; `told_by` are the entries that made its revisions (default: all)."""
        tellers = [entry for entry in entries if told_by is None or entry.id in told_by]
        return Story(
            id=entries[0].id,
            opened_at=entries[0].clock,
            updated_at=max(entry.clock for entry in entries),
            entries=entries,
            memberships=tuple(
                Membership(
                    entry_id=entry.id,
                    story_id=entries[0].id,
                    reason="copy" if entry.id in copies else "opened" if entry is entries[0] else "joined",
                )
                for entry in entries
            ),
            revisions=tuple(
                Revision(
                    id=100 + entry.id,
                    story_id=entries[0].id,
                    entry_id=entry.id,
                    number=number,
                    news=News(sentence=entry.summary or entry.title),
                    created_at=entry.seen_at,
                )
                for number, entry in enumerate(tellers, 1)
            ),
        )

    return make


@pytest.fixture
def make_candidate() -> Callable[..., Candidate]:
    def make(story: Story, *topics: str) -> Candidate:
        return Candidate(story=story, topics=topics)

    return make


@pytest.fixture
def make_digest() -> Callable[..., Digest]:
    def make(**other: Any) -> Digest:
        known: dict[str, Any] = {"id": "morning", "name": "Morning digest", "timezone": ISTANBUL}
        return Digest(**(known | other))

    return make


@pytest.fixture
def make_edition(make_digest: Callable[..., Digest]) -> Callable[..., Edition]:
    def make(**other: Any) -> Edition:
        digest = make_digest(**other)
        slot = Slot(label="2026-06-16T07:30", timezone=ISTANBUL, instant=NOW)
        names = {"ties": "Israel–Turkey ties", "warnings": "Travel warnings"}
        return Edition(digest=digest, site=Site(title="Desk"), slot=slot, now=NOW, topic_names=names)

    return make


@pytest.fixture
def make_subscription() -> Callable[..., Subscription]:
    def make(subscription_id: int, **other: Any) -> Subscription:
        known: dict[str, Any] = {
            "id": subscription_id,
            "subscriber_id": subscription_id,
            "name": f"Reader {subscription_id}",
            "digest_id": "morning",
            "address": Address(channel="file", value=f"/out/{subscription_id}"),
        }
        return Subscription(**(known | other))

    return make
