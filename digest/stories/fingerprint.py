"""The grouper's memory of one entry as JSON: what a restart needs, and no more.

Keys: `w` weights by term, `t` title terms, `o` outlet, `l` language, `s` script, `u` key of the
canonical URL, `n` skeletons by term, `x` 1 for an exemplar, `f` facts told (absent if only remembered).
"""

from __future__ import annotations

import json

from digest.model import GroupedEntry
from digest.stories.window import Member

__all__ = ["decode", "encode"]


def encode(member: Member) -> str:
    """Write a member so that `decode` gives an equal one."""
    content: dict[str, object] = {
        "w": member.weights,
        "t": member.title,
        "o": member.outlet,
        "l": member.language,
        "s": member.script,
        "u": member.url,
        "n": member.skeletons,
        "x": int(member.exemplar),
    }
    if member.told is not None:
        content["f"] = sorted(member.told)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def decode(entry: GroupedEntry) -> Member:
    """Read a member back; what an earlier version did not write is empty."""
    try:
        content = json.loads(entry.fingerprint)
    except ValueError:
        content = None
    content = content if isinstance(content, dict) else {}
    return Member(
        entry_id=entry.entry_id,
        story_id=entry.story_id,
        clock=entry.clock.timestamp(),
        outlet=content.get("o", ""),
        language=content.get("l", ""),
        script=content.get("s", ""),
        url=content.get("u", ""),
        title=tuple(content.get("t", ())),
        weights=content.get("w", {}),
        skeletons={term: tuple(keys) for term, keys in content.get("n", {}).items()},
        exemplar=bool(content.get("x", 0)),
        told=frozenset(content["f"]) if "f" in content else None,
    )
