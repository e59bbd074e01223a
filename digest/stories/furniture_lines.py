"""Lines of a page that say nothing of the news: kinds of them, in eight languages, each as a whole line.

A line is furniture as a whole, or in all of its parts between bars ("12 min read · 14 Comments"). An invitation is the
page's own: what somebody is said to ask, and what goes on as a clause behind a colon, is news that begins like one.
"""

from __future__ import annotations

import re
from typing import Final

from digest.stories.background import COUNTERS
from digest.stories.furniture_names import are_names, is_credit
from digest.stories.furniture_phrases import CALLS, ENDINGS, FILINGS, LABELS, NOTICES, POINTERS, STAMPS
from digest.stories.furniture_words import ADDRESSED, DATES, any_of, fold_line
from digest.stories.signs import speaks
from digest.text import words

__all__ = ["BULLETS", "LONGEST_PATTERN", "is_date", "says_nothing"]

LONGEST_PATTERN: Final = 250
BULLETS: Final = " •·▪■●*|>»›→▶►–—-"
_DECORATION: Final = BULLETS + "\t◄«‹<_[](){}…:;,.!¡=+#"
_A_CLAUSE: Final = 5
_MOST_CRUMBS: Final = 8

_WHOLE: Final = frozenset(map(fold_line, [*POINTERS, *LABELS, *CALLS, *NOTICES]))
_PATTERNS: Final = (
    re.compile(rf"(?:{any_of(POINTERS)})(?:\s?:| \|)"),
    re.compile(rf"(?:{any_of(FILINGS)})(?:\s?:| \|)[^.!?。]*$"),
    re.compile(
        r"(?:sponsored|sponsored content|paid content|promoted|advertisement|ממומן|sponsorlu|contenido patrocinado)\s?:"
    ),
    re.compile(any_of(NOTICES)),
    re.compile(r"il vous reste \d"),
    re.compile(
        r"(?:view|voir|ver|vollständige|tüm|вся|все) .{3,40}\bgoogle[ -](?:news|actualités|noticias|haberler|новост\w{1,3})"
        r"(?: ansehen| anzeigen)?$"
    ),
    re.compile(r"(?:https?://|www\.)\S+$"),
    re.compile(r"(?:see|visit) \S{4,80} (?:for|to) .{0,40}\b(?:privacy|opt[- ]out)\b.{0,40}$"),
    re.compile(r"(?:see (?:our )?privacy (?:policy|notice)|privacy policy|privacy notice)(?: and .{1,40})? at \S+"),
    re.compile(r"more from [\w'-]{2,20}(?: [\w'-]{1,20}){0,2}$|mehr aus [\w-]{2,20}$"),
    re.compile(
        r"\d{1,2} ?(?:min(?:ute)?s?|мин(?:ут[ыа]?)?|dk|dakika|minuten|minutos|דקות|دقائق)\.? "
        r"(?:read|lesezeit|de lectur[ae]|okuma|чтения|קריאה|قراءة)$"
    ),
    re.compile(
        r"(?:reading time|read time|lesedauer|lesezeit|temps de lecture|durée de lecture|tiempo de lectura|okuma süresi"
        r"|время чтения|זמן קריאה|مدة القراءة|وقت القراءة)\s?:? ?(?:ca\. |~)?\d{1,3}(?: ?[^\W\d_]{1,10})?$"
    ),
    re.compile(
        r"\d{1,6} (?:comments?|shares?|views?|likes?|yorum|комментари\w{1,3}|kommentare|commentaires?|comentarios?"
        r"|תגובות|تعليق\w{0,3})$"
    ),
    re.compile(
        r"(?:comments?|kommentare|commentaires|comentarios|yorumlar|комментарии|תגובות|تعليقات) ?[:(] ?\d{1,6}$"
    ),
)

