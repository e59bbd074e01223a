"""Compose an issue: choose, order and word the stories that are new to an audience.

Read `compose`, which goes from candidates to sections, then `_item`, which words one story. Every word
that a reader will see of a story is a source's own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from digest.editing.anew import headlines, news_quote
from digest.editing.candidates import EVERY_STORY, Candidate
from digest.model import (
    Audience,
    Digest,
    Entry,
    Issue,
    Item,
    Revision,
    Section,
    Site,
    Slot,
    Story,
    Told,
    Topic,
)
from digest.stories.coverage import coverage_since, other_languages
from digest.stories.diversity import too_alike
from digest.stories.episodes import episode
from digest.stories.marks import unmarked
from digest.stories.originals import copies, own
from digest.stories.ranking import lone_outlet, rank
from digest.stories.summary import lead_entry, summarise
from digest.stories.topics import compile_topics, topics_of
from digest.text import words

__all__ = ["MUTED_STORY", "Edition", "compose", "reading_minutes", "told"]

MUTED_STORY = "story:"
"""How a muted story is written among the muted words: `story:ID`."""
WORDS_A_MINUTE = 220
"""Reading speed for news in short pieces; Brysbaert (2019) measured 238 for whole texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What all audiences of one slot have in common. `alert` is the topic of an alert ("": an issue of the digest)."""

    digest: Digest
    site: Site
    slot: Slot
    now: datetime
    topic_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    postal: str = ""
    late: bool = False
    alert: str = ""


def compose(candidates: Sequence[Candidate], audience: Audience, edition: Edition) -> Issue | None:
    """Compose the issue of one audience; None when nothing is new and the digest skips empty issues."""
    fresh = [c for c in candidates if any(r.id in audience.unseen for r in c.story.revisions)]
    ranked = _ranked(_unmuted(fresh, audience.mute), audience, edition.now)
    chosen, left = _choose(ranked, audience, edition.digest.max_stories)
    sections = tuple(_sections(chosen, audience, edition))
    if not sections and edition.digest.empty == "skip":
        return None
    return Issue(
        digest_id=edition.digest.id,
        digest_name=edition.digest.name or edition.digest.id,
        site_title=edition.site.title,
        base_url=edition.site.base_url,
        postal=edition.postal,
        slot=edition.slot,
        composed_at=edition.now,
        language=audience.language,
        timezone=audience.timezone,
        sections=sections,
        more=tuple(_item(candidate.story, audience) for candidate in left),
        minutes=reading_minutes(sections),
        late=edition.late,
        template=edition.digest.template,
        topics=_followed(audience, edition),
        alert=edition.topic_names.get(edition.alert, edition.alert),
        key=audience.key,
    )


def _followed(audience: Audience, edition: Edition) -> tuple[str, ...]:
    """Name the topics that limit an issue; none do where every story is taken."""
    if EVERY_STORY in audience.topics:
        return ()
    return tuple(edition.topic_names.get(topic, topic) for topic in audience.topics)


def told(issue: Issue) -> tuple[Told, ...]:
    """List the revisions that an issue tells, with their places; what found no place is not told."""
    return tuple(
        Told(revision_id=revision_id, story_id=item.story_id, kind=item.kind, position=position)
        for position, item in enumerate(issue.items)
        for revision_id in item.revision_ids
    )


def _ranked(candidates: Iterable[Candidate], audience: Audience, now: datetime) -> list[Candidate]:
    """Order by rank, each outlet's further stories of its own as less fresh; what the reader cannot read comes last."""
    told_alone: Counter[str] = Counter()
    by_id = {candidate.story.id: candidate for candidate in candidates}
    places = {story_id: _place(candidate, audience, now) for story_id, candidate in by_id.items()}
    for story_id in sorted(places, key=places.__getitem__):
        candidate = by_id[story_id]
        if outlet := lone_outlet(candidate.story, _fresh(candidate.story, audience)):
            told_alone[outlet] += 1
            if told_alone[outlet] > 1:
                places[story_id] = _place(candidate, audience, now, turn=told_alone[outlet])
    return [by_id[story_id] for story_id in sorted(places, key=places.__getitem__)]


def _place(candidate: Candidate, audience: Audience, now: datetime, *, turn: int = 1) -> tuple[bool, float, int]:
    story = candidate.story
    fit = max((candidate.fits.get(topic, 0.0) for topic in audience.topics), default=0.0)
    value = rank(story, now, fresh=_fresh(story, audience), fit=fit, turn=turn)
    return _is_foreign(candidate, audience), -value, story.id


def _is_foreign(candidate: Candidate, audience: Audience) -> bool:
    """Tell a story whose news is in no language that the reader reads."""
    return not any(
        entry.language in audience.reads or not entry.language for entry in _fresh(candidate.story, audience)
    )


def _unseen(story: Story, audience: Audience) -> list[Revision]:
    return [revision for revision in story.revisions if revision.id in audience.unseen]


