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
from digest.stories.furniture_phrases import BYLINES, CALLS, CREDITS, ENDINGS, LABELS, POINTERS
from digest.text import words

__all__ = ["count_lines", "line_key", "strip_furniture"]

_FURNITURE_FROM: Final = 3
_LONGEST_REPEATED: Final = 400
_LONGEST_PATTERN: Final = 250
_BULLETS: Final = " •·▪■●*|>»›→▶►–—-"
_DECORATION: Final = _BULLETS + "\t◄«‹<_[](){}…:;,.!¡=+#"
_ONE_SPELLING: Final = str.maketrans({"ı": "i", "\u0307": "", "أ": "ا", "إ": "ا", "آ": "ا", "ً": "", "ё": "е", "’": "'"})


def _fold(text: str) -> str:
    """Bring the spellings of one word together: case (also Turkish), Arabic alifs, apostrophes."""
    return text.lower() if text.isascii() else text.casefold().translate(_ONE_SPELLING)


def _any_of(phrases: Iterable[str]) -> str:
    """Give a pattern for folded phrases; a Hebrew prefix needs no end of a word behind it."""
    return "|".join(re.escape(_fold(phrase)) + ("" if phrase.endswith(" ל") else r"(?!\w)") for phrase in phrases)


_WHOLE: Final = frozenset(map(_fold, [*POINTERS, *LABELS, *CALLS]))
_PATTERNS: Final = (
    re.compile(rf"(?:{_any_of(POINTERS)})\s?:"),
    re.compile(rf"(?:{_any_of(CALLS)})"),
    re.compile(rf".*\b(?:{_any_of(ENDINGS)})$"),
    re.compile(rf"(?:{_any_of(CREDITS)})(?:\s?[:/©|]|\s[–—-]\s).{{0,150}}$"),
    re.compile(r"(?:photo|image|picture|video|illustration|graphic|photograph)s? (?:by|courtesy)\b.{0,100}[^.!?]$"),
    re.compile(r"(?:additional )?(?:reporting|writing|editing|compiled) by\b"),
    re.compile(r".*\bsubscribe\b.*\bsave\b|.*\bsave\b.*\bsubscri(?:be|ption)\b"),
    re.compile(r"©|copyright (?:©|\(c\)|(?:19|20)\d\d)"),
    re.compile(r"(?:last )?(?:published|updated|posted|modified)\b.{0,30}(?:\d:\d\d|\b(?:19|20)\d\d\b).{0,15}$"),
    re.compile(r"\d{1,2} ?(?:min(?:ute)?s?|мин(?:ут[ыа]?)?|dk|dakika|minuten|minutos|דקות|دقائق)\.? (?:read|lesezeit|de lectur[ae]|okuma|чтения|קריאה|قراءة)$"),
    re.compile(r"\d{1,6} (?:comments?|shares?|views?|yorum|комментари\w{1,3}|kommentare|commentaires?|comentarios?|תגובות|تعليق\w{0,3})$"),
)  # fmt: skip
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
_PHOTO_WORD: Final = (
    r"(?:photos?|images?|screenshot|credit|courtesy|צילומים|צילום|fotoğraf|fotos?|фото|تصوير|صورة|bild|crédit|video)"
)
_CREDIT_AT_THE_END: Final = re.compile(rf" ?[(\[](?:[^()\[\]]{{0,80}}\b)?{_PHOTO_WORD}\b[^()\[\]]{{0,80}}[)\]]\.?$", re.IGNORECASE)  # fmt: skip
_FROM_THE_FILES: Final = re.compile(r"FILE(?: PHOTO| IMAGE)?(?: ?:| ?[-–—] )|File (?:photo|image)\b")
_BETWEEN_NAMES: Final = frozenset(
    [*("and", "of", "the", "in", "at", "for", "und", "et", "y", "e", "ve", "и", "с", "в"), *("de", "van", "von", "der", "la", "le", "al", "bin")]
)  # fmt: skip
_WORD: Final = re.compile(r"\w+")


def line_key(line: str) -> str:
    """Give a line's key in the store: its words without case and punctuation, hashed; "" without words."""
    told = " ".join(_WORD.findall(_fold(line)))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24] if told else ""


def count_lines(entries: Iterable[ParsedEntry]) -> Mapping[str, int]:
    """Count in how many of the entries each short line stands; entries of one title count once."""
    found = {
        (key, _fold(entry.title))
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
    sure = {line: bare for line in written if not _is_furniture(bare := _without_tail(line), entry)}
    kept = [bare for line, bare in sure.items() if not _is_doubtful(line, titles)]
    return "\n".join(kept or map(_without_credit, sure.values()))


def _is_repeated(line: str, counts: Mapping[str, int]) -> bool:
    return len(line) <= _LONGEST_REPEATED and counts.get(line_key(line), 0) >= _FURNITURE_FROM


def _is_furniture(line: str, entry: ParsedEntry) -> bool:
    if len(line) > _LONGEST_REPEATED:
        return False
    return _says_nothing(line) or _fold(line) == _fold(entry.title) or _is_byline(line, entry.authors)


def _says_nothing(line: str) -> bool:
    if len(line) > _LONGEST_PATTERN:
        return False
    bare = _fold(line).strip(_DECORATION)
    return not bare or bare in _WHOLE or any(pattern.match(bare) for pattern in _PATTERNS)


def _is_byline(line: str, authors: Iterable[str]) -> bool:
    """Tell a line of names: the entry's own authors, or what follows "By" and is written like names."""
    if len(line) > 150 or line.endswith((".", "!", "?")):
        return False
    names = words(line)
    if not 1 <= len(names) <= 14:
        return False
    written_by = next((by for by in map(_fold, BYLINES) if _fold(line).startswith((f"{by} ", f"{by}: "))), "")
    own = {_fold(word) for author in authors for word in words(author)}
    rest = names[len(words(written_by)) :]
    if own and all(_fold(name) in own or _fold(name) in _BETWEEN_NAMES for name in rest):
        return True
    return bool(written_by) and all(map(_could_be_a_name, rest)) and len(rest) <= (10 if rest[0][0].isupper() else 4)


def _could_be_a_name(word: str) -> bool:
    return word[0].isupper() or _fold(word) in _BETWEEN_NAMES or (word.isalpha() and not word[0].islower())


def _is_doubtful(line: str, titles: Collection[str]) -> bool:
    """Tell captions, and titles of other entries: a reader misses them only where there is nothing else."""
    if line in titles or line.strip(_BULLETS) in titles:
        return True
    return bool(_FROM_THE_FILES.match(line) or _CREDIT_AT_THE_END.search(line[-200:]))


def _without_credit(line: str) -> str:
    return line[:-200] + _CREDIT_AT_THE_END.sub("", line[-200:])


def _without_tail(line: str) -> str:
    """Cut furniture off the end of a line: "[…]", "Read more", "The post … appeared first on …"."""
    kept = line[:-700] + _POSTED.sub("", line[-700:])
    for _ in range(4):
        ends = [match.start() for match in _BOUNDARY.finditer(kept, max(0, len(kept) - _LONGEST_PATTERN))]
        if not ends or not _says_nothing(kept[ends[-1] :]):
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
