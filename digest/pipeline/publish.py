"""Publish a slot: compose one issue an audience, render it, and write it with its outbox.

`prepare` decides and renders, `publish` writes. Between the two halves of `prepare` a machine may write summaries. A
template that fails stops before anything is written. `render_preview` shows an issue without a reader.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.editing.audiences import everyone, group_audiences
from digest.editing.candidates import Candidate, find_candidates
from digest.editing.compose import Edition, compose, told
from digest.model import Audience, Draft, Form, Issue, Part, Story, Subscription, Topic
from digest.pipeline.summaries import SummaryDesk, summarise_issues
from digest.ports import Issues, Readers, Renderer, Stories

__all__ = ["Prepared", "Published", "prepare", "publish", "render_preview"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What would be published: a draft an audience, with the subscriptions it would go to.

    `taken` subscriptions have this slot already; `empty` ones have nothing new. `trouble` is why a summary that a
    machine was to write is missing.
    """

    drafts: tuple[Draft, ...]
    subscriptions: tuple[Subscription, ...]
    taken: int
    empty: int
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published: issue ids, and how many audiences another process had published before."""

    issue_ids: tuple[int, ...]
    elsewhere: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composed:
    """What every audience would read (None: nothing new), before a machine or a template has seen it."""

    audiences: tuple[Audience, ...]
    issues: tuple[Issue | None, ...]
    stories: Mapping[int, Story]
    subscriptions: tuple[Subscription, ...]
    taken: int
    through: int


async def prepare(
    edition: Edition,
    topics: Sequence[Topic],
    *,
    stories: Stories,
    readers: Readers,
    issues: Issues,
    renderer: Renderer,
    only: Collection[int] | None = None,
    desk: SummaryDesk | None = None,
) -> Prepared:
    """Compose and render what every active subscription without this slot would get; write nothing of it.

    `only` are the ids of the subscriptions that are asked (None: all). Where there is a `desk`, summaries are written,
    and kept for the next time.
    """
    composed = await asyncio.to_thread(_composed, edition, topics, stories, readers, issues, only)
    trouble = ""
    if desk is not None:
        summarised = await summarise_issues(composed.issues, composed.stories, desk, edition.now)
        composed, trouble = replace(composed, issues=summarised.issues), summarised.trouble
    return await asyncio.to_thread(_rendered, composed, edition, renderer, trouble)


async def publish(prepared: Prepared, *, issues: Issues, now: datetime) -> Published:
    """Write every draft, each in one transaction; a slot that somebody has meanwhile is left alone."""
    ids = [await asyncio.to_thread(issues.publish, draft, now=now) for draft in prepared.drafts]
    return Published(issue_ids=tuple(i for i in ids if i is not None), elsewhere=ids.count(None))


def _composed(
    edition: Edition,
    topics: Sequence[Topic],
    stories: Stories,
    readers: Readers,
    issues: Issues,
    only: Collection[int] | None,
) -> _Composed:
    digest = edition.digest
    taken = issues.taken(digest.id, edition.slot)
    active = tuple(one for one in readers.active(digest.id) if only is None or one.id in only)
    subscriptions = tuple(subscription for subscription in active if subscription.id not in taken)
    through = stories.last_revision()
    candidates = _candidates(edition, topics, subscriptions, stories, through) if subscriptions else ()
    revision_ids = {revision.id for candidate in candidates for revision in candidate.story.revisions}
    seen = readers.seen([subscription.address for subscription in subscriptions], revision_ids)
    audiences = group_audiences(subscriptions, candidates, seen, digest=digest, site=edition.site, now=edition.now)
    return _Composed(
        audiences=tuple(audiences),
        issues=tuple(compose(candidates, audience, edition) for audience in audiences),
        stories={candidate.story.id: candidate.story for candidate in candidates},
        subscriptions=subscriptions,
        taken=len(active) - len(subscriptions),
        through=through,
    )


def _rendered(composed: _Composed, edition: Edition, renderer: Renderer, trouble: str) -> Prepared:
    pairs = tuple(zip(composed.audiences, composed.issues, strict=True))
    return Prepared(
        drafts=tuple(
            Draft(
                audience=audience,
                slot=edition.slot,
                title=_title(issue),
                late=edition.late,
                approve=edition.digest.approve,
                through=composed.through,
                told=told(issue),
                parts=_render(issue, audience.forms, renderer),
            )
            for audience, issue in pairs
            if issue is not None
        ),
        subscriptions=composed.subscriptions,
        taken=composed.taken,
        empty=sum(len(audience.subscription_ids) for audience, issue in pairs if issue is None),
        trouble=trouble,
    )


def _candidates(
    edition: Edition, topics: Sequence[Topic], subscriptions: Sequence[Subscription], stories: Stories, through: int
) -> tuple[Candidate, ...]:
    """Find what may be new to anyone: after the lowest `through`, or within the lookback of a new reader."""
    known = [subscription.through for subscription in subscriptions if subscription.through is not None]
    newcomers = len(known) < len(subscriptions)
    after = min(known, default=through)
    since = edition.now - edition.digest.lookback if newcomers else edition.now
    return find_candidates(stories.revised(after=after, since=since), edition.digest, topics)


def _render(issue: Issue, forms: Sequence[Form], renderer: Renderer) -> tuple[Part, ...]:
    return tuple(part for form in forms for part in renderer.render(issue, form))


def _title(issue: Issue) -> str:
    return issue.items[0].headline if issue.items else issue.digest_name


async def render_preview(
    edition: Edition, topics: Sequence[Topic], *, stories: Stories, renderer: Renderer, since: datetime
) -> tuple[Part, ...]:
    """Render every form of the issue that a reader would get who was told nothing since then."""
    return await asyncio.to_thread(_preview, edition, topics, stories, renderer, since)


def _preview(
    edition: Edition, topics: Sequence[Topic], stories: Stories, renderer: Renderer, since: datetime
) -> tuple[Part, ...]:
    found = find_candidates(stories.revised(after=stories.last_revision(), since=since), edition.digest, topics)
    always = replace(edition, digest=replace(edition.digest, empty="send"))
    audience = everyone(found, digest=edition.digest, site=edition.site, since=since)
    issue = compose(found, audience, always)
    return _render(issue, audience.forms, renderer) if issue else ()
