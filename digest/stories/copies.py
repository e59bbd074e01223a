"""Syndicated copies, and series that only look like them.

`copied` finds the member an entry repeats. `siblings` finds the other parts of a series ("Day 2", "Day
21"; "Weather for Tuesday"; the daily round-up): titles equal, or equal but for a number or a day.
"""

from __future__ import annotations

import hashlib
from typing import Final

from digest.model import Entry
from digest.stories.index import UNIT
from digest.stories.members import Member
from digest.stories.products import products
from digest.stories.similarity import Newcomer
from digest.stories.terms import Features
from digest.stories.vocabulary import ideas
from digest.stories.window import Window

__all__ = ["copied", "siblings", "url_key"]

_TELLING: Final = 18.0
_VERY_TELLING: Final = 36.0
_SERIES_GAP: Final = 12 * 3600.0
_NEAR: Final = 0.85
_SAME_PAGE: Final = 0.2
_MOVES: Final = frozenset({"raise", "lower"})


def url_key(entry: Entry) -> int:
    """Give a short key of the canonical URL, 0 where it is missing or only names a site."""
    _, _, rest = entry.canonical_url.partition("://")
    _, _, path = rest.partition("/")
    if not path.strip("/"):
        return 0
    digest = hashlib.blake2b(entry.canonical_url.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) or 1


def copied(url: int, newcomer: Newcomer, window: Window) -> int | None:
    """Find the serial of a member that this entry repeats: the same page, or the same telling title.

    A page that tells something else every day is no page of an entry, so those of one page have to be somewhat alike.
    """
    title = newcomer.reading.title_key
    for serial in window.with_url(url):
        if window.member(serial).title == title or _alike(newcomer, serial, window) >= _SAME_PAGE:
            return serial
    if newcomer.weights.telling < _TELLING:
        return None
    for serial in window.with_pattern(newcomer.reading.pattern_key):
        member = window.member(serial)
        if member.title == title and not _in_series(title, newcomer, serial, window):
            return serial
    return None


def siblings(found: Features, newcomer: Newcomer, window: Window) -> frozenset[int]:
    """List the stories that hold another part of the series that this entry may belong to; none where it moves a level."""
    series = frozenset(
        window.member(serial).story_id
        for serial in window.with_pattern(newcomer.reading.pattern_key)
        if _in_series(newcomer.reading.title_key, newcomer, serial, window)
    )
    return frozenset() if series and _moves_level(found) else series


def _moves_level(found: Features) -> bool:
    """Tell a title that raises or lowers a level: the next level is what happened, and no part of a series."""
    told = frozenset(ideas(found.title_words, found.language))
    return "level" in told and not told.isdisjoint(_MOVES)


def _in_series(title: int, newcomer: Newcomer, serial: int, window: Window) -> bool:
    """Tell whether two entries of one pattern are parts of a series.

    Between outlets only where the counts differ and the rest of the title tells little. Within an outlet
    where they differ, or where the same title comes again later with other words below it.
    """
    member: Member = window.member(serial)
    telling = newcomer.weights.telling
    same_outlet = bool(newcomer.outlet) and newcomer.outlet == member.outlet
    if member.title != title:
        return same_outlet or telling < _VERY_TELLING
    if not same_outlet or abs(newcomer.clock - member.clock) <= _SERIES_GAP:
        return False
    return _alike(newcomer, serial, window) < _NEAR or telling < _VERY_TELLING


def _alike(newcomer: Newcomer, serial: int, window: Window) -> float:
    found = products(window.index, newcomer.weights, window.rows.block([serial]))
    return int(found[0]) / (UNIT * UNIT)
