"""Who reports a story: each outlet once, who was first and by how much, and the story as a line of moments."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from digest.model import Entry, OutletLink, Story
from digest.stories.originals import copies

__all__ = [
    "Moment",
    "Reporter",
    "Reporting",
    "coverage",
    "coverage_since",
    "other_languages",
    "reporting",
    "timeline",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """An outlet of a story: its first entry, how long after the first of all, and whether it only copied."""

    outlet: str
    entry_id: int
    language: str
    at: datetime
    lag: timedelta
    copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """How a story is reported: its outlets and languages, the first first.

    `only_in` are the tags that the feeds of all its outlets share, where there are two outlets or more:
    a story that only one country's press tells, for one.
    """

    reporters: tuple[Reporter, ...]
    languages: tuple[str, ...]
    only_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One entry of a story in the order of time: it opened it, told something new, said it again, or copied it.

    `sentence` is what was new, word for word ("" where nothing was); `lag` counts from the first moment.
    """

    kind: Literal["opened", "news", "again", "copy"]
    at: datetime
    lag: timedelta
    entry_id: int
    outlet: str
    language: str
    title: str
    url: str
    sentence: str


def coverage(entries: Iterable[Entry], repeating: Collection[int] = ()) -> tuple[OutletLink, ...]:
    """List the outlets of these entries by the first of each, the first to report first.

    An outlet of which all is `repeating` (ids of entries) only copied.
    """
    first: dict[str, Entry] = {}
    own: set[str] = set()
    for entry in _by_time(entries):
        known = first.get(entry.outlet)
        if known is None or (not known.link and entry.link):
            first[entry.outlet] = entry
        if entry.id not in repeating:
            own.add(entry.outlet)
    return tuple(_link(entry, copied=outlet not in own) for outlet, entry in first.items())


def coverage_since(
    entries: Iterable[Entry], fresh: Iterable[Entry], repeating: Collection[int] = ()
) -> tuple[OutletLink, ...]:
    """List the outlets of a story, those of its fresh entries by what they wrote anew."""
    anew = {link.outlet: link for link in coverage(fresh, repeating)}
    return tuple(replace(anew.get(link.outlet, link), copied=link.copied) for link in coverage(entries, repeating))


def other_languages(links: Iterable[OutletLink], shown: str) -> tuple[str, ...]:
    """List the languages of the coverage beside the one that is shown, in order of appearance."""
    return tuple(dict.fromkeys(link.language for link in links if link.language and link.language != shown))


def reporting(story: Story) -> Reporting:
    """Tell who reports a story, who was first, and how far behind the others were."""
    ordered = _by_time(story.entries)
    copied = copies(story)
    own = {entry.outlet for entry in ordered if entry.id not in copied}
    first: dict[str, Entry] = {}
    for entry in ordered:
        first.setdefault(entry.outlet, entry)
    return Reporting(
        reporters=tuple(
            Reporter(
                outlet=outlet,
                entry_id=entry.id,
                language=entry.language,
                at=entry.clock,
                lag=entry.clock - ordered[0].clock,
                copied=outlet not in own,
            )
            for outlet, entry in first.items()
        ),
        languages=tuple(dict.fromkeys(entry.language for entry in ordered if entry.language)),
        only_in=_only_in(ordered) if len(first) > 1 else (),
    )


def timeline(story: Story) -> tuple[Moment, ...]:
    """Lay a story out in the order of time."""
    ordered = _by_time(story.entries)
    copied = copies(story)
    news = {revision.entry_id: revision.news.sentence for revision in story.revisions}
    return tuple(
        Moment(
            kind="news" if place and entry.id in news else _kind(place, copied=entry.id in copied),
            at=entry.clock,
            lag=entry.clock - ordered[0].clock,
            entry_id=entry.id,
            outlet=entry.outlet,
            language=entry.language,
            title=entry.title,
            url=entry.link,
            sentence=news.get(entry.id, ""),
        )
        for place, entry in enumerate(ordered)
    )


def _kind(place: int, *, copied: bool) -> Literal["opened", "again", "copy"]:
    if not place:
        return "opened"
    return "copy" if copied else "again"


def _by_time(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.clock, entry.id))


def _only_in(entries: Iterable[Entry]) -> tuple[str, ...]:
    """List the tags that every entry's feed has, in the order of the first."""
    tags = [entry.tags for entry in entries]
    return tuple(tag for tag in tags[0] if all(tag in others for others in tags))


def _link(entry: Entry, *, copied: bool) -> OutletLink:
    return OutletLink(
        outlet=entry.outlet,
        url=entry.link,
        title=entry.title,
        language=entry.language,
        published=entry.clock,
        copied=copied,
    )
