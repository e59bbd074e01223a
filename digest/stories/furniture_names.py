"""Lines of a page that name people: who wrote it, who took the picture, and what is told of the picture.

is_byline             who wrote it
is_credit             who made, told or owns something, and nothing else
is_caption            what may be told of a picture, or sign the page: missed only where there is nothing else
are_names             whether words may be names
without_credit        a line without the credits of pictures at its ends
without_first_credit  a paragraph without the credit that stands before its first sentence
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from digest.stories.background import COUNTERS
from digest.stories.furniture_phrases import BYLINES, CREDITS, PICTURES, ROLES
from digest.stories.furniture_words import AGENCIES, any_of, as_words, fold_line
from digest.stories.vocabulary import LANGUAGES, is_place, vocabulary
from digest.text import words

__all__ = ["are_names", "is_byline", "is_caption", "is_credit", "without_credit", "without_first_credit"]

_LONGEST_LINE: Final = 150
_LONGEST_NAMES: Final = 14
_LONGEST_WITHOUT_CAPITALS: Final = 5
_A_SENTENCE: Final = 6
_AGENCY: Final = "|".join(map(re.escape, sorted(AGENCIES, key=len, reverse=True)))
_AGENCIES: Final = frozenset(map(fold_line, AGENCIES))
_AGENCY_WORDS: Final = frozenset(word for agency in _AGENCIES for word in agency.split())
_BYLINES: Final = tuple(map(fold_line, BYLINES))
_ROLES: Final = as_words(" ".join(ROLES))
_COUNTERS: Final = frozenset(map(fold_line, COUNTERS))
_BETWEEN_NAMES: Final = as_words(
    """and of the in at for und et y e ve и с в de van von der la le al bin with avec mit con à en aus our
    agencies agency agences agencias agenturen staff correspondent correspondents editor newsroom"""
)
_MADE_BY: Final = re.compile(
    r"(?:photo|image|picture|video|illustration|graphic|photograph)s? (?:by|courtesy(?: of)?)\b"
    r"|(?:additional )?(?:reporting|writing|editing|compiled|edited|translated) by\b|published (?:by|in)\b|via\b"
)
_MAKING: Final = as_words("additional reporting writing editing compiled edited translated by")
_CREDIT: Final = re.compile(rf"(?:{any_of([*PICTURES, *CREDITS])})(?:\s?[:/©|]|\s[–—-]\s)")
_SITE: Final = re.compile(r" ?\S{1,60}\.[a-z]{2,6}\S{0,80}")
_COPYRIGHT: Final = re.compile(r"©|copyright (?:©|\(c\)|(?:19|20)\d\d\b)")
# A newspaper is called Bild: what follows the word and a colon is as often what it reports.
_PICTURE: Final = re.compile(
    rf"(?:{any_of(phrase for phrase in PICTURES if phrase != 'bild')})\s?[:©|]\s|image caption\b|(?:photo|image|picture)s? courtesy\b"
)
_PHOTO_WORD: Final = (
    r"(?:photos?|images?|screenshot|credit|courtesy|צילומים|צילום|fotoğraf|fotos?|фото|تصوير|صورة|bild|crédit|video)"
)
_CREDIT_AT_THE_END: Final = re.compile(
    rf" ?[(\[](?:[^()\[\]]{{0,80}}\b)?{_PHOTO_WORD}\b[^()\[\]]{{0,80}}[)\]]\.?$", re.IGNORECASE
)
_SOMEBODY: Final = r"[^\W\d_][\w .'-]{1,40}"
_SIGNED_PICTURE: Final = re.compile(
    rf"(?: ?\[(?:[^\[\]]{{1,60}}/ ?)?(?:{_AGENCY})\]"
    rf"|(?:^|(?<=[.!?]) )(?:{_AGENCY})/{_SOMEBODY}|(?<=[.!?]) {_SOMEBODY}/(?:{_AGENCY}))\.?$",
    re.IGNORECASE,
)
_FROM_THE_FILES: Final = re.compile(r"FILE(?: PHOTO| IMAGE)?(?: ?:| ?[-–—] )|File (?:photo|image)\b")
_FIRST_CREDIT: Final = re.compile(
    rf"[(\[]?(?:{any_of(PICTURES)})\s?[:©|]\s?(?:[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){{0,2}} ?/ ?)?"
    rf"(?:{_AGENCY})(?: via (?:{_AGENCY}))?(?:/(?:[^\W\d_]\. )?[^\W\d_][\w'-]*)?[)\]]?[.,]? (?=\S)",
    re.IGNORECASE,
)
_WHERE: Final = re.compile(r"\s(?:in|à|en|aus|в)\s")
_AFTER_NAME: Final = re.compile(r",\s")
_ROLE: Final = re.compile(r",\s|\s[|·–—-]\s")


def is_byline(line: str, authors: Iterable[str]) -> bool:
    """Tell a line of names: the entry's own authors, or names that follow "By" or that an office follows."""
    if len(line) > _LONGEST_LINE or line.endswith((".", "!", "?")):
        return False
    names = words(line)
    if not 1 <= len(names) <= _LONGEST_NAMES:
        return False
    own = {fold_line(word) for author in authors for word in words(author)}
    written_by = next((by for by in _BYLINES if fold_line(line).startswith((f"{by} ", f"{by}: "))), "")
    rest = names[len(words(written_by)) :]
    if own and all(fold_line(name) in own or fold_line(name) in _BETWEEN_NAMES for name in rest):
        return True
    return _follows_by(rest) if written_by else _stands_before_role(line)


