"""What each story was told: read from its members when somebody asks, and kept for a while.

It follows from the members' words alone, so forgetting it costs time and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from digest.stories.news import Told, facts, statements
from digest.stories.terms import features
from digest.stories.window import Window, reread

__all__ = ["Ledger"]

_STORIES: Final = 500
_MEMBERS: Final = 1000


@dataclass(frozen=True, slots=True)
class _Page:
    """What was told by these members."""

    serials: list[int]
    told: Told


class Ledger:
    """Know what the stories of a window were told."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._pages: dict[int, _Page] = {}
        self._keys: dict[int, frozenset[str]] = {}

    def told(self, story_id: int) -> Told | None:
        """Tell what a story was told; None where nobody has told it anything."""
        members = self._window.story(story_id)
        page = self._pages.get(story_id)
        if page is None or page.serials != list(members[: len(page.serials)]):
            if len(self._pages) >= _STORIES:
                self._pages.clear()
            page = self._pages[story_id] = _Page([], Told())
        self._write(page, members[len(page.serials) :])
        return page.told if page.told.entries else None

    def _write(self, page: _Page, serials: Sequence[int]) -> None:
        for serial in serials:
            page.serials.append(serial)
            member = self._window.member(serial)
            if not member.remembered:
                page.told.add(self._keys_of(serial), member.outlet, member.script)

    def _keys_of(self, serial: int) -> frozenset[str]:
        known = self._keys.get(serial)
        if known is None:
            if len(self._keys) >= _MEMBERS:
                self._keys.clear()
            known = self._keys[serial] = self._read(serial)
        return known

    def _read(self, serial: int) -> frozenset[str]:
        entry = reread(self._window.member(serial))
        found, telling = features(entry), self._window.telling(serial)
        title = (term.removeprefix("#") for term in found.reading.title)
        spoken = (key for keys in telling.spoken.values() for key in keys)
        return frozenset((*facts(statements(entry, found)), *found.reading.terms, *title, *telling.counts, *spoken))
