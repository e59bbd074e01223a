"""Which members make which story, and what the story's terms are.

A story of one member is only its serial. A larger one lists its members and counts its terms, so that a
story counts once for each term however many of its members have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Final

from digest.stories.index import Index
from digest.stories.rows import Rows

__all__ = ["EXEMPLARS", "Groups"]

EXEMPLARS: Final = 32
"""How many members stand for a story, the first that are no copies."""


@dataclass(slots=True)
class _Group:
    """The serials of two members or more, those of them that are no copies, and how many have each term."""

    members: list[int]
    own: list[int]
    terms: Counter[int]


class Groups:
    """Keep the stories of the window; the counts of `index` follow.

    `lengths` is a place to note how long the sum of a story's exemplars is; a note goes when the story changes.
    """

    def __init__(self, index: Index, rows: Rows) -> None:
        self._index = index
        self._rows = rows
        self._groups: dict[int, int | _Group] = {}
        self.lengths: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._groups)

    def __contains__(self, story_id: int) -> bool:
        return story_id in self._groups

    def join(self, serial: int, story_id: int, numbers: Sequence[int], *, copy: bool) -> None:
        """Put a member into a story, the newest of it; open the story if it is not there."""
        known = self._groups.get(story_id)
        self.lengths.pop(story_id, None)
        if known is None:
            self._groups[story_id] = serial if not copy else _Group([serial], [], Counter(numbers))
            self._count(numbers, 1)
            return
        group = self._opened(story_id)
        self._count([number for number in numbers if not group.terms[number]], 1)
        group.members.append(serial)
        if not copy:
            group.own.append(serial)
        group.terms.update(numbers)

    def leave(self, serial: int, story_id: int, numbers: Sequence[int]) -> None:
        """Take a member out of its story; a story without members is forgotten."""
        known = self._groups[story_id]
        self.lengths.pop(story_id, None)
        if isinstance(known, int) or len(known.members) == 1:
            del self._groups[story_id]
            self._count(numbers, -1)
            return
        known.members.remove(serial)
        if serial in known.own:
            known.own.remove(serial)
        known.terms.subtract(numbers)
        gone = [number for number in numbers if not known.terms[number]]
        self._count(gone, -1)
        for number in gone:
            del known.terms[number]

    def merge(self, old_id: int, story_id: int) -> list[int]:
        """Move the members of one story into another; list them."""
        one, other = self._opened(story_id), self._opened(old_id)
        del self._groups[old_id]
        for changed in (story_id, old_id):
            self.lengths.pop(changed, None)
        self._count([number for number in other.terms if one.terms[number]], -1)
        one.members = list(merge(one.members, other.members))
        one.own = list(merge(one.own, other.own))
        one.terms.update(other.terms)
        self._rows.move(other.members, story_id)
        return other.members

    def members(self, story_id: int) -> Sequence[int]:
        """List the serials of a story's members, as they came."""
        known = self._groups.get(story_id)
        if known is None:
            return ()
        return (known,) if isinstance(known, int) else known.members

    def exemplars(self, story_id: int) -> Sequence[int]:
        """List the serials of those that stand for a story."""
        known = self._groups[story_id]
        return (known,) if isinstance(known, int) else known.own[:EXEMPLARS]

    def has_term(self, story_id: int, number: int) -> bool:
        """Tell whether any member of a story has a term."""
        known = self._groups[story_id]
        return number in (self._rows.terms(known) if isinstance(known, int) else known.terms)

    def renumber(self, new: Sequence[int]) -> None:
        """Give terms new numbers, by their old ones."""
        for known in self._groups.values():
            if not isinstance(known, int):
                known.terms = Counter({new[number]: count for number, count in known.terms.items()})

    def _opened(self, story_id: int) -> _Group:
        """Give the group of a story, made of its only member where it has one."""
        known = self._groups[story_id]
        if isinstance(known, int):
            known = self._groups[story_id] = _Group([known], [known], Counter(self._rows.terms(known)))
        return known

    def _count(self, numbers: Iterable[int], by: int) -> None:
        self._index.stories[list(numbers)] += by
