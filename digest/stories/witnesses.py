"""Who outlasts the window: a few members of each story that was told twice.

What one outlet told once is forgotten with the window. An event that was told twice comes back more often ("an
update on"), so the first of those who told it stay for `TERMS` windows as its witnesses; those in their last term
make place for later ones, so that a story that goes on is not forgotten with them. They are few, so that memory stays
bounded, and known by name, so that a restart brings back exactly these.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

__all__ = ["TERMS", "Witnesses"]

TERMS: Final = 4
"""How many windows long a witness is remembered."""
_LAST: Final = TERMS - 1
_PER_STORY: Final = 3
_TOLD: Final = 2
_MOST: Final = 20_000


class Witnesses:
    """Know by their serials who outlasts the window, and for how many terms they did."""

    def __init__(self) -> None:
        self._terms: dict[int, int] = {}
        self._stories: Counter[int] = Counter()
        self._promised: set[int] = set()
        self._called: list[int] = []

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, serial: int) -> bool:
        return serial in self._terms

    def terms(self, serial: int) -> int:
        """Tell how many terms a member has had before this one: 0 for one that is within the window."""
        return self._terms.get(serial, 0)

    def promise(self, serial: int) -> None:
        """Note of a member that it will be a witness: it is said to have been one already."""
        self._promised.add(serial)

    def outlasts(self, serial: int, story_id: int, members: int) -> bool:
        """Tell whether a member, the first to leave of a story of so many, stays for another term."""
        if terms := self._terms.get(serial):
            return terms < _LAST
        known = self._stories[story_id]
        told = known > 0 or members >= _TOLD
        return serial in self._promised or (told and known < _PER_STORY and len(self) < _MOST)

    def call(self, serial: int, entry_id: int) -> None:
        """Name a member's entry in `called`, unless it has been before."""
        if serial not in self._terms and serial not in self._promised:
            self._called.append(entry_id)

    def called(self) -> tuple[int, ...]:
        """Give the entries that became witnesses since this was asked last."""
        if not self._called:
            return ()
        called = tuple(self._called)
        self._called.clear()
        return called

    def add(self, serial: int, story_id: int, terms: int) -> None:
        """Note that a member begins another term, under this serial."""
        self._terms[serial] = terms
        self._stories[story_id] += terms < _LAST

    def forget(self, serial: int, story_id: int) -> None:
        """Forget a member; it may be no witness."""
        self._promised.discard(serial)
        if self._terms.pop(serial, _LAST) < _LAST:
            self._stories[story_id] -= 1
            if not self._stories[story_id]:
                del self._stories[story_id]

    def merge(self, old_id: int, story_id: int) -> None:
        """Count those of one story to another."""
        if moved := self._stories.pop(old_id, 0):
            self._stories[story_id] += moved
