"""What a sentence tells that can be new: names, numbers, quotations, and turns of events.

`statements` reads an entry once; `digest.stories.news` compares it with what its story was told. A name is a
run of capitals; in scripts without capitals it is what the vocabulary knows, or follows an office ("the
mayor …"). A turn is an idea that changes how an event stands: an arrest, a release, an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from digest.model import Entry
from digest.stories.apostrophes import without_apostrophes
from digest.stories.background import COUNTERS
from digest.stories.counted import TOLLS, counted
from digest.stories.fact import Fact
from digest.stories.forms import fold, is_common, is_function_word, term
from digest.stories.marks import unmarked
from digest.stories.outcomes import answered, opened
from digest.stories.reversals import reversals
from digest.stories.signs import changes, signs, speaks
from digest.stories.skeletons import skeletons
from digest.stories.terms import Features, tokens
from digest.stories.vocabulary import ideas, is_name, is_place, meanings, vocabulary
from digest.text import words

__all__ = ["TOLLS", "Fact", "Statement", "facts", "statements"]

_CHARACTERS = 2000
_REMEMBERED = 1000
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{12,300})[\"“”»]|‘((?:[^‘’]|’(?=\w)){12,300})’(?!\w)")
# What an agency writes before its first sentence: "OSLO, March 2 (Reuters) -".
_DATELINE = re.compile(
    r"[^\W\d_][^()]{1,60}\((?:Reuters|dpa|Xinhua|Bloomberg|Kyodo|Interfax|[A-ZА-Я]{2,6}(?:/[A-ZА-Я]{2,6})?)\) ?[-–—]+ "
)
# How a point may begin a number, and a sign stand before it.
_POINT = re.compile(r"(?<![\w.,])\.(?=\d)")
_SIGN = re.compile(r"(?<![\w.,:)])[-−](?=\d)")
_TITLE_CASE_WORD = 4
_LONGEST_NAME = 2
_COUNTERS = frozenset(map(fold, COUNTERS))

# Ideas of the vocabulary that change how an event stands. Left out is what the next outlet says in other
# words of the same thing (rescued, warned, began), and words of many meanings (struck, accepted, opened).
_TURNS = frozenset(
    {"acquit", "apologise", "appoint", "arrest", "ban", "cancel", "ceasefire", "collapse", "deal", "delay", "dismiss"}
    | {"dissolve", "end", "extend", "guilty", "indict", "injure", "investigate", "kill", "lower", "raise", "recall"}
    | {"reject", "release", "resign", "return", "ruling", "search", "seize", "sentence", "suspend", "veto", "withdraw"}
)
_OFFICES = frozenset(
    {"actor", "ambassador", "chancellor", "coach", "commander", "crown prince", "defence minister", "doctor"}
    | {"energy minister", "finance minister", "foreign minister", "judge", "king", "lawyer", "mayor", "minister"}
    | {"player", "president", "prime minister", "queen", "singer", "spokesperson"}
)
# How people are introduced where no capital shows a name, folded: doctor, professor, Mr, Mrs, governor, captain …
_BEFORE_NAMES = frozenset(
    {"דר", "פרופ", "הרב", "נגיד", "הנגיד", "קברניט", "הקברניט", "אלוף", "ניצב", "סגן"}
    | {"السيد", "السيده", "الدكتور", "الدكتوره", "القبطان", "قبطان", "النائب", "الشيخ", "الامير", "محافظ", "المحافظ"}
    | {"اللواء", "العميد"}
)
# What may stand inside a name, and what a name never reaches across.
_PARTICLES = frozenset(
    {"of", "de", "la", "del", "bin", "ibn", "al", "ben", "van", "von", "der", "du", "di", "da", "el"}
)
_GERMAN_PARTICLES = frozenset({"von", "van"})
_ARTICLES = frozenset({"the", "der", "die", "das", "le", "la", "el"})
_ATTRIBUTION = 6
_BOUNDARY = re.compile(r"[,;:?!…()\[\]|/–—](?!\d)|(?<=[^\W\d_]{4})\.\s|\s-\s")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as written, the facts it carries, the terms of what it quotes, and the turns it tells.

    `opens` are the questions it leaves open, of which an outcome is a turn: "!?vote" answers "?vote". `changes` tells that
    something is said to stand otherwise than before: corrected, lowered, back.
    """

    sentence: str
    facts: tuple[Fact, ...]
    quoted: tuple[tuple[str, ...], ...]
    turns: tuple[str, ...]
    opens: tuple[str, ...] = ()
    changes: bool = False