def are_names(written: Sequence[str]) -> bool:
    """Tell whether words may be names: with capitals throughout, or few of a script that has none."""
    if not written or not all(map(_could_be_a_name, written)):
        return False
    return len(written) <= (_LONGEST_NAMES if written[0][0].isupper() else _LONGEST_WITHOUT_CAPITALS)


def is_credit(line: str) -> bool:
    """Tell a line that names who made, told or owns something, and says no more."""
    bare = fold_line(line)
    made = _MADE_BY.match(bare)
    if made:
        named = [word for word in words(line)[len(words(made[0])) :] if fold_line(word) not in _MAKING]
        return are_names([word for word in named if not word[0].isdigit()])
    owned = _COPYRIGHT.match(bare)
    if owned:
        rest = words(line)[len(words(owned[0])) :]
        return not rest or not rest[0][0].islower()
    found = _CREDIT.match(bare)
    if not found:
        return False
    return are_names(words(line)[len(words(found[0])) :]) or _SITE.fullmatch(bare, found.end()) is not None


def is_caption(line: str, language: str) -> bool:
    """Tell what may be a caption, or a name and where it wrote from."""
    end = line[-200:]
    if _FROM_THE_FILES.match(line) or _CREDIT_AT_THE_END.search(end) or _SIGNED_PICTURE.search(end):
        return True
    if len(line) > _LONGEST_LINE:
        return False
    return _PICTURE.match(fold_line(line)) is not None or _is_signed(line, language)


def without_credit(line: str) -> str:
    """Cut the credits of pictures off the ends of a line."""
    return line[:-200] + _SIGNED_PICTURE.sub("", _CREDIT_AT_THE_END.sub("", line[-200:]))


def without_first_credit(line: str) -> str:
    """Cut off a credit that ends in an agency, where a sentence goes on behind it."""
    found = _FIRST_CREDIT.match(line[:_LONGEST_LINE])
    rest = line[found.end() :] if found else ""
    return rest if len(words(rest[:400])) >= _A_SENTENCE and not rest[0].islower() else line


def _could_be_a_name(word: str) -> bool:
    if word[0].isupper() or (word.isalpha() and not word[0].islower()):
        return True
    return fold_line(word) in _BETWEEN_NAMES or fold_line(word) in _AGENCY_WORDS


def _follows_by(rest: Sequence[str]) -> bool:
    """Tell names from a time: "By Sunday …"."""
    if not rest or not all(_could_be_a_name(word) or fold_line(word) in _ROLES for word in rest):
        return False
    if len(rest) > 3 and fold_line(rest[0]) in _COUNTERS:
        return False
    return len(rest) <= (10 if rest[0][0].isupper() else 4)


def _stands_before_role(line: str) -> bool:
    """Tell a name and its office: "Jane Doe, Tribune Staff Writer"; without capitals the office stands alone."""
    name, *offices = _ROLE.split(line)
    names, held = words(name), [word for office in offices for word in words(office)]
    roles = [word for word in held if fold_line(word) in _ROLES]
    if not roles or ":" in line or not 2 <= len(names) <= 4 or not are_names(names):
        return False
    if not names[0][0].isupper():
        return len(held) == 1
    return len(held) <= 8 and all(_could_be_a_name(word) or word in roles for word in held)


def _is_signed(line: str, language: str) -> bool:
    """Tell a name and where it wrote: "Jane Doe in Athens", "Jane Doe, Reuters, Athens"."""
    if line.endswith((".", "!", "?")):
        return False
    name, *places = _WHERE.split(line.strip())
    if not places:
        name, *places = _AFTER_NAME.split(line.strip())
        if not places or fold_line(places[0]) not in _AGENCIES:
            return False
    names = words(name)
    if len(places) > 2 or not 2 <= len(names) <= 3 or not all(map(_could_be_a_name, names)):
        return False
    return all(fold_line(place) in _AGENCIES or _is_place(words(place), language) for place in places)


def _is_place(written: Sequence[str], language: str) -> bool:
    """Tell whether words name a place, in any language where theirs is not known."""
    read = [vocabulary(one).longest(written, 0) for one in ([language] if language else LANGUAGES) if written]
    return any(taken == len(written) and all(map(is_place, concepts)) for concepts, taken in read)
