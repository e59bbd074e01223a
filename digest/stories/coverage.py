"""Who reports a story: each outlet once, by its first entry."""

from __future__ import annotations

from collections.abc import Iterable

from digest.model import Entry, OutletLink, Story

__all__ = ["coverage", "other_languages"]


def coverage(story: Story) -> tuple[OutletLink, ...]:
    """List the outlets of a story, the first to report first."""
    first: dict[str, Entry] = {}
    for entry in sorted(story.entries, key=lambda entry: (entry.clock, entry.id)):
        known = first.get(entry.outlet)
        if known is None or (not known.link and entry.link):
            first[entry.outlet] = entry
    return tuple(_link(entry) for entry in first.values())


def other_languages(links: Iterable[OutletLink], shown: str) -> tuple[str, ...]:
    """List the languages of the coverage beside the one that is shown, in order of appearance."""
    return tuple(dict.fromkeys(link.language for link in links if link.language and link.language != shown))


def _link(entry: Entry) -> OutletLink:
    return OutletLink(
        outlet=entry.outlet, url=entry.link, title=entry.title, language=entry.language, published=entry.clock
    )
