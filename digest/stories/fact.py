"""A fact: a name or a number as a text tells it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A name or number as written, and the keys by which it may have been told.

    Of a number, `counts` are what it counts, as far as that can be read, and `former` tells that it is said to hold no
    longer ("not five", "from level 3"). `parts` are how many words of a name are no place, office or idea.
    """

    text: str
    keys: tuple[str, ...]
    number: bool
    counts: tuple[str, ...] = ()
    former: bool = False
    parts: int = 1