def statements(entry: Entry, found: Features) -> tuple[Statement, ...]:
    """Read the sentences of an entry, then its title: a sentence says more where both carry a fact."""
    read = found.sentences if entry.summary else ()
    return _statements((*read, entry.title), entry.clock.date(), found.language)


@lru_cache(maxsize=_REMEMBERED)
def _statements(sentences: tuple[str, ...], day: date, language: str) -> tuple[Statement, ...]:
    return tuple(_statement(sentence, day, language) for sentence in sentences if sentence)


def facts(told: Sequence[Statement]) -> frozenset[str]:
    """List the keys of every name, number, quoted word and turn of an entry."""
    named = (key for statement in told for fact in statement.facts for key in fact.keys)
    quoted = (term for statement in told for terms in statement.quoted for term in terms)
    turned = (turn for statement in told for turn in (*statement.turns, *statement.opens))
    return frozenset((*named, *quoted, *turned))


def _statement(sentence: str, day: date, language: str) -> Statement:
    told = unmarked(sentence[:_CHARACTERS])
    told = _DATELINE.sub("", told, count=1) if "(" in told[:80] else told
    told = _SIGN.sub("minus ", _POINT.sub("0.", told))
    pieces = [written for piece in _BOUNDARY.split(told) if (written := _words(piece))]
    capitals = language == "de" or not _is_title_case([word for written in pieces for word in written], language)
    numbers = (
        fact for place, written in enumerate(pieces) for fact in counted(written, day, language, opens=not place)
    )
    names = (fact for written in pieces for fact in _names(written, language, capitals=capitals))
    quoted = [one or other for one, other in _QUOTED.findall(sentence)] if any(m in sentence for m in '"“„«‘') else ()
    return Statement(
        sentence=sentence,
        facts=(*numbers, *names),
        quoted=tuple(tuple(each.term for each in tokens(_words(text), language)) for text in quoted),
        turns=tuple(dict.fromkeys(turn for written in pieces for turn in _turns(written, language, asks="?" in told))),
        opens=tuple(dict.fromkeys(f"?{name}" for written in pieces for name in _opened(written, language))),
        changes=any(changes(written, language) for written in pieces),
    )


def _words(text: str) -> tuple[str, ...]:
    return words(without_apostrophes(text))


def _opened(written: Sequence[str], language: str) -> Iterator[str]:
    yield from opened(written, language)
    yield from (said for said, _ in reversals(written, language))


def _turns(written: Sequence[str], language: str, *, asks: bool) -> Iterator[str]:
    yield from ("!" + concept for concept in ideas(written, language) if concept in _TURNS)
    read = signs(" ".join(written), written, language)
    if not (asks or read.doubts or read.denies or read.foretells):
        yield from (f"!?{name}" for name in answered(written, language))
    if not asks:
        yield from (f"!?{other}" for _, other in reversals(written, language))


def _names(written: Sequence[str], language: str, *, capitals: bool) -> Iterator[Fact]:
    """Read the names of a piece of a sentence; `capitals` tells whether they say anything in that."""
    if not any(word[0].isupper() or word[0].islower() for word in written):
        yield from _names_without_capitals(written, language)
    elif not capitals or _is_attribution(written, language):
        return
    elif language == "de" or not _is_title_case(written, language):
        yield from _names_by_capitals(written, language)


def _is_attribution(written: Sequence[str], language: str) -> bool:
    """Tell "the Coast Guard said": a body that is no person says it, and it is no part of what happened."""
    return (
        len(written) <= _ATTRIBUTION
        and any(word.lower() in _ARTICLES for word in written[:2])
        and speaks(written, language)
    )


# --- capitals ------------------------------------------------------------------------------------


