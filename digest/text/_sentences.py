"""Where sentences end: syntok for the languages it knows, few rules for all others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex
from syntok import segmenter

__all__ = ["sentences"]

_SYNTOK: Final = frozenset({"en", "de", "es"})
_CLOSING: Final = r"""["'”’»›)\]}」』】》〉）״׳]"""
_END: Final = regex.compile(
    rf"(?P<dot>\.(?![.]))(?:{_CLOSING}*+)(?=\s)|(?:[.…!?؟۔।॥]++)(?:{_CLOSING}*+)(?=\s)|(?:[。！？]++)(?:{_CLOSING}*+)"
)
_LAST_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}.״׳\"]+$")
# The few that news in these languages is full of; others end a sentence too soon now and then.
_ABBREVIATIONS: Final = frozenset(
    regex.findall(
        r"\w+",
        """mr mrs ms dr prof st gen sen rep gov col lt sgt capt jr sr vs etc no inc ltd co corp
        mm mme mlle me pp ex env av bd éd vol chap
        doç yrd öğr sn alb org tuğg tuğa vb bkz
        г гг вв тыс млн млрд руб коп им ул пр просп акад проф ген стр рис см напр др""",
    )
)


def sentences(text: str, language: str = "") -> tuple[str, ...]:
    """Take text apart into its sentences, as written; a line end always ends one."""
    split = _by_syntok if language in _SYNTOK else _by_rules
    return tuple(sentence for line in text.splitlines() for sentence in split(line) if sentence)


def _by_syntok(line: str) -> Iterator[str]:
    """Cut between the first tokens of syntok's sentences, so that nothing is lost or rewritten."""
    starts = [sentence[0].offset for paragraph in segmenter.analyze(line) for sentence in paragraph if sentence]
    for start, end in zip([0, *starts[1:]], [*starts[1:], len(line)], strict=True) if starts else ():
        yield line[start:end].strip()


def _by_rules(line: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(line):
        if match["dot"] and _goes_on(line, match.start()):
            continue
        if _continues_in_lower_case(line, match.end()):
            continue
        yield line[start : match.end()].strip()
        start = match.end()
    yield line[start:].strip()


def _goes_on(line: str, dot: int) -> bool:
    """Tell whether a full stop only shortens a word: an initial, an abbreviation, "3." (an ordinal)."""
    found = _LAST_WORD.search(line, max(0, dot - 20), dot)
    if found is None:
        return False
    word = found[0]
    if len(word) == 1 and (word.isupper() or not word.isalpha()):
        return True
    return word.lower() in _ABBREVIATIONS or "." in word


def _continues_in_lower_case(line: str, end: int) -> bool:
    following = line[end : end + 3].lstrip(" «“„\"'(—–-")
    return following[:1].islower()
