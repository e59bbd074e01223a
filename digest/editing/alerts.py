"""Which stories are worth an alert now: on a topic that asks for one, settled, and from enough outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from digest.editing.candidates import EVERY_STORY, Candidate
from digest.model import Address, AlertRule, Digest, Revision, Slot, Subscription, Topic
from digest.stories.episodes import episode
from digest.stories.originals import copies

__all__ = ["HORIZON", "alert_rules", "alert_slot", "alert_topic", "listeners"]

HORIZON = timedelta(hours=6)
"""News that is older is no alert any more: it waits for the digest."""


def alert_rules(topics: Sequence[Topic], digest: Digest) -> Mapping[str, AlertRule]:
    """Give the rules of the digest's topics that ask for alerts, in the order of its sections."""
    rules = {topic.id: topic.alert for topic in topics}
    return {name: rule for name in digest.topics if (rule := rules.get(name)) is not None}


def alert_topic(candidate: Candidate, rules: Mapping[str, AlertRule], now: datetime) -> str | None:
    """Tell the first topic that wants an alert of this story now; None where none does (yet).

    A story has settled when the first of its news within the horizon is `settle` old. Copies are no outlets.
    """
    news = [revision for revision in candidate.story.revisions if now - revision.created_at <= HORIZON]
    if not news:
        return None
    age = now - min(revision.created_at for revision in news)
    repeating = copies(candidate.story)
    told_by = {entry.outlet for entry in episode(candidate.story, news) if entry.id not in repeating}
    outlets = max(1, len(told_by))
    return next(
        (
            name
            for name, rule in rules.items()
            if name in candidate.topics and age >= rule.settle and outlets >= rule.min_sources
        ),
        None,
    )


def alert_slot(revision: Revision, digest: Digest) -> Slot:
    """Name an alert by its newest revision: the same news is the same slot, whoever looks and when."""
    local = revision.created_at.astimezone(digest.timezone)
    label = f"{local:%Y-%m-%dT%H:%M}~{revision.id}"
    return Slot(label=label, timezone=digest.timezone, instant=revision.created_at)


def listeners(
    subscriptions: Sequence[Subscription], topic: str, rule: AlertRule, had: Counter[Address]
) -> tuple[Subscription, ...]:
    """Keep the subscriptions that follow the topic and had fewer alerts of it than the rule allows."""
    return tuple(
        one
        for one in subscriptions
        if (not one.topics or topic in one.topics or EVERY_STORY in one.topics) and had[one.address] < rule.at_most
    )
