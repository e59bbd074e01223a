"""The languages that the entries of a feed are written in, where their words say it more clearly than the feed does.

Many programs call whatever they serve English, and many feeds name no language at all. Function words tell it: a text
has several times as many of its own language as of any other. Different ones count, once each: a name that is said
again and again (Los Angeles, Rio de Janeiro) is no language. What is wrong here is wrong for good: whom an entry is
quoted to, which words mean nothing, how the others are stemmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from digest.model import ParsedEntry
from digest.stories.background import FUNCTION
from digest.stories.forms import function_words
from digest.stories.skeletons import script
from digest.text import direction, is_written_in, script_language, words

__all__ = ["as_spoken"]

_LEAST: Final = 4
_SHARE: Final = 0.1
_TIMES: Final = 1.5
_AGAINST_WHAT_IS_DECLARED: Final = 3
_SHORT: Final = 12
_NAMES: Final = 3
_VOTES: Final = 2
_MAJORITY: Final = 0.8
_READ: Final = 1000


def as_spoken(entries: Sequence[ParsedEntry]) -> tuple[ParsedEntry, ...]:
    """Give the entries of one document in the languages they are written in.

    One that is too short to tell is in the language of the others, where nearly all that can tell agree and its script is theirs.
    What was declared stays where nothing is clear, and where its own function words are not known; but no language is
    declared for a script that it is never written in.
    """
    samples = [_read(entry) for entry in entries]
    declared = Counter(entry.language for entry in entries).most_common(1)[0][0] if entries else ""
    usual, written = _usual(samples, declared)
    found = []
    for entry, sample in zip(entries, samples, strict=True):
        follows = sample.size < _SHORT and entry.language == declared and sample.script == written
        language = usual if follows else _clearly(sample, entry.language)
        found.append(_in_language(entry, _as_written(sample, language)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Sample:
    """A text, how many different words it has, in which script, and how many serve grammar in each language."""

    text: str
    size: int
    script: str
    found: Counter[str]


def _read(entry: ParsedEntry) -> _Sample:
    text = _text(entry)
    read = {word.casefold(): word for word in words(text)}
    scripts = Counter(script(word) for word in read if word.isalpha())
    written = max(scripts, key=lambda name: (scripts[name], name), default="")
    return _Sample(text, len(read), written, function_words(read.values()))


def _usual(samples: Sequence[_Sample], declared: str) -> tuple[str, str]:
    """Tell in which language nearly all samples are that can tell, and in which script; else the declared one, in any."""
    votes = Counter((language, sample.script) for sample in samples if (language := _clearly(sample, "")))
    (language, written), count = votes.most_common(1)[0] if votes else ((declared, ""), 0)
    unknown = declared and declared not in FUNCTION
    if unknown or count < max(_VOTES, _MAJORITY * votes.total()):
        return declared, ""
    return language, written


def _clearly(sample: _Sample, declared: str) -> str:
    """Give the language that has three times as many function words as the declared one, or half as many again as any other."""
    if not sample.found or (declared and declared not in FUNCTION):
        return declared
    (best, most), *others = sample.found.most_common()
    rival = max((count for _, count in others), default=0) * _TIMES
    if declared:
        rival = sample.found[declared] * _AGAINST_WHAT_IS_DECLARED
    return best if most >= max(_LEAST, _SHARE * sample.size, rival) else declared


def _as_written(sample: _Sample, language: str) -> str:
    """Keep a language that a text can be in; else take what its words say, or its script. A name or two are in any."""
    if language and (sample.size <= _NAMES or is_written_in(sample.text, language)):
        return language
    return _clearly(sample, "") or script_language(sample.text)


def _in_language(entry: ParsedEntry, language: str) -> ParsedEntry:
    if entry.language == language:
        return entry
    return replace(entry, language=language, direction=direction(_text(entry), language))


def _text(entry: ParsedEntry) -> str:
    return f"{entry.title} {entry.summary or entry.text}"[:_READ]
