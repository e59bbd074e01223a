"""Whether a summary that a machine wrote says what the sources say: what does not is thrown away, all of it.

`judge` reads top to bottom: is it plain text of the story; does every sentence rest on sentences of the sources; how
much of it fits. A sentence rests on one sentence of a source, or on two: its terms, names and numbers are there (what
that means is in `digest.stories.support`), and quotations stand there word for word. That is no proof of truth: what
words alone cannot show, it cannot see (docs/explanation/generated-summaries.md says what).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from digest.model import Quote
from digest.stories.claims import Claim, claim
from digest.stories.summary import repeats
from digest.stories.support import follows
from digest.text import clean, sentences

__all__ = ["LONGEST_ANSWER", "Verdict", "judge"]

LONGEST_ANSWER: Final = 2_000
"""Characters of a text that is looked at; a longer one is no summary."""
_SHORTEST: Final = 25
_MOST_SENTENCES: Final = 6
_LEAST_TERMS: Final = 2
_UNPLAIN: Final = re.compile(r"://|www\.|[@<>{}\[\]*#`|\\_^~=]|(?m:^\s*(?:[-•–]|\d+[.)])\s)")
_QUOTED: Final = re.compile(r"(?<!\w)[\"“„«”](.*?)[\"”“»](?!\w)")
_MARKS: Final = re.compile(r"(?<!\w)[\"“„«”]|[\"”“»](?!\w)")
_SINGLY: Final = re.compile(r"(?<!\w)['‘‚‹](\w.*?)['’›](?!\w)")
_EDGES: Final = " .,;:!?…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The text that may be shown and the sentences it rests on; or why nothing may ("" where something may)."""

    text: str = ""
    support: tuple[Quote, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Source:
    quote: Quote
    claim: Claim


def judge(text: str, sources: Sequence[Quote], headline: str, language: str, limit: int) -> Verdict:
    """Judge a generated summary against sentences of its sources, all in one language.

    Every sentence must hold, those past `limit` characters too, which are left out.
    """
    reason = _unfit(text, headline, language)
    if reason:
        return Verdict(reason=reason)
    found = sentences(clean(text), language)[: _MOST_SENTENCES + 1]
    if len(found) > _MOST_SENTENCES or len(found[0]) > limit:
        return Verdict(reason="too long")
    known = [_Source(quote, claim(quote.text, language)) for quote in sources]
    rests = [_rest(sentence, known, language) for sentence in found]
    for sentence, support in zip(found, rests, strict=True):
        if not support:
            return Verdict(reason=f"not in the sources: {sentence}")
    kept = _fitting(found, limit)
    support = tuple(dict.fromkeys(quote for rest in rests[:kept] for quote in rest))
    return Verdict(text=" ".join(found[:kept]), support=support)


def _unfit(text: str, headline: str, language: str) -> str:
    """Say why a text is no summary, before its sentences are looked at."""
    plain = clean(text[: LONGEST_ANSWER + 1])
    if len(plain) < _SHORTEST:
        return "too short"
    if len(text) > LONGEST_ANSWER:
        return "too long"
    if _UNPLAIN.search(text):
        return "no plain text"
    if claim(plain, language).terms.isdisjoint(claim(headline, language).terms):
        return "about something else"
    return "says no more than the headline" if repeats(plain, headline, language) else ""


def _fitting(found: Sequence[str], limit: int) -> int:
    """Count the sentences that fit together, at least one."""
    taken, room = 1, limit - len(found[0])
    while taken < len(found) and len(found[taken]) + 1 <= room:
        room -= len(found[taken]) + 1
        taken += 1
    return taken


def _rest(sentence: str, known: Sequence[_Source], language: str) -> tuple[Quote, ...]:
    """Find what a sentence rests on: one sentence; two, a half on each; two that tell of one thing. None: ()."""
    said = claim(sentence, language)
    quoted = [clean(inner) for inner in _QUOTED.findall(sentence)]
    if len(_MARKS.findall(sentence)) != 2 * len(quoted):
        return ()
    quoted += [clean(inner) for inner in _SINGLY.findall(sentence)]
    if quoted:
        known = [source for source in known if all(_stands_in(inner, source.quote.text) for inner in quoted)]
    for source in known:
        if follows(said, [source.claim]):
            return (source.quote,)
    if quoted:  # who said it stands beside it, or it is nobody's
        return ()
    return _by_halves(said, known) or _by_two(said, known)


def _stands_in(inner: str, text: str) -> bool:
    return bool(inner.strip(_EDGES)) and inner.strip(_EDGES) in clean(text)


def _by_halves(said: Claim, known: Sequence[_Source]) -> tuple[Quote, ...]:
    """Part the sentence between two clauses, each half at least two terms, and find a sentence for each."""
    for middle in range(1, said.clauses):
        halves = said.part(0, middle), said.part(middle, said.clauses)
        if all(len(half.terms) >= _LEAST_TERMS for half in halves):
            rests = [next((one.quote for one in known if follows(half, [one.claim])), None) for half in halves]
            if all(rests):
                return tuple(quote for quote in rests if quote is not None)
    return ()


def _by_two(said: Claim, known: Sequence[_Source]) -> tuple[Quote, ...]:
    """Find two sentences that share one of its terms; each must bring two more."""
    useful = [source for source in known if len(said.terms & source.claim.terms) > _LEAST_TERMS]
    for one, other in combinations(useful, 2):
        ours, theirs = said.terms & one.claim.terms, said.terms & other.claim.terms
        joined = ours & theirs and min(len(ours - theirs), len(theirs - ours)) >= _LEAST_TERMS
        if joined and follows(said, [one.claim, other.claim]):
            return one.quote, other.quote
    return ()
