"""What an entry tells that its story had not told.

A copy or a reworded lead is no news. A new number is, and a new name, with the sentence that carries
them, word for word from the entry.
"""

from __future__ import annotations

from collections.abc import Sequence

from digest.model import Entry, News
from digest.stories.terms import Features
from digest.stories.window import Member

__all__ = ["facts", "news"]


def facts(found: Features) -> frozenset[str]:
    """List the names and numbers an entry tells, folded."""
    return found.names | found.numbers


def news(entry: Entry, found: Features, story: Sequence[Member], *, copy: bool) -> News | None:
    """Tell what is new against the members of the story; the first that is told is news as a whole."""
    told = [member.told for member in story if member.told is not None]
    if not told:
        return News(sentence=entry.title)
    if copy:
        return None
    new = facts(found).difference(*told)
    if not new:
        return None
    return News(
        sentence=entry.title, names=tuple(sorted(new & found.names)), numbers=tuple(sorted(new & found.numbers))
    )
