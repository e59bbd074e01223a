"""Where sentences end: syntok for the languages it knows, few rules for all others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex
from syntok import segmenter

__all__ = ["sentences"]

_SYNTOK: Final = frozenset({"en", "de", "es"})
_CLOSING: Final = r"""["'”’»›)\]}」』】》〉）״׳]"""
_STOP: Final = "[.…!?؟۔।॥։።။]"
# A space stands before the closing « » of French; behind the full stops of East Asia nothing does.
_QUOTED: Final = rf"{_CLOSING}*+(?: »)?+"
# A run of stops is only looked at from its beginning: linear.
_END: Final = regex.compile(rf"(?<!{_STOP})(?:(?P<dot>\.(?!{_STOP}))|{_STOP}++){_QUOTED}(?=\s)|[。！？]++{_CLOSING}*+")
_STOPPED_WORD: Final = regex.compile(r"([\p{L}\p{M}\p{N}.]+)\.\s*$")
_LONG_WORD: Final = regex.compile(r"(?<![\p{L}\p{N}.])\p{L}{4,}[)’'\"”]?$|\p{N}{3,}$")
_LONG_ABBREVIATIONS: Final = frozenset(
    ["corp", "dept", "univ", "assn", "bros", "sept", "prof", "capt", "chap", "cmdr", "msgr"]
)
_BEGINNING: Final = regex.compile(r"\s+[\"“‘'(]?\p{Lu}")
_ORDINALS: Final = frozenset({"de", "tr"})
# The few that news in these languages is full of; others end a sentence too soon now and then.
_ABBREVIATIONS: Final = frozenset(
    regex.findall(
        r"\w+",
        """mr mrs ms dr prof st gen sen rep gov col lt sgt capt jr sr vs etc
        ee hon rev sra srta dña lic nr bzw ca mio mrd abs
        mm mme mlle pp ex env av bd éd vol chap
        doç yrd öğr sn alb org tuğg tuğa vb bkz
        г гг вв тыс млн млрд руб коп им ул пр просп акад проф ген стр рис см напр др""",
    )
)


def sentences(text: str, language: str = "") -> tuple[str, ...]:
    """Take text apart into its sentences, as written; a line end always ends one."""
    return tuple(sentence for line in text.splitlines() for sentence in _of_line(line, language) if sentence)


def _of_line(line: str, language: str) -> Iterator[str]:
    """Ask syntok only where it is in doubt what ends a sentence: it takes ten times as long as the rules."""
    if language in _SYNTOK and not all(_is_clear(line, match) for match in _END.finditer(line)):
        return _by_syntok(line, language)
    return _by_rules(line, language)


def _is_clear(line: str, match: regex.Match[str]) -> bool:
    """Tell whether a stop ends a sentence beyond doubt: after a long word, before a capital or nothing."""
    if match.end() >= len(line):
        return True
    word = _LONG_WORD.search(line, max(0, match.start() - 20), match.start())
    return (
        word is not None
        and word[0].lower() not in _LONG_ABBREVIATIONS
        and _BEGINNING.match(line, match.end()) is not None
    )


def _by_syntok(line: str, language: str) -> Iterator[str]:
    """Cut before the first token of syntok's sentences (so that nothing is rewritten), where it is right to."""
    found = [sentence[0].offset for paragraph in segmenter.analyze(line) for sentence in paragraph if sentence]
    starts = [0, *(start for start in found[1:] if not _is_short(_word_before_stop(line, start), language))]
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        yield line[start:end].strip()


def _by_rules(line: str, language: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(line):
        word = _word_before_stop(line, match.start() + 1) if match["dot"] else ""
        if _is_short(word, language) or (word and _is_initials(word)):
            continue
        if _continues_in_lower_case(line, match.end()):
            continue
        yield line[start : match.end()].strip()
        start = match.end()
    yield line[start:].strip()


def _word_before_stop(line: str, end: int) -> str:
    """Give the word whose full stop is the last character before `end`, white space aside."""
    found = _STOPPED_WORD.search(line, max(0, end - 20), end)
    return found[1] if found else ""


def _is_short(word: str, language: str) -> bool:
    """Tell an abbreviation, or an ordinal where a full stop makes one ("23. Dönem", "3. Oktober")."""
    return word.lower() in _ABBREVIATIONS or (word.isdigit() and len(word) <= 2 and language in _ORDINALS)


def _is_initials(word: str) -> bool:
    return all(len(part) <= 1 for part in word.split(".")) and ("." in word or word.isupper())


def _continues_in_lower_case(line: str, end: int) -> bool:
    following = line[end : end + 3].lstrip(" «“„\"'(—–-")
    return following[:1].islower()
