r"""The level that a story stands at, such as the 4 of "level 4": where a topic names one, only its changes are news.

A pattern is a regular expression with one group, kept to what takes linear time: nothing repeated or
optional holds a group, at most two repetitions, each of twenty characters at most (`\d+` means up to
twenty digits), two groups of alternatives, no references and no looking around. `compile_level` says what it does not take.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from digest.model import Entry, Revision, Story

__all__ = ["changes", "compile_level", "level_of"]

REACH = 20
MOST_REPETITIONS = 2
MOST_ALTERNATIVES = 12
MOST_GROUPS = 3
_CHARACTERS = 500
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?.|\{\d*,?\d*\}|.", re.DOTALL)
_BOUNDED = re.compile(r"\{(\d*)(,?)(\d*)\}")
_REPETITIONS = ("*", "+", "?", "{")


def compile_level(text: str) -> re.Pattern[str]:
    """Compile a level's pattern; ValueError says in words what of it is not taken."""
    pieces: list[str] = _PIECE.findall(text)
    for piece in pieces:
        if re.fullmatch(r"\\[1-9gk]", piece) or (piece.startswith("(?") and piece != "(?:"):
            raise ValueError(f"{piece} is not taken: write plain words, classes and one group")
    if any(one == ")" and other.startswith(_REPETITIONS) for one, other in pairwise(pieces)):
        raise ValueError("a group cannot be repeated or optional")
    if pieces.count("|") > MOST_ALTERNATIVES or sum(piece.startswith("(") for piece in pieces) > MOST_GROUPS:
        raise ValueError(f"there are more than {MOST_ALTERNATIVES} alternatives or {MOST_GROUPS} groups")
    bounded = [_bounded(piece) for piece in pieces]
    if sum(piece.startswith(_REPETITIONS) for piece in bounded) > MOST_REPETITIONS:
        raise ValueError(f"there are more than {MOST_REPETITIONS} repetitions")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of what a later Python may read as a nested class
        compiled = re.compile("".join(bounded), re.IGNORECASE)
    if compiled.groups != 1:
        raise ValueError(f"it has {compiled.groups} groups, not one")
    return compiled


def level_of(entry: Entry, pattern: re.Pattern[str]) -> str | None:
    """Find the level that an entry tells, in its title or else its summary."""
    for text in (entry.title, entry.summary):
        found = pattern.search(text[:_CHARACTERS])
        if found and found[1]:
            return found[1].casefold()
    return None


def changes(story: Story, patterns: Sequence[str]) -> tuple[Revision, ...]:
    """Keep the revisions of a story at which a level changed, and the first, which told the story."""
    compiled = [_compiled(pattern) for pattern in patterns]
    entries = {entry.id: entry for entry in story.entries}
    kept: list[Revision] = []
    standing: list[str | None] = [None] * len(compiled)
    for revision in story.revisions:
        entry = entries.get(revision.entry_id)
        told = [level_of(entry, pattern) if entry else None for pattern in compiled]
        if not kept or any(new is not None and new != old for new, old in zip(told, standing, strict=True)):
            kept.append(revision)
        standing = [new if new is not None else old for new, old in zip(told, standing, strict=True)]
    return tuple(kept)


@lru_cache(maxsize=100)
def _compiled(text: str) -> re.Pattern[str]:
    return compile_level(text)


def _bounded(piece: str) -> str:
    """Let no repetition reach further than twenty characters."""
    if piece == "*":
        return f"{{0,{REACH}}}"
    if piece == "+":
        return f"{{1,{REACH}}}"
    found = _BOUNDED.fullmatch(piece)
    if not found or not (found[1] or found[3]):
        return piece
    least = int(found[1][:3] or 0)
    most = least if not found[2] else int(found[3][:3] or REACH)
    return f"{{{min(least, REACH)},{min(most, REACH)}}}"
