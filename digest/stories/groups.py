"""Which members make which story, and what the story's terms are.

A story of one member is only its serial; a larger one lists its members. What it tells are the terms of those
that stand for it, so that a story counts once for each term however many of its members have it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from heapq import merge
from typing import Final

from digest.stories.index import Index
from digest.stories.rows import Rows

__all__ = ["EXEMPLARS", "Groups"]

EXEMPLARS: Final = 32
"""How many members stand for a story, the first that are no copies."""


def _serials(some: Iterable[int] = ()) -> array[int]:
    return array("q", some)


@dataclass(slots=True)
class _Group:
    """The serials of some members, and of those of them that are no copies."""

    members: array[int] = field(default_factory=_serials)
    own: array[int] = field(default_factory=_serials)


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
        if story_id not in self._groups and not copy:
            self._groups[story_id] = serial
            self._index.count(numbers, 1)
            return
        group = self._opened(story_id)
        group.members.append(serial)
        if copy:
            return
        if len(group.own) < EXEMPLARS:
            self.lengths.pop(story_id, None)
            known = self.terms(story_id)
            self._index.count([number for number in numbers if number not in known], 1)
        group.own.append(serial)

    def leave(self, serial: int, story_id: int, numbers: Sequence[int]) -> None:
        """Take a member out of its story; a story without members is forgotten."""
        group = self._groups[story_id]
        self.lengths.pop(story_id, None)
        if isinstance(group, int):
            del self._groups[story_id]
            self._index.count(numbers, -1)
            return
        before = self.terms(story_id)
        group.members.remove(serial)
        if serial in group.own:
            group.own.remove(serial)
        self._recount(before, self.terms(story_id))
        if not group.members:
            del self._groups[story_id]

    def merge(self, old_id: int, story_id: int) -> Sequence[int]:
        """Move the members of one story into another; list them."""
        one, other = self._opened(story_id), self._opened(old_id)
        before, gone = self.terms(story_id), self.terms(old_id)
        del self._groups[old_id]
        for changed in (story_id, old_id):
            self.lengths.pop(changed, None)
        one.members = _serials(merge(one.members, other.members))
        one.own = _serials(merge(one.own, other.own))
        self._index.count(gone, -1)
        self._recount(before, self.terms(story_id))
        self._rows.move(other.members, story_id)
        return other.members

    def members(self, story_id: int) -> Sequence[int]:
        """List the serials of a story's members, as they came."""
        known = self._groups.get(story_id)
        if known is None:
            return ()
        return (known,) if isinstance(known, int) else known.members

    def size(self, story_id: int) -> int:
        """Tell how many members a story has."""
        return len(self.members(story_id))

    def exemplars(self, story_id: int) -> Sequence[int]:
        """List the serials of those that stand for a story."""
        known = self._groups[story_id]
        return (known,) if isinstance(known, int) else known.own[:EXEMPLARS]

    def terms(self, story_id: int) -> Set[int]:
        """Give the numbers of all terms that a story's exemplars have."""
        block = self._rows.block(self.exemplars(story_id))
        return set(block.numbers.ravel().tolist()) - {0}

    def has_term(self, story_id: int, number: int) -> bool:
        """Tell whether any exemplar of a story has a term."""
        return bool((self._rows.block(self.exemplars(story_id)).numbers == number).any())

    def _opened(self, story_id: int) -> _Group:
        """Give the group of a story, made anew, or of its only member, where there is none."""
        known = self._groups.get(story_id)
        if not isinstance(known, _Group):
            alone = () if known is None else (known,)
            known = self._groups[story_id] = _Group(_serials(alone), _serials(alone))
        return known

    def _recount(self, before: Set[int], after: Set[int]) -> None:
        self._index.count(before - after, -1)
        self._index.count(after - before, 1)
