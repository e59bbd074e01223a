"""Which subscriptions get the same issue, and what each has not been told yet.

An issue is composed and rendered once an audience, never once a subscriber: subscriptions fall into one
audience when every choice that shapes an issue is equal, and so is what they have seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from digest.editing.candidates import EVERY_STORY, Candidate
from digest.model import Address, Audience, Digest, Form, Site, Subscription

__all__ = ["everyone", "group_audiences"]

FORMS: Mapping[str, tuple[Form, ...]] = {"telegram": ("telegram", "web"), "email": ("email", "web")}
EVERY_FORM: tuple[Form, ...] = ("email", "telegram", "web")
"""What a channel carries that is not named in FORMS."""


def group_audiences(
    subscriptions: Sequence[Subscription],
    candidates: Sequence[Candidate],
    seen: Mapping[Address, frozenset[int]],
    *,
    digest: Digest,
    site: Site,
    now: datetime,
) -> tuple[Audience, ...]:
    """Group subscriptions of one digest by what their issue will be, in order of their first id.

    New to a subscription are the revisions after the last that one of its issues considered; for a new
    or resumed reader, those of the digest's `lookback`. What its address was told is never new.
    """
    groups: dict[Audience, list[int]] = {}
    for subscription in subscriptions:
        told = seen.get(subscription.address, frozenset())
        audience = _audience(subscription, candidates, told, digest=digest, site=site, now=now)
        groups.setdefault(audience, []).append(subscription.id)
    return tuple(replace(audience, key=_key(audience), subscription_ids=tuple(ids)) for audience, ids in groups.items())


def everyone(candidates: Sequence[Candidate], *, digest: Digest, site: Site, since: datetime) -> Audience:
    """Make the audience of a preview: a reader of the site's language who was told nothing since then."""
    return Audience(
        key="",
        digest_id=digest.id,
        forms=EVERY_FORM,
        language=site.language,
        reads=(site.language,),
        timezone=digest.timezone,
        topics=digest.topics,
        mute=(),
        unseen=frozenset(
            revision.id
            for candidate in candidates
            for revision in candidate.story.revisions
            if revision.created_at >= since
        ),
        met=frozenset(),
        subscription_ids=(),
    )


def _audience(
    subscription: Subscription,
    candidates: Sequence[Candidate],
    told: frozenset[int],
    *,
    digest: Digest,
    site: Site,
    now: datetime,
) -> Audience:
    """Say what shapes the issue of one subscription; key and ids are still empty."""
    language = subscription.language or site.language
    topics = _topics(subscription, digest)
    stories = [candidate.story for candidate in candidates if candidate.section(topics)]
    since, through = now - digest.lookback, subscription.through
    unseen = frozenset(
        revision.id
        for story in stories
        for revision in story.revisions
        if revision.id not in told and (revision.created_at >= since if through is None else revision.id > through)
    )
    fresh = [story for story in stories if any(revision.id in unseen for revision in story.revisions)]
    return Audience(
        key="",
        digest_id=digest.id,
        forms=FORMS.get(subscription.address.channel, EVERY_FORM),
        language=language,
        reads=subscription.reads or (language,),
        timezone=subscription.timezone or digest.timezone,
        topics=topics,
        mute=tuple(sorted(subscription.mute)),
        unseen=unseen,
        met=frozenset(story.id for story in fresh if any(revision.id in told for revision in story.revisions)),
        subscription_ids=(),
    )


def _topics(subscription: Subscription, digest: Digest) -> tuple[str, ...]:
    """Narrow the digest's topics to the reader's; a digest of every story takes the reader's as they are."""
    if not subscription.topics:
        return digest.topics
    if EVERY_STORY in digest.topics:
        return subscription.topics
    return tuple(topic for topic in digest.topics if topic in subscription.topics)


def _key(audience: Audience) -> str:
    """Digest everything that shapes the issue, the same in every process."""
    shape = [
        audience.digest_id,
        audience.forms,
        audience.language,
        audience.reads,
        audience.timezone.key,
        audience.topics,
        audience.mute,
        sorted(audience.unseen),
        sorted(audience.met),
    ]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:32]
