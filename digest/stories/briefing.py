"""Which sentences a machine may write a summary from, and an answer is checked against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from digest.model import Entry, Quote
from digest.stories.summary import quote
from digest.text import sentences

__all__ = ["sources_of", "speaks_to_machines"]

_MOST_ENTRIES: Final = 8
_MOST_OF_AN_OUTLET: Final = 2
_MOST_SENTENCES: Final = 8
_SHORTEST, _LONGEST = 20, 400
_CHARACTERS: Final = 2_000
# Not what keeps a summary honest, that is the check of what comes back: what keeps such an entry from being quoted there.
_TO_MACHINES: Final = re.compile(
    r"(?:ignor\w*|disregard|forget|override|vergiss|ignorier\w*|oublie\w*|olvida|игнорируй\w*|забудь|yok say|unut)\W+(?:\w+\W+){0,5}"
    r"(?:instructions?|prompts?|anweisung\w*|instruc\w+|инструкци\w+|talimat\w*|command(?:ment)?s?)"
    r"|system prompt|as an? (?:ai|language model)\b|you are (?:now )?(?:an? )?(?:ai|assistant|chatbot|language model|gpt)\b"
    r"|התעלמו? מ(?:כל )?ה?הוראות|تجاهل (?:كل |جميع )?التعليمات",
    re.IGNORECASE,
)


def sources_of(entries: Sequence[Entry], language: str) -> tuple[Quote, ...]:
    """List sentences of the first entries in this language that wrote something of their own, two an outlet.

    An entry that speaks to machines is no source, with all its sentences.
    """
    return tuple(
        quote(entry, text, _LONGEST)
        for entry in _own(entries, language)
        for text in _told(entry)
        if _SHORTEST <= len(text) <= _LONGEST and text[-1] not in ":,"
    )


def speaks_to_machines(entry: Entry) -> bool:
    """Tell whether an entry gives orders to a language model."""
    return any(_TO_MACHINES.search(text[:_CHARACTERS]) for text in (entry.title, entry.summary, entry.text))


def _own(entries: Sequence[Entry], language: str) -> Iterator[Entry]:
    seen: set[str] = set()
    outlets: list[str] = []
    for entry in entries:
        written = (entry.summary or entry.text)[:_CHARACTERS]
        if entry.language != language or not written or written in seen or speaks_to_machines(entry):
            continue
        if outlets.count(entry.outlet) >= _MOST_OF_AN_OUTLET:
            continue
        seen.add(written)
        outlets.append(entry.outlet)
        yield entry
        if len(outlets) >= _MOST_ENTRIES:
            return


def _told(entry: Entry) -> tuple[str, ...]:
    """Give an entry's first sentences; what the limit cut in the middle is left out."""
    written = entry.summary or entry.text
    found = sentences(written[:_CHARACTERS], entry.language)
    cut = len(written) > _CHARACTERS
    return found[: len(found) - cut][:_MOST_SENTENCES]
