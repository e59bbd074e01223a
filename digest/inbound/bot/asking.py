"""What somebody asks, read from a line that they typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from digest.text import clean

__all__ = ["Command", "read_command"]

_COMMAND: Final = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>[A-Za-z0-9_]{1,64}))?(?:\s+(?P<argument>\S+))?")
_LONGEST_ARGUMENT: Final = 64
"""As long as an id of a digest can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command and its first word; `named` where it was addressed to this bot by name."""

    name: str
    argument: str = ""
    named: bool = False


def read_command(text: str, bot: str) -> Command | None:
    """Read a line that begins with a command; None for anything else, and for another bot's."""
    found = _COMMAND.match(text)
    if found is None or (found["bot"] and found["bot"].lower() != bot.lower()):
        return None
    rest = text[found.end("bot") if found["bot"] else found.end("name") :]
    if rest and not rest[0].isspace():
        return None  # "/a/b" is a path
    argument = clean((found["argument"] or "")[:_LONGEST_ARGUMENT])
    return Command(name=found["name"].lower(), argument=argument, named=bool(found["bot"]))
