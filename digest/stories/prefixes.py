"""What is left of a word of Hebrew or Arabic when the small words written onto its front are cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["without_prefixes"]

# In the order in which they stand: and; that, as or when; one preposition; the article.
_HEBREW: Final = re.compile("ו?(?:[כמ]?ש)?(?:[בכל]|מ?ה?)")
_ARTICLE: Final = "ה"
_MOST: Final = 3
_SHORTEST: Final = 2
_PREPOSITION_OR_WILL: Final = ("ب", "ك", "ل", "سي", "ست", "سن", "سا")


def without_prefixes(folded: str) -> Iterator[str]:
    """Give what may be left of a folded word, the longest first; nothing of a word in other scripts."""
    if "\u05d0" <= folded[:1] <= "\u05ea":
        yield from _hebrew(folded)
    elif "\u0600" <= folded[:1] < "\u0780":
        yield from _arabic(folded)


def _hebrew(folded: str) -> Iterator[str]:
    """Cut prefixes that may stand so; where several are cut and the last is no article, more than two letters must stay."""
    for cut in range(1, min(_MOST, len(folded) - _SHORTEST) + 1):
        certain = cut == 1 or folded[cut - 1] == _ARTICLE or len(folded) - cut > _SHORTEST
        if certain and _HEBREW.fullmatch(folded[:cut]):
            yield folded[cut:]


def _arabic(folded: str) -> Iterator[str]:
    """Cut "and" or "so", then a preposition or the "will" before a verb, then the article."""
    rests = [folded]
    rests += [rest[1:] for rest in rests if rest[0] in "وف" and len(rest) > 3]
    rests += [rest[2:] for rest in rests if rest.startswith("لل") and len(rest) > 4]
    rests += [rest[1:] for rest in rests if rest.startswith(_PREPOSITION_OR_WILL) and len(rest) > 3]
    rests += [rest[2:] for rest in rests if rest.startswith("ال") and len(rest) > 4]
    yield from rests[1:]
