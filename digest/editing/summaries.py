"""Which stories of an issue a machine may write a summary of, and what becomes of what it wrote.

`briefs` says what to ask, `checked` whether an answer may be shown, `with_summaries` shows it. Where there is no
answer that may be shown, an item keeps the sentences of its sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from digest.editing.compose import reading_minutes
from digest.model import Brief, Entry, Generated, Issue, Item, Story, SummaryKey
from digest.stories.briefing import sources_of
from digest.stories.overlap import Verdict, judge

__all__ = ["LONGEST", "briefs", "checked", "generated", "with_summaries"]

LONGEST: Final = 320
"""Characters of a summary, as many as its quotes may have."""


def briefs(issues: Iterable[Issue], stories: Mapping[int, Story]) -> tuple[Brief, ...]:
    """List what a machine may be asked, once a story and language, in reading order.

    Not asked is for updates, which say what is new in a source's words, and for stories whose sources say no more
    than the headline, or in no language that is known.
    """
    asked: dict[SummaryKey, Brief] = {}
    for issue in issues:
        for item in issue.items:
            story = stories.get(item.story_id)
            key = None if story is None else _key(item, story)
            if key is not None and story is not None and key not in asked:
                sources = sources_of(_told(item, story), item.language)
                asked[key] = Brief(key=key, headline=item.headline, sources=sources, limit=LONGEST)
    return tuple(brief for brief in asked.values() if brief.sources)


def _key(item: Item, story: Story) -> SummaryKey | None:
    if item.kind != "new" or not item.quotes or not item.language or not story.revisions:
        return None
    return SummaryKey(max(revision.id for revision in story.revisions), item.language)


def _told(item: Item, story: Story) -> list[Entry]:
    """List the entries that a new item tells of."""
    return [entry for entry in story.entries if entry.clock >= item.first_at]


def checked(brief: Brief, text: str) -> Verdict:
    """Judge what a machine wrote for a brief."""
    return judge(text, brief.sources, brief.headline, brief.language, brief.limit)


def generated(brief: Brief, verdict: Verdict) -> Generated:
    """Make of a text that may be shown what a template shows."""
    return Generated(
        text=verdict.text,
        language=brief.language,
        direction=verdict.support[0].direction,
        support=verdict.support,
    )


def with_summaries(issue: Issue, stories: Mapping[int, Story], found: Mapping[SummaryKey, Generated]) -> Issue:
    """Put the summaries there are into an issue, and count anew how long it takes to read."""
    sections = tuple(
        replace(section, items=tuple(_with(item, stories, found) for item in section.items))
        for section in issue.sections
    )
    return replace(issue, sections=sections, minutes=reading_minutes(sections))


def _with(item: Item, stories: Mapping[int, Story], found: Mapping[SummaryKey, Generated]) -> Item:
    """Give an item its summary, unless that rests on what the item does not tell: others may be told more of a story."""
    story = stories.get(item.story_id)
    key = None if story is None else _key(item, story)
    if story is None or key is None or key not in found:
        return item
    told = {(entry.outlet, entry.link) for entry in _told(item, story)}
    rests_on = {(quote.outlet, quote.url) for quote in found[key].support}
    return replace(item, generated=found[key]) if rests_on <= told else item
