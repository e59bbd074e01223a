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

__all__ = ["EXEMPLARS", "Counted", "Groups"]

EXEMPLARS: Final = 32
"""How many members stand for a story, the first that are no copies."""


def _serials(some: Iterable[int] = ()) -> array[int]:
    return array("q", some)


@dataclass(slots=True)
class _Group:
    """The serials of some members, and of those of them that are no copies."""

    members: array[int] = field(default_factory=_serials)
    own: array[int] = field(default_factory=_serials)


class Counted:
    """Terms of members, by rows, and in how many stories each term is, by an index."""

    def __init__(self, index: Index, rows: Rows) -> None:
        self._index = index
        self._rows = rows

    def terms(self, exemplars: Sequence[int]) -> Set[int]:
        """Give the numbers of all terms that some members have."""
        if len(exemplars) == 1:
            return set(self._rows.terms(exemplars[0]))
        return set(self._rows.block(exemplars).numbers.ravel().tolist()) - {0}

    def grow(self, before: Sequence[int], serial: int) -> None:
        """Count the terms of a member that stands for a story from now on, beside those who did before."""
        self._index.count(self._missing(serial, before), 1)

    def shrink(self, after: Sequence[int], serial: int) -> None:
        """Take back the terms of a member that stands for a story no more, but for those of whoever does after it."""
        self._index.count(self._missing(serial, after), -1)

    def recount(self, before: Sequence[int], after: Sequence[int]) -> None:
        """Count the terms of a story anew, when others stand for it than before."""
        former = self.terms(before) if before else frozenset()
        latter = self.terms(after) if after else frozenset()
        self._index.count(former - latter, -1)
        self._index.count(latter - former, 1)

    def _missing(self, serial: int, others: Sequence[int]) -> Sequence[int]:
        """List the terms of a member that no other has; terms are marked in a scratch array and looked up there."""
        told = self._rows.terms(serial)
        if not others or not told:
            return told
        numbers, scratch = self._rows.block(others).numbers, self._index.scratch
        scratch.put(numbers, 1)
        known = scratch.take(told).tolist()
        scratch.put(numbers, 0)
        return [number for number, is_known in zip(told, known, strict=True) if not is_known]


class Groups:
    """Keep the stories of the window; the counts of every view follow.

    `lengths` is a place to note how long the sum of a story's exemplars is; a note goes when the story changes.
    """

    def __init__(self, index: Index, rows: Rows) -> None:
        self._rows = rows
        self._counted = Counted(index, rows)
        self._views = [self._counted]
        self._groups: dict[int, int | _Group] = {}
        self.lengths: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._groups)

    def __contains__(self, story_id: int) -> bool:
        return story_id in self._groups

    def watch(self, view: Counted | None) -> None:
        """Count the stories in one more view; None: in no other than the first."""
        del self._views[1:]
        if view is not None:
            self._views.append(view)
            for story_id in self._groups:
                view.recount((), self.exemplars(story_id))

    def join(self, serial: int, story_id: int, *, copy: bool) -> None:
        """Put a member into a story, the newest of it; open the story if it is not there."""
        if story_id not in self._groups and not copy:
            self._groups[story_id] = serial
            self._grow((), serial)
            return
        group = self._opened(story_id)
        group.members.append(serial)
        if copy:
            return
        before = group.own[:EXEMPLARS]
        group.own.append(serial)
        if len(before) < EXEMPLARS:
            self.lengths.pop(story_id, None)
            self._grow(before, serial)

    def leave(self, serial: int, story_id: int) -> None:
        """Take a member out of its story; a story without members is forgotten."""
        self.lengths.pop(story_id, None)
        group = self._groups[story_id]
        if isinstance(group, _Group) and len(group.members) > 1:
            group.members.remove(serial)
            if serial in group.own:
                self._disown(group, serial)
            return
        if isinstance(group, int) or group.own:
            self._shrink((), serial)
        del self._groups[story_id]

    def merge(self, old_id: int, story_id: int) -> Sequence[int]:
        """Move the members of one story into another; list them."""
        one, other = self._opened(story_id), self._opened(old_id)
        before, gone = self.exemplars(story_id), self.exemplars(old_id)
        del self._groups[old_id]
        for changed in (story_id, old_id):
            self.lengths.pop(changed, None)
        one.members = _serials(merge(one.members, other.members))
        one.own = _serials(merge(one.own, other.own))
        self._recount(gone, ())
        self._recount(before, self.exemplars(story_id))
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

    def terms(self, story_id: int) -> Set[int]:
        """Give the numbers of all terms that a story's exemplars have."""
        return self._counted.terms(self.exemplars(story_id))

    def _opened(self, story_id: int) -> _Group:
        """Give the group of a story, made anew, or of its only member, where there is none."""
        known = self._groups.get(story_id)
        if not isinstance(known, _Group):
            alone = () if known is None else (known,)
            known = self._groups[story_id] = _Group(_serials(alone), _serials(alone))
        return known

    def _disown(self, group: _Group, serial: int) -> None:
        """Let a member stand for its story no more, and the next one do so, if there are many."""
        before = group.own[:EXEMPLARS]
        group.own.remove(serial)
        if serial not in before:
            return
        after = group.own[:EXEMPLARS]
        self._shrink(after, serial)
        if len(after) == EXEMPLARS:
            self._grow(before, after[-1])

    def _grow(self, before: Sequence[int], serial: int) -> None:
        for view in self._views:
            view.grow(before, serial)

    def _shrink(self, after: Sequence[int], serial: int) -> None:
        for view in self._views:
            view.shrink(after, serial)

    def _recount(self, before: Sequence[int], after: Sequence[int]) -> None:
        for view in self._views:
            view.recount(before, after)
