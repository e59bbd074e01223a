"""What a page carries that is not news: bylines, captions, "subscribe", "read more", related headlines.

The principle first: a line that entries of one feed with three different titles share is furniture,
whatever it says. Patterns second, few and whole-line, for what a feed shows for the first time.
Only the caption of a picture and another entry's title are doubted: they go where other lines stay.

    count_lines      which lines the entries of a document have, for the store to remember
    strip_furniture  an entry without them
    line_key         a line as the store knows it
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Final

from digest.model import ParsedEntry
from digest.stories.furniture_lines import BULLETS, LONGEST_PATTERN, is_date, says_nothing
from digest.stories.furniture_names import is_byline, is_caption, without_credit, without_first_credit
from digest.stories.furniture_words import fold_line

__all__ = ["count_lines", "line_key", "strip_furniture"]

_FURNITURE_FROM: Final = 3
_LONGEST_REPEATED: Final = 400
_POSTED: Final = re.compile(
    r"(?:^|(?<=[.!?…»”\"\])]) )(?:"
    r"The (?:post|article) .{1,400}? (?:first appeared|appeared first) on .{1,150}"
    r"|Der Beitrag .{1,400}? erschien zuerst auf .{1,150}"
    r"|L[’']article .{1,400}? est apparu en premier sur .{1,150}"
    r"|La entrada .{1,400}? (?:se publicó primero|apareció primero|aparece primero) en .{1,150}"
    r"|Запись .{1,400}? (?:впервые появилась|сначала появилась) .{1,150}"
    r"|הפוסט .{1,400}? הופיע לראשונה ב.{1,150}"
    r"|ظهرت المقالة .{1,400}? (?:أولاً|أولا) على .{1,150}"
    r"|.{1,400}? yazısı ilk önce .{1,150}? ortaya çıktı)\.?$"
)
_BOUNDARY: Final = re.compile(r"(?<=[.!?…\]”\"»]) ")
_CUT_SHORT: Final = re.compile(r" ?[\[(] ?(?:…|\.\.\.|more…|more\.\.\.) ?[\])]$")
_LIST_MARK: Final = re.compile(r"^(?:[•▪■●◆○‣►▶✔➤] ?)+(?=\w|[“\"«„‘'])")
_WORD: Final = re.compile(r"\w+")


def line_key(line: str) -> str:
    """Give a line's key in the store: its words without case and punctuation, hashed; "" without words."""
    told = " ".join(_WORD.findall(fold_line(line)))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24] if told else ""


def count_lines(entries: Iterable[ParsedEntry]) -> Mapping[str, int]:
    """Count in how many of the entries each short line stands; entries of one title count once."""
    found = {
        (key, fold_line(entry.title))
        for entry in entries
        for line in {*entry.summary.split("\n"), *entry.text.split("\n")}
        if len(line) <= _LONGEST_REPEATED and (key := line_key(line))
    }
    return Counter(key for key, _ in found)


def strip_furniture(entry: ParsedEntry, counts: Mapping[str, int], titles: Collection[str]) -> ParsedEntry:
    """Take the furniture out of summary and text.

    `counts` tells in how many entries of the feed a line was seen, by `line_key`; `titles` (a set)
    are those of the feed's entries. What says nothing but furniture becomes empty.
    """
    summary = _strip(entry.summary, entry, counts, titles)
    text = _strip(entry.text, entry, counts, titles)
    return replace(entry, summary=summary, text=text if len(text) > len(summary) else "")


def _strip(block: str, entry: ParsedEntry, counts: Mapping[str, int], titles: Collection[str]) -> str:
    written = [line for line in block.split("\n") if not _is_repeated(line, counts)]
    sure = {line: bare for line in written if not _is_furniture(bare := _without_ends(line), entry)}
    kept = [bare for line, bare in sure.items() if not _is_doubtful(line, entry, titles)]
    return "\n".join(kept or map(without_credit, sure.values()))


def _is_repeated(line: str, counts: Mapping[str, int]) -> bool:
    return len(line) <= _LONGEST_REPEATED and counts.get(line_key(line), 0) >= _FURNITURE_FROM


def _is_furniture(line: str, entry: ParsedEntry) -> bool:
    if len(line) > _LONGEST_REPEATED:
        return False
    return says_nothing(line) or fold_line(line) == fold_line(entry.title) or is_byline(line, entry.authors)


def _is_doubtful(line: str, entry: ParsedEntry, titles: Collection[str]) -> bool:
    """Tell captions, dates, and titles of other entries: a reader misses them only where there is nothing else."""
    if line in titles or line.strip(BULLETS) in titles:
        return True
    return is_date(line) or is_caption(without_first_credit(line), entry.language)


def _without_ends(line: str) -> str:
    return _without_tail(without_first_credit(_LIST_MARK.sub("", line)))


def _without_tail(line: str) -> str:
    """Cut furniture off the end of a line: "[…]", "Read more", "The post … appeared first on …"."""
    kept = line[:-700] + _POSTED.sub("", line[-700:])
    for _ in range(4):
        ends = [match.start() for match in _BOUNDARY.finditer(kept, max(0, len(kept) - LONGEST_PATTERN))]
        if not ends or not says_nothing(kept[ends[-1] :]):
            break
        kept = kept[: ends[-1]]
    return _without_cut_mark(kept.rstrip())


def _without_cut_mark(line: str) -> str:
    """Write "and then […]" as "and then…", and drop the mark behind a whole sentence."""
    head = _CUT_SHORT.sub("", line[-20:])
    if len(head) == len(line[-20:]):
        return line
    kept = line[:-20] + head
    return kept if not kept or kept.endswith((".", "!", "?", "…", "”", '"')) else f"{kept}…"
