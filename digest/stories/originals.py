"""Which entries of a story only repeat another: copies are one report, and it is the first who is quoted.

Grouping knows some (the same page, the same telling title); others show only beside each other, as an agency's text
under another headline does. They are told by their runs of words (shingles; Broder, "On the resemblance and containment of
documents", 1997): what has few runs of its own wrote nothing of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from digest.model import Entry, Story
from digest.stories.forms import fold
from digest.text import words

__all__ = ["copies", "own"]

_RUN = 4
_LEAST_RUNS = 6
_CONTAINED = 0.8
_CHARACTERS = 1000
_COMPARED = 160
_REMEMBERED = 1000
"""Each audience of a slot asks of the same stories."""


@lru_cache(maxsize=_REMEMBERED)
def copies(story: Story) -> frozenset[int]:
    """List the ids of entries that repeat an earlier entry of another outlet.

    Of entries with one text the earliest is the original, whatever the order in which they were grouped. Who tells
    news of the story in such a text is no copy, and no more is an outlet's newer version of its own page.
    """
    ordered = sorted(story.entries, key=lambda entry: (entry.clock, entry.id))
    telling = {revision.entry_id for revision in story.revisions[1:]}
    alike = _repeating([entry for entry in ordered if entry.id not in telling][:_COMPARED])
    return frozenset((*_known(story, ordered), *alike))


def own(entries: Sequence[Entry], repeating: frozenset[int]) -> tuple[Entry, ...]:
    """Keep the entries that are no copies; all of them where nothing else is left."""
    return tuple(entry for entry in entries if entry.id not in repeating) or tuple(entries)


def _known(story: Story, ordered: Sequence[Entry]) -> Iterator[int]:
    """Give what grouping took for a copy, but for the earliest of those that repeat each other, and its outlet's own."""
    place = {entry.id: number for number, entry in enumerate(ordered)}
    first: dict[int, int] = {}
    families: dict[int, list[int]] = {}
    for membership in story.memberships:
        if membership.reason == "copy" and membership.entry_id in place:
            near = membership.nearest_entry_id or 0
            first[membership.entry_id] = first.get(near, near)
            families.setdefault(first[membership.entry_id], []).append(membership.entry_id)
    for original, repeated in families.items():
        family = sorted([original, *repeated] if original in place else repeated, key=place.__getitem__)
        writer = ordered[place[family[0]]].outlet if original in place else None
        yield from (entry_id for entry_id in family if ordered[place[entry_id]].outlet != writer)


def _repeating(ordered: Iterable[Entry]) -> Iterator[int]:
    """Give the entries whose text stands in an earlier one of another outlet, but for a few words."""
    known: list[tuple[str, frozenset[tuple[str, ...]]]] = []
    for entry in ordered:
        runs = _runs(entry)
        if len(runs) >= _LEAST_RUNS:
            if any(outlet != entry.outlet and len(runs & theirs) >= _CONTAINED * len(runs) for outlet, theirs in known):
                yield entry.id
            known.append((entry.outlet, runs))


def _runs(entry: Entry) -> frozenset[tuple[str, ...]]:
    """List the runs of words of an entry's text."""
    written = [fold(word) for word in words((entry.summary or entry.text)[:_CHARACTERS])]
    return frozenset(zip(*(written[start:] for start in range(_RUN)), strict=False))
