"""What is left of a word of Hebrew or Arabic when the small words written onto its front are cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["without_prefixes"]

# In the order in which they stand: and; that, as or when; one preposition; the article.
_HEBREW: Final = re.compile("ו?(?:[כמ]?ש)?(?:[בכל]|מ?ה?)")
_MOST: Final = 3
_SHORTEST: Final = 2


def without_prefixes(plain: str, language: str) -> Iterator[str]:
    """Give what may be left of a folded word, the longest first; nothing in other languages."""
    if language == "he":
        yield from _hebrew(plain)
    elif language == "ar":
        yield from _arabic(plain)


def _hebrew(plain: str) -> Iterator[str]:
    """Cut prefixes that may stand so; where several are cut, more than two letters must stay."""
    for cut in range(1, min(_MOST, len(plain) - _SHORTEST) + 1):
        if _HEBREW.fullmatch(plain[:cut]) and (cut == 1 or len(plain) - cut > _SHORTEST):
            yield plain[cut:]


def _arabic(plain: str) -> Iterator[str]:
    rests = [plain]
    rests += [rest[1:] for rest in rests if rest[:1] in {"و", "ف"} and len(rest) > 3]
    rests += [rest[2:] for rest in rests if rest.startswith("لل") and len(rest) > 4]
    rests += [rest[1:] for rest in rests if rest[:1] in {"ب", "ك", "ل", "س"} and len(rest) > 3]
    rests += [rest[2:] for rest in rests if rest.startswith("ال") and len(rest) > 4]
    yield from rests[1:]
