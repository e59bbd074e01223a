"""Who reports a story: each outlet once, by its first entry."""

from __future__ import annotations

from collections.abc import Iterable

from digest.model import Entry, OutletLink

__all__ = ["coverage", "coverage_since", "other_languages"]


def coverage(entries: Iterable[Entry]) -> tuple[OutletLink, ...]:
    """List the outlets of these entries by the first of each, the first to report first."""
    first: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: (entry.clock, entry.id)):
        known = first.get(entry.outlet)
        if known is None or (not known.link and entry.link):
            first[entry.outlet] = entry
    return tuple(_link(entry) for entry in first.values())


def coverage_since(entries: Iterable[Entry], fresh: Iterable[Entry]) -> tuple[OutletLink, ...]:
    """List the outlets of a story, those of its fresh entries by what they wrote anew."""
    anew = {link.outlet: link for link in coverage(fresh)}
    return tuple(anew.get(link.outlet, link) for link in coverage(entries))


def other_languages(links: Iterable[OutletLink], shown: str) -> tuple[str, ...]:
    """List the languages of the coverage beside the one that is shown, in order of appearance."""
    return tuple(dict.fromkeys(link.language for link in links if link.language and link.language != shown))


def _link(entry: Entry) -> OutletLink:
    return OutletLink(
        outlet=entry.outlet, url=entry.link, title=entry.title, language=entry.language, published=entry.clock
    )
