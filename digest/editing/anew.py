"""How an update is worded: by what its news adds to all that was told before, and by nothing else.

Read `headlines`, which keeps the entries that may head an update, then `news_quote`. A text says something new where it
carries a name or number of the news, or where enough of its words stand in nothing that was told before.
"""

from __future__ import annotations

from collections.abc import Sequence

from digest.model import Entry, News, Quote, Revision
from digest.stories.apostrophes import without_apostrophes
from digest.stories.summary import (
    content,
    first_said,
    holds,
    is_aside,
    is_cut_out,
    most_supported,
    quote,
    repeats,
    share,
)
from digest.text import words

__all__ = ["headlines", "news_quote"]

_TOLD = 0.7
"""A text that has more than this of its words from what was told before says nothing new by them."""


def headlines(entries: Sequence[Entry], unseen: Sequence[Revision], told: Sequence[Entry]) -> tuple[Entry, ...]:
    """Keep, of each language, the entries that made the news or have a title that says something new; all where none has."""
    telling = {revision.entry_id for revision in unseen}
    kept: list[Entry] = []
    for language in dict.fromkeys(entry.language for entry in entries):
        known = _known(told, language)
        own = [entry for entry in entries if entry.language == language]
        anew = [e for e in own if e.id in telling or _carries(e.title, unseen) or _is_untold(e.title, language, known)]
        kept += anew or own
    return tuple(kept)


def news_quote(
    entries: Sequence[Entry], unseen: Sequence[Revision], told: Sequence[Entry], lead: Entry
) -> Quote | None:
    """Quote what is new, in the language of the headline: of the sentences that tell it, what most entries say.

    A title is quoted only where no sentence tells it. None where the headline says it all.
    """
    own = [entry for entry in entries if entry.language == lead.language]
    by_id = {entry.id: entry for entry in own}
    told_by = [(by_id[revision.entry_id], revision.news.sentence) for revision in unseen if revision.entry_id in by_id]
    made = [
        quote(entry, sentence)
        for entry, sentence in told_by
        if holds(sentence, entry, lead) and not is_aside(sentence, entry, (*told, *own))
    ]
    titles = {entry.title for entry in own}
    known = _known(told, lead.language)
    said = first_said(own, lead)
    carrying = [*(found for found in made if found.text not in titles), *(q for q in said if _carries(q.text, unseen))]
    adding = [q for q in said if _is_untold(q.text, q.language, known)]
    for found in (carrying, adding, made):
        news = [each for each in found if not repeats(each.text, lead.title, each.language)]
        if news:
            return most_supported([each for each in news if not is_cut_out(each.text)] or news, own)
    return None


def _known(told: Sequence[Entry], language: str) -> frozenset[str]:
    """Collect the words that were told before in a language."""
    texts = (f"{one.title}\n{one.summary or one.text}" for one in told if one.language == language)
    return frozenset().union(*(content(text, language) for text in texts))


def _is_untold(text: str, language: str, known: frozenset[str]) -> bool:
    return share(content(text, language), known) <= _TOLD


def _carries(text: str, unseen: Sequence[Revision]) -> bool:
    """Tell whether a text has a name or a number of the news, word for word."""
    written = f" {_plain(text)} "
    return any(f" {_plain(fact)} " in written for one in unseen for fact in _facts(one.news))


def _facts(news: News) -> tuple[str, ...]:
    return (*news.names, *news.numbers)


def _plain(text: str) -> str:
    return " ".join(words(without_apostrophes(text))).casefold()
