"""What the members of a window tell, in no language: read when somebody asks, and indexed while it is needed.

While a window speaks one language nobody asks, and an index would cost as much as all the rest. It is kept for as many
entries as there are members after somebody asked last, so that what makes it is paid for by what keeps it: old entries in
another language, which are not remembered themselves, may come one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from digest.stories.abroad import Abroad
from digest.stories.groups import Groups
from digest.stories.members import Member, reread
from digest.stories.rows import Rows
from digest.stories.telling import Likeness, Telling, listen
from digest.stories.terms import concepts_of

__all__ = ["Tellings"]

_REMEMBERED: Final = 2000


class Tellings:
    """Know what members tell, by serial; those that are `hidden` are not found by others."""

    def __init__(
        self, rows: Rows, groups: Groups, member: Callable[[int], Member], hidden: Callable[[int], bool]
    ) -> None:
        self._rows = rows
        self._groups = groups
        self._member = member
        self._hidden = hidden
        self._known: dict[int, Telling] = {}
        self._abroad: Abroad | None = None
        self._left = 0

    def __getitem__(self, serial: int) -> Telling:
        known = self._known.get(serial)
        if known is None:
            member = self._member(serial)
            known = listen(concepts_of(reread(member), member.language), member.language)
            self._note(serial, known)
        return known

    def insert(self, serial: int, telling: Callable[[], Telling] | None = None) -> None:
        """Index the next member, if there is an index; it is read again unless `telling` knows what it tells."""
        if self._abroad is None:
            return
        if self._hidden(serial):
            self._abroad.insert(None)
            return
        if telling is not None:
            self._note(serial, telling())
        self._abroad.insert(self[serial])

    def forget(self, serial: int, language: str) -> None:
        """Forget a member, whose language this was."""
        self._known.pop(serial, None)
        if self._abroad is not None:
            self._abroad.forget(serial, None if self._hidden(serial) else language)

    def alike(self, telling: Callable[[], Telling]) -> Iterator[tuple[int, Likeness]]:
        """Give the serials of members that tell the same in other languages; from now on there is an index."""
        if self._abroad is None:
            self._abroad = self._indexed()
            self._groups.watch(self._abroad.counted)
        self._left = self._rows.end - self._rows.first
        return self._abroad.alike(telling(), len(self._groups))

    def rest(self) -> None:
        """Note that nobody has to ask: whoever is remembered speaks one language. In the end there is no index."""
        self._left -= 1
        if self._abroad is not None and self._left < 0:
            self._abroad = None
            self._groups.watch(None)

    def _indexed(self) -> Abroad:
        """Make the index of all members; a row for each that there is, so that serials agree."""
        first, end = self._rows.first, self._rows.end
        abroad = Abroad(first, self.__getitem__)
        for serial, living in enumerate(self._rows.remembers(np.arange(first, end)).tolist(), first):
            abroad.insert(self[serial] if living and not self._hidden(serial) else None)
            if not living:
                abroad.forget(serial, None)
        return abroad

    def _note(self, serial: int, telling: Telling) -> None:
        """Keep what a member tells for a while."""
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[serial] = telling
