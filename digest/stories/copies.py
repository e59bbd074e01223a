"""Syndicated copies, and templates that only look like them.

`copied` finds the member an entry repeats. A series ("Day 2", "Weather for Tuesday", the daily
roundup) has equal titles or titles equal but for a number or a day, and is kept apart.
"""

from __future__ import annotations

import hashlib

from digest.model import Entry
from digest.stories.terms import Features
from digest.stories.window import Member, Weights, Window

__all__ = ["copied", "url_key"]

_TELLING_BITS = 20.0
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
    """Find the first member that this entry repeats: the same page, or the same telling title elsewhere."""
    key = url_key(entry)
    for member in window.with_url(key) if key else ():
        if member.title == found.title or any(term in member.weights for term in weights.unit):
            return member
    telling = sum(weights.bits.get(term, 0.0) for term in dict.fromkeys(found.title))
    for member in window.with_title(found.title) if telling >= _TELLING_BITS else ():
        if member.outlet != entry.outlet or not entry.outlet or _repeats(member, weights, clock):
            return member
    return None


def _repeats(member: Member, weights: Weights, clock: float) -> bool:
    """Tell whether an outlet's equal title is a repeat and not the next of a series."""
    if abs(clock - member.clock) > _SERIES_GAP:
        return False
    return sum(weight * member.weights.get(term, 0.0) for term, weight in weights.unit.items()) >= _NEAR
