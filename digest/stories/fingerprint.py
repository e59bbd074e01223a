"""The grouper's memory of one entry as JSON: what a restart needs, and no more.

Keys: `k` terms, heaviest first, a line each, and `w` their weights (hex, two bytes each); `n` places of names; `t`, `s`, `x`
title, summary and text; `o` outlet, `l` language, `u` key of the canonical URL; `c` 1 for a copy, `r` 1 if only
remembered.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from digest.model import GroupedEntry
from digest.stories.index import UNIT, Index, Weights
from digest.stories.members import Member, Texts, reread
from digest.stories.reading import Reading
from digest.stories.rows import KEPT
from digest.stories.terms import Features, features

__all__ = ["Remembered", "decode", "encode"]

_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode(member: Member, weights: Weights, index: Index) -> str:
    """Write a member so that `decode` gives an equal one."""
    return _WRITE(
        {
            "k": "\n".join(index.names(weights.numbers)),
            "w": np.array(weights.units, ">i2").tobytes().hex(),
            "n": weights.named,
            "t": member.texts.title,
            "s": member.texts.summary,
            "x": member.texts.text,
            "o": member.outlet,
            "l": member.language,
            "u": member.url,
            "c": int(member.copy),
            "r": int(member.remembered),
        }
    )


@dataclass(frozen=True, slots=True)
class Remembered:
    """A member as it was, with its terms and their weights."""

    member: Member
    weights: Weights


def decode(grouped: GroupedEntry, index: Index, read: Callable[[Features], Reading]) -> Remembered:
    """Read a member back, and by `read` its words; what cannot be read is empty."""
    content = _content(grouped.fingerprint)
    texts = Texts(_text(content, "t"), _text(content, "s"), _text(content, "x"))
    member = Member(
        entry_id=grouped.entry_id,
        story_id=grouped.story_id,
        clock=grouped.clock.timestamp(),
        outlet=_text(content, "o"),
        language=_text(content, "l"),
        script="",
        url=content.get("u", 0),
        title=0,
        pattern=0,
        copy=bool(content.get("c", 0)),
        remembered=bool(content.get("r", 0)),
        texts=texts,
    )
    found = features(reread(member))
    known = read(found)
    member.script, member.title, member.pattern = found.script, known.title_key, known.pattern_key
    return Remembered(member, _weights(content, index))


def _content(fingerprint: str) -> dict[str, Any]:
    """Read the JSON; one of an earlier version is put into the words of this one."""
    try:
        content = json.loads(fingerprint)
    except ValueError:
        return {}
    if not isinstance(content, dict):
        return {}
    return _translated(content) if isinstance(content.get("w"), dict) else content


def _translated(former: dict[str, Any]) -> dict[str, Any]:
    """Translate a fingerprint that held weights by term, and of the title only its terms."""
    weights = sorted(former["w"].items(), key=lambda pair: (-pair[1], pair[0]))[:KEPT]
    return {
        "k": "\n".join(term for term, _ in weights),
        "w": np.array([weight * UNIT for _, weight in weights]).astype(">i2").tobytes().hex(),
        "t": " ".join(term.removeprefix("#") for term in former.get("t", ())),
        "o": former.get("o", ""),
        "l": former.get("l", ""),
        "u": int(former.get("u") or "0", 16),
        "c": int(not former.get("x", 0)),
        "r": int("f" not in former),
    }


def _weights(content: dict[str, Any], index: Index) -> Weights:
    terms = _terms(content.get("k", ""))
    return Weights(
        numbers=index.numbers(terms),
        units=np.frombuffer(bytes.fromhex(content.get("w", "")), ">i2").tolist(),
        bits=[0] * len(terms),
        named=content.get("n", 0),
        telling=0.0,
    )


def _terms(written: str | list[str]) -> list[str]:
    """Read the terms; an earlier version wrote a list."""
    if isinstance(written, list):
        return written
    return written.split("\n") if written else []


def _text(content: dict[str, Any], key: str) -> str:
    return str(content.get(key, ""))
