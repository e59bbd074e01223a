"""Alerts: issues of one story, sent soon because a topic says so, outside the slots of their digest.

An alert goes to the subscriptions of the digests that have its topic as a section. Its revisions are told like
those of any issue, so that no digest tells them again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from digest.editing.alerts import HORIZON, alert_rules, alert_slot, alert_topic, listeners
from digest.editing.audiences import group_audiences
from digest.editing.candidates import Candidate, find_candidates
from digest.editing.compose import Edition, compose, told
from digest.model import Address, AlertRule, Draft, Revision, Subscription, Topic
from digest.ports import Issues, Readers, Renderer, Stories

__all__ = ["prepare_alerts"]

NEVER_CONSIDERED = -1
"""An alert looked at one story only: for the digest's next issue all others are as new as before."""


async def prepare_alerts(
    edition: Edition,
    topics: Sequence[Topic],
    *,
    stories: Stories,
    readers: Readers,
    issues: Issues,
    renderer: Renderer,
) -> tuple[Draft, ...]:
    """Compose and render the alerts of a digest that are due; write nothing. The edition's slot does not matter."""
    return await asyncio.to_thread(_prepare, edition, topics, stories, readers, issues, renderer)


def _prepare(
    edition: Edition, topics: Sequence[Topic], stories: Stories, readers: Readers, issues: Issues, renderer: Renderer
) -> tuple[Draft, ...]:
    rules = alert_rules(topics, edition.digest)
    due = _due(edition, topics, rules, stories) if rules else ()
    if not due:
        return ()
    subscriptions = readers.active(edition.digest.id)
    had = {name: Counter(issues.alerts(name, edition.now - rule.per)) for name, rule in rules.items()}
    drafts: list[Draft] = []
    for candidate, topic in due:
        chosen = listeners(subscriptions, topic, rules[topic], had[topic])
        made = tuple(_drafts(candidate, topic, rules[topic], chosen, edition, readers, renderer))
        reached = {i for draft in made for i in draft.audience.subscription_ids}
        had[topic].update(one.address for one in chosen if one.id in reached)
        drafts += made
    return tuple(drafts)


def _due(
    edition: Edition, topics: Sequence[Topic], rules: Mapping[str, AlertRule], stories: Stories
) -> tuple[tuple[Candidate, str], ...]:
    """List the stories that are worth an alert now, oldest news first, each with its topic."""
    revised = stories.revised(after=stories.last_revision(), since=edition.now - HORIZON)
    found = find_candidates(revised, edition.digest, topics)
    due = [(one, name) for one in found if (name := alert_topic(one, rules, edition.now)) is not None]
    return tuple(sorted(due, key=lambda pair: _newest(pair[0]).id))


def _newest(candidate: Candidate) -> Revision:
    return max(candidate.story.revisions, key=lambda revision: revision.id)


def _drafts(
    candidate: Candidate,
    topic: str,
    rule: AlertRule,
    subscriptions: Sequence[Subscription],
    edition: Edition,
    readers: Readers,
    renderer: Renderer,
) -> Iterator[Draft]:
    """Compose one story for everybody who was not told it yet, once an audience."""
    revision_ids = {revision.id for revision in candidate.story.revisions}
    addresses: list[Address] = [one.address for one in subscriptions]
    seen = readers.seen(addresses, revision_ids)
    own = replace(
        edition,
        digest=replace(edition.digest, empty="skip", topics=(topic,)),
        slot=alert_slot(_newest(candidate), edition.digest),
        alert=topic,
    )
    only = replace(candidate, topics=(topic,))
    follow = [replace(one, topics=()) for one in subscriptions]
    for audience in group_audiences(follow, [only], seen, digest=own.digest, site=own.site, now=own.now):
        issue = compose([only], audience, own) if audience.unseen else None
        if issue is not None:
            yield Draft(
                audience=audience,
                slot=own.slot,
                title=issue.items[0].headline,
                late=False,
                approve=edition.digest.approve,
                through=NEVER_CONSIDERED,
                told=told(issue),
                parts=tuple(part for form in audience.forms for part in renderer.render(issue, form)),
                alert=topic,
                urgent=rule.through_quiet_hours,
            )
