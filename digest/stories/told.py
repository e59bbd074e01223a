"""What each story was told: read from its members when somebody asks, and kept for a while.

It follows from the members' words alone, so forgetting it costs time and changes nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from digest.model import Entry, News
from digest.stories.members import reread
from digest.stories.news import Saying, Told, news, opening, saying
from digest.stories.telling import Telling, listen
from digest.stories.terms import Features, features
from digest.stories.window import Window

__all__ = ["Ledger", "Untold", "adds"]

_STORIES: Final = 2000
_MEMBERS: Final = 4000
_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class _Page:
    """What was told by these members."""

    serials: array[int]  # like those of a story: to compare two of tens of thousands takes no time
    told: Told


class Ledger:
    """Know what the stories of a window were told, and so what an entry tells anew."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._pages: dict[int, _Page] = {}
        self._said: dict[int, Saying] = {}

    def news(self, entry: Entry, found: Features, story_id: int) -> News | None:
        """Tell what an entry tells anew to a story that it is not yet in, if it is told at all."""
        if entry.remembered:
            return None
        told = self._told(story_id)
        return opening(entry, found) if told is None else news(entry, found, told)

    def repeats(self, old_id: int, story_id: int) -> tuple[int, ...]:
        """List who opened the one story and told nothing that the other had not been told."""
        told = self._told(story_id)
        members = self._window.story(old_id)
        first = self._window.member(members[0]) if members else None
        if told is None or first is None or first.entry_id != old_id or first.remembered:
            return ()
        entry = reread(first)
        return () if news(entry, features(entry), told) is not None else (old_id,)

    def _told(self, story_id: int) -> Told | None:
        """Tell what a story was told; None where nobody has told it anything."""
        members = self._window.story(story_id)
        page = self._pages.pop(story_id, None)
        if page is None or page.serials != array("q", members[: len(page.serials)]):
            page = _Page(array("q"), Told())
        if members:
            _keep(self._pages, story_id, page, _STORIES)
        self._write(page, members[len(page.serials) :])
        return page.told if page.told.entries else None

    def _write(self, page: _Page, serials: Sequence[int]) -> None:
        for serial in serials:
            page.serials.append(serial)
            member = self._window.member(serial)
            if not member.remembered:
                page.told.add(self._saying_of(serial))

    def _saying_of(self, serial: int) -> Saying:
        known = self._said.pop(serial, None) or self._read(serial)
        _keep(self._said, serial, known, _MEMBERS)
        return known

    def _read(self, serial: int) -> Saying:
        return _said(reread(self._window.member(serial)), self._window.telling(serial))


def adds(before: Entry, after: Entry) -> bool:
    """Tell whether one version of an entry tells what an earlier one did not, as a story's next entry would."""
    known, found = Told(), features(before)
    known.add(_said(before, listen(found.concepts, found.language)))
    return news(after, features(after), known) is not None


def _said(entry: Entry, telling: Telling) -> Saying:
    """Read what an entry says, in its language and in none."""
    spoken = (key for keys in telling.spoken.values() for key in keys)
    return saying(entry, features(entry), (*telling.counts, *spoken))


class Untold:
    """Stand for a ledger where nobody asks what is new."""

    def __init__(self, _window: Window) -> None:
        """Ignore the window."""

    def news(self, _entry: Entry, _found: Features, _story_id: int) -> None:
        """Tell nothing."""

    def repeats(self, _old_id: int, _story_id: int) -> tuple[int, ...]:
        """List nobody."""
        return ()


def _keep(kept: dict[int, _Kept], key: int, what: _Kept, most: int) -> None:
    """Keep something as the latest used, and drop what was used least lately."""
    kept[key] = what
    if len(kept) > most:
        del kept[next(iter(kept))]