def _is_title_case(written: Sequence[str], language: str) -> bool:
    """Tell whether every longer word of several has a capital, so that capitals say nothing."""
    longer = [word for word in written if len(word) >= _TITLE_CASE_WORD]
    if any(word[0].islower() and not is_function_word(word, language) for word in longer):
        return False
    return sum(not is_function_word(word, language) for word in longer) > _LONGEST_NAME + 1


def _names_by_capitals(written: Sequence[str], language: str) -> Iterator[Fact]:
    """Read each run of capitals as one name; small words break it, but for those that stand inside names."""
    inside = _GERMAN_PARTICLES if language == "de" else _PARTICLES
    run: list[str] = []
    start = 0
    for place, word in enumerate(written):
        if word[0].isupper() and not is_function_word(word, language) and fold(word) not in _COUNTERS:
            start = start if run else place
            run.append(word)
        elif run and word.lower() not in inside:
            yield from _name(run, language, first=not start)
            run = []
    yield from _name(run, language, first=not start)


def _name(run: Sequence[str], language: str, *, first: bool) -> Iterator[Fact]:
    """Make one name of a run of capitals.

    A single word that opens a sentence proves nothing, nor does a single one in German, where every noun
    has a capital. Places are no part of a name: "Israeli president" is how the next outlet says who
    Herzog is, and where he goes is told by more than the place.
    """
    if len(run) < (2 if language == "de" else 1) + first:
        return
    telling = [word for word in run if len(word) > 1 and _may_name(word, language)]
    if any(word is not run[0] for word in telling) or (telling and not first):
        yield _fact(run, telling, language)


def _may_name(word: str, language: str) -> bool:
    """Tell whether a word may be a person's or a body's: no idea, no place, nothing that any news has."""
    known = meanings(word, language)
    if any(is_place(concept) or not is_name(concept) for concept in known):
        return False
    return not is_common(term(word, language), language)


def _fact(run: Sequence[str], telling: Sequence[str], language: str) -> Fact:
    known = vocabulary(language)
    whole = (concept for place in range(len(run)) for concept in known.longest(run, place)[0] if is_name(concept))
    single = (
        key
        for word in telling
        for key in (term(word, language), fold(word), *meanings(word, language), *skeletons(word))
    )
    keys = (*single, *(concept for concept in whole if not is_place(concept)))
    return Fact(" ".join(run), tuple(dict.fromkeys(keys)), number=False, parts=len(telling))


# --- no capitals ---------------------------------------------------------------------------------


def _names_without_capitals(written: Sequence[str], language: str) -> Iterator[Fact]:
    """Read the names that the vocabulary knows, and what follows an office or a title."""
    known = vocabulary(language)
    place = 0
    while place < len(written):
        concepts, taken = known.longest(written, place)
        if concepts and all(is_name(concept) and not is_place(concept) for concept in concepts):
            name = written[place : place + taken]
            yield _fact(name, name, language)
        elif _OFFICES.intersection(concepts) or _plain(written[place]) in _BEFORE_NAMES:
            yield from _introduced(written, place + (taken or 1), language)
        place += taken or 1


def _introduced(written: Sequence[str], place: int, language: str) -> Iterator[Fact]:
    """Read the name behind an office, past what the office is of: "the minister of education …"."""
    rest = list(written[place : place + 2 + _LONGEST_NAME])
    while rest and (_is_definite(rest[0]) or any(map(is_place, meanings(rest[0], language)))):
        rest.pop(0)
    name: list[str] = []
    for word in rest[:_LONGEST_NAME]:
        if meanings(word, language) or is_function_word(word, language) or word[0].isdigit():
            break
        name.append(word)
    if len(name) == _LONGEST_NAME and all(_may_name(word, language) for word in name):
        yield _fact(name, name, language)


def _is_definite(word: str) -> bool:
    """Tell whether a word has the article of Hebrew or Arabic, as few first names do."""
    return len(word) > 3 and word.startswith(("ה", "ال"))


def _plain(word: str) -> str:
    return fold(re.sub(r"[\"'׳״’.-]", "", word))
