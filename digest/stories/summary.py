"""The best headline of a story, and the sentences that carry it: all taken word for word from sources.

Read `lead_entry`, then `summarise`. Both look only at entries in a language the reader reads, where
the story has one. A sentence is worth what other outlets support (the centroid idea of Radev et al.,
"Centroid-based summarization of multiple documents", 2004), its place in the text, and what it adds to
the headline and to sentences already taken (maximal marginal relevance, Carbonell and Goldstein, 1998).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from digest.model import Entry, Quote
from digest.stories.forms import term
from digest.stories.furniture_lines import says_nothing
from digest.stories.marks import unmarked
from digest.stories.outdated import outdates, state
from digest.text import sentences, shorten, words

__all__ = [
    "content",
    "first_said",
    "holds",
    "is_aside",
    "is_cut_out",
    "lead_entry",
    "most_supported",
    "quote",
    "readable",
    "repeats",
    "share",
    "summarise",
]

SHORTEST, LONGEST = 25, 320
REPEATS = 0.75
"""A sentence that shares more than this of its words with the headline adds nothing to it."""
REPEATS_QUOTE = 0.5
"""The same for a second sentence, beside headline and first sentence."""
SENTENCES_READ = 6
_CHARACTERS = 2000
SUPPORTING = 40
"""Entries that are compared, the first of each source; a story of hundreds is told by these."""
# Of a round-up's headline: "A storm has passed. And, ministers meet", "Storm; ministers; football".
_PARTS: Final = re.compile(r"(?<=[\w)”\"»][.!?]) +|\s*[;|•·]\s+")
# Marks that come in pairs; a straight one in a word or behind a digit is none.
_PAIRED: Final = (re.compile(r'(?<!\w)"|(?<=\D)"(?!\w)'), re.compile("[“”„]"), re.compile("[«»]"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    entry: Entry
    text: str
    bag: frozenset[str]
    place: int


@dataclass(frozen=True, slots=True)
class _Source:
    """An entry that wrote something of its own, and the words it used."""

    entry: Entry
    title: frozenset[str]
    bag: frozenset[str]


def readable(entries: Sequence[Entry], reads: Sequence[str]) -> tuple[Entry, ...]:
    """Keep the entries of the reader's first language that the story has; all of them where it has none."""
    for language in reads:
        kept = tuple(entry for entry in entries if entry.language == language)
        if kept:
            return kept
    return tuple(entries)


def lead_entry(entries: Sequence[Entry], reads: Sequence[str], telling: Collection[int] = ()) -> Entry:
    """Choose the entry whose headline says best what others say, in headlines and below; the earliest among equals.

    Headlines of 25 to 110 characters that are no questions and bear no mark of a wire are preferred. Copies support
    nothing. Where one of those `telling` something new (ids of entries) outdates that headline, it is the best of
    those that say how things stand now.
    """
    pool = readable(entries, reads)
    sources = _sources(pool)

    def worth(entry: Entry) -> tuple[float, float]:
        title = content(entry.title, entry.language)
        others = [other for other in sources if other.entry.outlet != entry.outlet]
        support = [(share(title, other.title) + share(title, other.bag)) / 2 for other in others]
        central = sum(support) / len(support) if support else 0.0
        return central + _shape(entry.title) + 0.1 * min(entry.weight, 2.0), -entry.clock.timestamp()

    best = max(pool, key=worth)
    outdated: set[int] = set()
    while (newer := _newer(best, pool, telling)) and best.id not in outdated:
        outdated.add(best.id)
        best = max(newer, key=worth)
    return best


def _newer(lead: Entry, pool: Sequence[Entry], telling: Collection[int]) -> list[Entry]:
    """List the entries that say how things stand now, where a headline does not: what was told last, and who agrees."""
    known = state(lead)
    since = [
        entry
        for entry in pool
        if entry.id in telling
        and (entry.clock > lead.clock or lead.id not in telling)
        and outdates(state(entry), known)
    ]
    if not since:
        return []
    last = max(since, key=lambda entry: (entry.clock, entry.id))
    agreeing = (entry for entry in pool if outdates(state(entry), known) and not outdates(state(last), state(entry)))
    return [last, *(entry for entry in agreeing if entry.id != last.id)]


def summarise(entries: Sequence[Entry], lead: Entry, limit: int = LONGEST) -> tuple[Quote, ...]:
    """Take one or two sentences, `limit` characters together, that add to the headline of `lead`.

    None where no source says more than the headline does.
    """
    sources = _sources([entry for entry in entries if entry.language == lead.language])
    said = content(lead.title, lead.language)
    supported = {c: _support(c, sources) for c in _whole(_first_said(sources, lead))}
    taken: list[_Candidate] = []
    room = limit
    while len(taken) < 2:
        most = REPEATS_QUOTE if taken else REPEATS
        fitting = [c for c in supported if share(c.bag, said) <= most and (not taken or len(c.text) <= room)]
        if not fitting:
            break
        best = max(fitting, key=lambda c: supported[c] + _worth(c, lead, said))
        taken.append(best)
        said |= best.bag
        room -= len(best.text)
        del supported[best]
    if len({c.entry.id for c in taken}) == 1:
        taken.sort(key=lambda c: c.place)
    return tuple(quote(c.entry, c.text, limit) for c in taken)


def quote(entry: Entry, text: str, limit: int = LONGEST) -> Quote:
    """Attribute a sentence to its entry; one that is too long ends at a word with "…"."""
    return Quote(
        text=shorten(text, limit),
        outlet=entry.outlet,
        url=entry.link,
        language=entry.language,
        direction=entry.direction,
    )


