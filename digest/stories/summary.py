"""The best headline of a story, and the sentences that carry it: all taken word for word from sources.

Read `lead_entry`, then `summarise`. Both look only at entries in a language the reader reads, where
the story has one. A sentence is worth what other outlets support (the centroid idea of Radev et al.,
"Centroid-based summarization of multiple documents", 2004), its place in the text, and what it adds to
the headline and to sentences already taken (maximal marginal relevance, Carbonell and Goldstein, 1998).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.model import Entry, Quote
from digest.text import sentences, shorten, words

__all__ = ["lead_entry", "most_supported", "quote", "readable", "repeats", "summarise"]

SHORTEST, LONGEST = 25, 320
REPEATS = 0.75
"""A sentence that shares more than this of its words with the headline adds nothing to it."""
REPEATS_QUOTE = 0.5
"""The same for a second sentence, beside headline and first sentence."""
SENTENCES_READ = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    entry: Entry
    text: str
    bag: frozenset[str]
    place: int


def readable(entries: Sequence[Entry], reads: Sequence[str]) -> tuple[Entry, ...]:
    """Keep the entries of the reader's first language that the story has; all of them where it has none."""
    for language in reads:
        kept = tuple(entry for entry in entries if entry.language == language)
        if kept:
            return kept
    return tuple(entries)


def lead_entry(entries: Sequence[Entry], reads: Sequence[str]) -> Entry:
    """Choose the entry whose headline says best what the others say; the earliest among equals.

    Headlines of 25 to 110 characters that are no questions are preferred.
    """
    pool = readable(entries, reads)
    bags = {entry.id: _bag(entry.title) for entry in pool}

    def worth(entry: Entry) -> tuple[float, float]:
        support = [_share(bags[entry.id], bags[other.id]) for other in pool if other.outlet != entry.outlet]
        central = sum(support) / len(support) if support else 0.0
        return central + _shape(entry.title) + 0.1 * min(entry.weight, 2.0), -entry.clock.timestamp()

    return max(pool, key=worth)


def summarise(entries: Sequence[Entry], lead: Entry, limit: int = LONGEST) -> tuple[Quote, ...]:
    """Take one or two sentences, `limit` characters together, that add to the headline of `lead`.

    None where no source says more than the headline does.
    """
    pool = [entry for entry in entries if entry.language == lead.language]
    said = _bag(lead.title)
    candidates = [candidate for entry in pool for candidate in _candidates(entry)]
    taken: list[_Candidate] = []
    room = limit
    while len(taken) < 2:
        most = REPEATS_QUOTE if taken else REPEATS
        fitting = [c for c in candidates if _share(c.bag, said) <= most and (not taken or len(c.text) <= room)]
        if not fitting:
            break
        best = max(fitting, key=lambda c: _worth(c, lead, pool, said))
        taken.append(best)
        said |= best.bag
        room -= len(best.text)
        candidates = [c for c in candidates if c is not best]
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
    bags = [_bag(f"{entry.title} {entry.summary}") for entry in entries]
    return max(quotes, key=lambda found: sum(_share(_bag(found.text), bag) for bag in bags), default=None)


def repeats(text: str, headline: str) -> bool:
    """Tell whether a sentence says nothing beside a headline."""
    return _share(_bag(text), _bag(headline)) > REPEATS


def _candidates(entry: Entry) -> list[_Candidate]:
    source = entry.summary or entry.text
    found = [s for line in source.splitlines()[:SENTENCES_READ] for s in sentences(line, entry.language)]
    return [
        _Candidate(entry=entry, text=text, bag=_bag(text), place=place)
        for place, text in enumerate(found[:SENTENCES_READ])
        if len(text) >= SHORTEST and text[-1] not in ":,"
    ]


def _worth(candidate: _Candidate, lead: Entry, pool: Sequence[Entry], said: frozenset[str]) -> float:
    """Add support by other outlets, place, novelty, and a little for the headline's own outlet."""
    others = [_bag(f"{e.title} {e.summary}") for e in pool if e.outlet != candidate.entry.outlet]
    support = sum(_share(candidate.bag, other) for other in others) / len(others) if others else 0.0
    novelty = 1 - _share(candidate.bag, said)
    own = 0.1 if candidate.entry.id == lead.id else 0.0
    return support + 0.5 / (1 + candidate.place) + 0.5 * novelty + own


def _shape(title: str) -> float:
    """Prefer a headline that can be read at a glance and states something."""
    fits = 0.2 if SHORTEST <= len(title) <= 110 else 0.0
    asks = -0.2 if title.rstrip().endswith(("?", "؟", "…", "...")) else 0.0
    shouts = -0.2 if title.isupper() else 0.0
    return fits + asks + shouts


def _bag(text: str) -> frozenset[str]:
    """The words that carry content: those of four letters or more, and numbers."""
    return frozenset(
        word.casefold() for word in words(text) if len(word) > 3 or word[0].isdigit() or not word.isascii()
    )


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    """Tell how much of `part` stands in `whole`, 0 to 1."""
    return len(part & whole) / len(part) if part else 1.0
