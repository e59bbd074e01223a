"""What is wrong with the file, before it has a line: a key path, the problem and a mend."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from digest.config.locate import KeyPath

__all__ = ["MISSING", "UNKNOWN", "Finding", "key_text"]

MISSING = "is missing"
UNKNOWN = "is not a setting"

BARE = re.compile(r"[A-Za-z0-9_-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake by its key path; list items count from 0 here and from 1 for people."""

    path: KeyPath
    problem: str
    mend: str = ""


def key_text(path: KeyPath) -> str:
    """Write a key path for people: the third feed's interval is `feed[3].every`."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part + 1}]"
        else:
            plain = part if BARE.fullmatch(part) else json.dumps(part[:60])
            written += f".{plain}" if written else plain
    return written