_PERIOD: Final = (
    r"(?:weeks?|months?|years?|wochen?|monate?|jahre?|semaines?|mois|ans?|semanas?|mes(?:es)?|años?|hafta|ay"
    r"|недел\w{1,2}|месяц\w{0,2}|שבועות|חודש\w{0,2}|أسابيع|اشهر|شهر)\b"
)
_MONEY: Final = (
    r"(?:[$€£₪₺₽] ?\d[\d.,]{0,8}"
    r"|\d[\d.,]{0,8} ?(?:[$€£₪₺₽]|euros?\b|dollars?\b|tl\b|lira|руб\w{0,4}|שקל\w{0,2}|ש\"ח|دولار\w?|يورو))"
)
_SOLD: Final = (
    r"(?:free trial|unlimited access|subscription|membership|(?:first|next) (?:month|year|\d)|digital access|probeabo"
    r"|jahresabo|abonnement|suscripción|aboneli\w{1,6}|подписк\w{1,2}|מינוי|מנוי|اشتراك)"
)
_OFFERING: Final = (
    r"(?:get|try|enjoy|read|nur|jetzt|testen sie|lesen sie|sichern sie|profitez|essayez|abonnez-vous|dès|prueba"
    r"|aprovecha|suscríbete|hemen|попробуйте|оформите|подписка|נסו|קבלו|جرب|احصل|اشترك)\b"
)
# What asks the reader to do something, and what offers something for sale.
_INVITATIONS: Final = (
    re.compile(any_of(CALLS)),
    re.compile(rf"[^:]*\b(?:{any_of(ENDINGS)})$"),
    re.compile(r"(?:get|receive|have) .{1,60}\b(?:in|to) your inbox\b"),
)
_OFFERS: Final = (
    re.compile(
        rf"(?:save|get|enjoy|start|claim|unlock|try) .{{0,60}}\b(?:your {_SOLD}|{_SOLD} (?:for [$€£]|today|now)"
        rf"|with an? .{{0,20}}subscription$)"
    ),
    re.compile(
        rf"{_OFFERING}.{{0,40}}(?:{_MONEY} ?(?:a|per|pro|par|al|в|ב|/)? ?{_PERIOD}"
        rf"|\d{{1,2}} {_PERIOD} (?:for|für|pour|por|за|ב-?|مقابل) ?{_MONEY})$"
    ),
    re.compile(r"jetzt [^.:]{1,40} (?:testen|abonnieren|sichern)(?=:|$)"),
)
_PARTS: Final = re.compile(r"\s+[|·•/]\s+")
_CRUMBS: Final = re.compile(r"\s[›»]\s+")
_STAMP: Final = re.compile(rf"(?:{any_of(sorted(STAMPS, key=len, reverse=True))})\s?[:|]?\s?")
_DATE_WORD: Final = re.compile(r"\d[\d:.,/h-]*|[^\W\d_]+(?:[-'][^\W\d_]+)*")
_MOMENT: Final = re.compile(r"\b(?:19|20)\d\d\b.*\s\d{1,2}[:.h]\d\d")
_DATED: Final = DATES | frozenset(map(fold_line, COUNTERS))
_MOST_DATED: Final = 14


def says_nothing(line: str) -> bool:
    """Tell a line that says nothing of the news, as a whole or in all of its parts."""
    if len(line) > LONGEST_PATTERN:
        return False
    if _is_furniture(line) or _are_crumbs(line):
        return True
    parts = [part for part in _PARTS.split(line.strip(BULLETS)) if words(part)]
    if len(parts) < 2 or not any(map(_is_furniture, parts)):
        return False
    return all(_is_furniture(part) or are_names(words(part)) or _is_dated(fold_line(part)) for part in parts)


def is_date(line: str) -> bool:
    """Tell a line that is nothing but a day of a year and an hour."""
    return len(line) <= LONGEST_PATTERN and bool(_MOMENT.search(line)) and _is_dated(fold_line(line))


def _is_furniture(line: str) -> bool:
    bare = fold_line(line).strip(_DECORATION)
    if not bare or bare in _WHOLE or any(pattern.match(bare) for pattern in _PATTERNS):
        return True
    if any(pattern.match(bare) for pattern in _OFFERS):
        return not _is_told(bare)
    if any(pattern.match(bare) for pattern in _INVITATIONS):
        return not _is_told(bare) and not _explains(bare)
    return _is_stamp(bare) or is_credit(line.strip(_DECORATION.replace("©", "")))


def _is_told(bare: str) -> bool:
    """Tell what somebody is said to say."""
    before, _, last = bare.rpartition(",")
    return bool(before) and speaks(words(last))


def _explains(bare: str) -> bool:
    """Tell a clause behind a colon that does not speak to the reader."""
    clause = words(bare.partition(": ")[2])
    return len(clause) >= _A_CLAUSE and ADDRESSED.isdisjoint(clause)


def _is_stamp(bare: str) -> bool:
    """Tell when a page was written: "Updated 3 hours ago"."""
    stamp = _STAMP.match(bare)
    return stamp is not None and _is_dated(bare[stamp.end() :])


def _is_dated(text: str) -> bool:
    """Tell whether all words are such as stand in dates, and some of them tell one."""
    written: list[str] = _DATE_WORD.findall(text)
    return 0 < len(written) <= _MOST_DATED and all(
        word[0].isdigit() or word in _DATED or (word[0] in "בהו" and word[1:] in _DATED) for word in written
    )


def _are_crumbs(line: str) -> bool:
    """Tell the path to a page: "News › World"."""
    parts = _CRUMBS.split(line.strip())
    if len(parts) < 2 or "«" in line or "‹" in line or line.endswith((".", "!", "?")):
        return False
    return len(words(line)) <= _MOST_CRUMBS and all(words(part) and len(words(part)) <= 3 for part in parts)