def _unmuted(candidates: Sequence[Candidate], mute: Sequence[str]) -> list[Candidate]:
    stories = {word.removeprefix(MUTED_STORY) for word in mute if word.startswith(MUTED_STORY)}
    phrases = tuple(word for word in mute if not word.startswith(MUTED_STORY))
    muted = compile_topics([Topic(id="muted", any=phrases)] if phrases else [])
    return [c for c in candidates if str(c.story.id) not in stories and not topics_of(c.story.entries, muted)]


def _choose(
    ranked: Sequence[Candidate], audience: Audience, most: int
) -> tuple[dict[str, list[Candidate]], list[Candidate]]:
    """Fill at most `most` places: the best of each section, then what the reader can read, named topics first.

    No two stories that are too alike take places: of one event, the second is left.
    """
    topics = audience.topics
    best: dict[str, Candidate] = {}
    for candidate in ranked:
        best.setdefault(candidate.section(topics) or EVERY_STORY, candidate)
    firsts = {candidate.story.id for candidate in best.values()}

    def order(candidate: Candidate) -> tuple[bool, bool, bool]:
        is_first = candidate.story.id in firsts
        return not is_first, _is_foreign(candidate, audience), candidate.section(topics) == EVERY_STORY

    taken = {candidate.story.id for candidate in _distinct(sorted(ranked, key=order), most)}
    chosen: dict[str, list[Candidate]] = {topic: [] for topic in topics}
    for candidate in ranked:
        if candidate.story.id in taken:
            chosen[candidate.section(topics) or EVERY_STORY].append(candidate)
    return chosen, [candidate for candidate in ranked if candidate.story.id not in taken]


def _distinct(places: Sequence[Candidate], most: int) -> list[Candidate]:
    """Take the first so many of which none is too alike to one before it."""
    taken: list[Candidate] = []
    for candidate in places:
        if len(taken) >= most:
            break
        if not any(too_alike(candidate.story, other.story) for other in taken):
            taken.append(candidate)
    return taken


def _sections(chosen: Mapping[str, Sequence[Candidate]], audience: Audience, edition: Edition) -> list[Section]:
    return [
        Section(
            topic_id=topic,
            name=edition.topic_names.get(topic, ""),
            items=tuple(_item(candidate.story, audience) for candidate in candidates),
        )
        for topic, candidates in chosen.items()
        if candidates
    ]


def _item(story: Story, audience: Audience) -> Item:
    """Word a story for an audience: whole when it is new to them, else only what is new."""
    unseen = _unseen(story, audience)
    is_update = story.id in audience.met
    entries = _fresh(story, audience)
    repeating = copies(story)
    wording = own(entries, repeating)
    told_before = story.entries[: len(story.entries) - len(entries)] if is_update else ()
    lead = lead_entry(headlines(wording, unseen, told_before), audience.reads, _telling(story))
    reported = (*episode(story, unseen), *entries) if is_update else entries
    links = coverage_since(reported, entries, repeating)
    return Item(
        story_id=story.id,
        revision_ids=tuple(revision.id for revision in unseen),
        kind="update" if is_update else "new",
        headline=unmarked(lead.title) or lead.outlet,
        url=lead.link,
        language=lead.language,
        direction=lead.direction,
        quotes=() if is_update else summarise(wording, lead),
        news=news_quote(wording, unseen, told_before, lead) if is_update else None,
        coverage=links,
        also_in=other_languages(links, lead.language),
        first_at=min(entry.clock for entry in (story.entries if is_update else entries)),
        updated_at=story.updated_at,
    )


def _telling(story: Story) -> frozenset[int]:
    return frozenset(revision.entry_id for revision in story.revisions)


def _fresh(story: Story, audience: Audience) -> Sequence[Entry]:
    """List the entries that readers do not know: to whoever never met the story, what belongs to its news."""
    unseen = _unseen(story, audience)
    return _entries_since(story, unseen) if story.id in audience.met else episode(story, unseen)


def _entries_since(story: Story, unseen: Sequence[Revision]) -> Sequence[Entry]:
    """List the entries that joined with the first unseen revision or after it; all of them if it was pruned."""
    ids = {revision.entry_id for revision in unseen}
    first = next((place for place, entry in enumerate(story.entries) if entry.id in ids), 0)
    return story.entries[first:]


def reading_minutes(sections: Iterable[Section]) -> int:
    """Tell how long the items take to read, at least one minute."""
    texts = (part for section in sections for item in section.items for part in _texts(item))
    return max(1, math.ceil(sum(len(words(text)) for text in texts) / WORDS_A_MINUTE))


def _texts(item: Item) -> Iterator[str]:
    yield item.headline
    if item.generated is not None:
        yield item.generated.text
    else:
        yield from (found.text for found in item.quotes)
    if item.news is not None:
        yield item.news.text