def most_supported(quotes: Sequence[Quote], entries: Sequence[Entry]) -> Quote | None:
    """Choose the quote whose words most of the entries share, the first among equals; None of none."""
    sources = _sources(entries)

    def support(found: Quote) -> float:
        bag = content(found.text, found.language)
        return sum(share(bag, source.bag) for source in sources)

    return max(quotes, key=support, default=None)


def repeats(text: str, headline: str, language: str) -> bool:
    """Tell whether a sentence says nothing beside a headline of its language."""
    return share(content(text, language), content(headline, language)) > REPEATS


def content(text: str, language: str) -> frozenset[str]:
    """The stems that carry content: those of words of four letters or more, and numbers."""
    return frozenset(
        term(word, language)
        for word in words(text[:_CHARACTERS])
        if len(word) > 3 or word[0].isdigit() or not word.isascii()
    )


def share(part: frozenset[str], whole: frozenset[str]) -> float:
    """Tell how much of `part` stands in `whole`, 0 to 1."""
    return len(part & whole) / len(part) if part else 1.0


def first_said(entries: Sequence[Entry], lead: Entry) -> list[Quote]:
    """Quote the first sentences of these entries that the headline of `lead` leaves standing, each from who said it first."""
    return [quote(found.entry, found.text) for found in _first_said(_sources(entries), lead)]


def holds(text: str, entry: Entry, lead: Entry) -> bool:
    """Tell whether a text of an entry is not what a later headline outdates."""
    return entry.clock >= lead.clock or not outdates(
        state(lead), state(replace(entry, title=text, summary="", text=""))
    )


def is_aside(text: str, entry: Entry, entries: Iterable[Entry]) -> bool:
    """Tell what an entry says of other news than its story: its headline has a part that no other one of these shares.

    Such is a round-up: one part of its headline is about the story, another is not, and the text is about that.
    """
    parts = [content(part, entry.language) for part in _PARTS.split(entry.title)]
    if len(parts) < 2:
        return False
    others = [content(other.title, other.language) for other in entries if other.id != entry.id]
    titles = frozenset().union(*others)
    of_the_story = frozenset().union(*(part for part in parts if part & titles))
    of_others = frozenset().union(*(part for part in parts if not part & titles))
    bag = content(text, entry.language)
    return bool(of_the_story) and len(bag & of_others) > len(bag & of_the_story)


def is_cut_out(text: str) -> bool:
    """Tell a sentence out of the middle of a speech or an aside: a mark in it has no other to go with."""
    return any(len(marks.findall(text)) % 2 for marks in _PAIRED) or text.count("(") > text.count(")")


def _sources(entries: Sequence[Entry]) -> list[_Source]:
    """Keep the entries that wrote something of their own: one text in ten papers is one source."""
    own: dict[tuple[frozenset[str], frozenset[str]], _Source] = {}
    for entry in entries[: 4 * SUPPORTING]:
        title = content(entry.title, entry.language)
        summary = content(entry.summary or entry.text[:_CHARACTERS], entry.language)
        own.setdefault((summary, frozenset()) if summary else (summary, title), _Source(entry, title, title | summary))
        if len(own) >= SUPPORTING:
            break
    return list(own.values())


def _first_said(sources: Sequence[_Source], lead: Entry) -> list[_Candidate]:
    """List the sentences of all sources beside a headline, each as the first said it."""
    first: dict[str, _Candidate] = {}
    for source in sorted(sources, key=lambda source: source.entry.clock):
        for candidate in _candidates(source.entry):
            if holds(candidate.text, source.entry, lead) and not _begins(lead.title, candidate.text):
                first.setdefault(candidate.text.casefold(), candidate)
    entries = [source.entry for source in sources]
    return [found for found in first.values() if not is_aside(found.text, found.entry, entries)]


def _whole(candidates: Sequence[_Candidate]) -> Sequence[_Candidate]:
    """Keep what is not cut out of somebody's speech, where there is anything else."""
    return [candidate for candidate in candidates if not is_cut_out(candidate.text)] or candidates


def _begins(headline: str, text: str) -> bool:
    """Tell whether a headline is the beginning of a text, cut short perhaps."""
    return text.startswith(headline.rstrip(". …")) and len(headline) >= SHORTEST


def _candidates(entry: Entry) -> list[_Candidate]:
    source = entry.summary or entry.text
    found = [s for line in source.splitlines()[:SENTENCES_READ] for s in sentences(line, entry.language)]
    return [
        _Candidate(entry=entry, text=text, bag=content(text, entry.language), place=place)
        for place, text in enumerate(found[:SENTENCES_READ])
        if len(text) >= SHORTEST and text[-1] not in ":," and not says_nothing(text)
    ]


def _support(candidate: _Candidate, sources: Sequence[_Source]) -> float:
    """Tell how much of a sentence other outlets say, on average."""
    shares = [share(candidate.bag, one.bag) for one in sources if one.entry.outlet != candidate.entry.outlet]
    return sum(shares) / len(shares) if shares else 0.0


def _worth(candidate: _Candidate, lead: Entry, said: frozenset[str]) -> float:
    """Add place, novelty, and a little for the headline's own outlet."""
    novelty = 1 - share(candidate.bag, said)
    own = 0.1 if candidate.entry.id == lead.id else 0.0
    return 0.5 / (1 + candidate.place) + 0.5 * novelty + own


def _shape(title: str) -> float:
    """Prefer a headline that can be read at a glance and states something."""
    fits = 0.2 if SHORTEST <= len(title) <= 110 else 0.0
    asks = -0.2 if title.rstrip().endswith(("?", "؟", "…", "...")) else 0.0
    shouts = -0.2 if title.isupper() else 0.0
    marked = -0.2 if unmarked(title) != title else 0.0
    return fits + asks + shouts + marked
