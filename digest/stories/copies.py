"""Syndicated copies, and series that only look like them.

`copied` finds the member an entry repeats. `siblings` finds the other parts of a series ("Day 2", "Day
21"; "Weather for Tuesday"; the daily round-up): titles equal, or equal but for a number or a day.
"""

from __future__ import annotations

import hashlib

from digest.model import Entry
from digest.stories.terms import Features
from digest.stories.window import Member, Weights, Window

__all__ = ["copied", "siblings", "url_key"]

_TELLING = 18.0
_VERY_TELLING = 36.0
_SERIES_GAP = 12 * 3600.0
_NEAR = 0.85


def url_key(entry: Entry) -> str:
    """Give a short key of the canonical URL, "" where it is missing or only names a site."""
    _, _, rest = entry.canonical_url.partition("://")
    _, _, path = rest.partition("/")
    if not path.strip("/"):
        return ""
    return hashlib.blake2b(entry.canonical_url.encode("utf-8", "replace"), digest_size=8).hexdigest()


def copied(entry: Entry, found: Features, weights: Weights, clock: float, window: Window) -> Member | None:
    """Find a member that this entry repeats: the same page, or the same telling title."""
    for member in window.with_url(url_key(entry)):
        if member.title == found.title or any(term in member.weights for term in weights.unit):
            return member
    telling = _telling(found, weights)
    for member in window.with_pattern(found.title) if telling >= _TELLING else ():
        if member.title == found.title and not _in_series(entry, found, weights, clock, member):
            return member
    return None


def siblings(entry: Entry, found: Features, weights: Weights, clock: float, window: Window) -> frozenset[int]:
    """List the stories that hold another part of the series that this entry may belong to."""
    return frozenset(
        member.story_id
        for member in (window.with_pattern(found.title) if found.title else ())
        if _in_series(entry, found, weights, clock, member)
    )


def _in_series(entry: Entry, found: Features, weights: Weights, clock: float, member: Member) -> bool:
    """Tell whether two entries of one pattern are parts of a series.

    Between outlets only where the counts differ and the rest of the title tells little. Within an outlet
    where they differ, or where the same title comes again later with other words below it.
    """
    same_outlet = bool(entry.outlet) and entry.outlet == member.outlet
    if member.title != found.title:
        return same_outlet or _telling(found, weights) < _VERY_TELLING
    if not same_outlet or abs(clock - member.clock) <= _SERIES_GAP:
        return False
    alike = sum(weight * member.weights.get(term, 0.0) for term, weight in weights.unit.items())
    return alike < _NEAR or _telling(found, weights) < _VERY_TELLING


def _telling(found: Features, weights: Weights) -> float:
    """Sum what the title's terms are worth, without those that count a series."""
    return sum(weights.bits.get(term, 0.0) for term in dict.fromkeys(found.title) if not term.startswith("#"))
