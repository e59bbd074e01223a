"""The grouper's memory of one entry as JSON: what a restart needs, and no more.

Keys: `w` weights by term, `t` title terms, `o` outlet, `l` language, `s` script, `u` key of the
canonical URL, `c` concepts: weight, 1 if in the title, 2 if a guess, and skeletons; `x` 1 for an exemplar, `f` facts told (absent if only remembered).
"""

from __future__ import annotations

import json
from typing import Any

from digest.model import GroupedEntry
from digest.stories.abroad import Telling
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
        "c": _written(member.telling),
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
        telling=_telling(content.get("c", {}), content.get("l", "")),
        exemplar=bool(content.get("x", 0)),
        told=frozenset(content["f"]) if "f" in content else None,
    )


def _written(telling: Telling) -> dict[str, list[float | str]]:
    return {
        concept: [
            weight,
            (concept in telling.title) + 2 * (concept in telling.guesses),
            *telling.spoken.get(concept, ()),
        ]
        for concept, weight in telling.weights.items()
    }


def _telling(content: dict[str, list[Any]], language: str) -> Telling:
    return Telling(
        language=language,
        weights={concept: known[0] for concept, known in content.items()},
        title=frozenset(concept for concept, known in content.items() if known[1] & 1),
        guesses=frozenset(concept for concept, known in content.items() if known[1] & 2),
        spoken={concept: tuple(known[2:]) for concept, known in content.items() if len(known) > 2},
    )
