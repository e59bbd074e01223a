"""Near words: what the admin most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

__all__ = ["did_you_mean", "nearest"]


# Likeness takes time; nobody looks for one word among more.
MOST = 1_000


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that is most like this one, or none that is like it at all."""
    names = {name.casefold().replace("-", "_"): name for name in islice(known, MOST)}
    plain = word[:80].casefold().replace("-", "_").strip()
    if plain in names:
        return names[plain]
    for form in (plain + "s", plain.removesuffix("s")):
        if form in names:
            return names[form]
    close = get_close_matches(plain, names, n=1, cutoff=0.65)
    return names[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or list the few there are."""
    choices = list(dict.fromkeys(name for name in known if name.isprintable()))
    near = nearest(word, choices)
    if near is not None:
        return f'did you mean "{near}"?'
    if len(choices) < 2:
        return f'there is only "{choices[0]}"' if choices else ""
    listed = ", ".join(f'"{choice}"' for choice in choices[:8])
    return f"one of {listed}" if len(choices) <= 8 else ""
