"""What templates can call, besides Jinja's own filters. docs/reference/templates.md shows each one.

A filter that speaks to the reader finds them in the template's variables, so a file of macros must be
imported `with context`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

import regex
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from digest.model import Direction, Issue, Item, OutletLink, Quote
from digest.render.plain import FIRST_STRONG_ISOLATE, POP_ISOLATE, wrapped
from digest.render.reader import Reader
from digest.text import shorten

__all__ = ["FILTERS", "TESTS"]

_RIGHT_TO_LEFT: Final = regex.compile(r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}\p{Nko}]")
_LEFT_TO_RIGHT: Final = regex.compile(
    r"[\p{L}--\p{Hebrew}--\p{Arabic}--\p{Syriac}--\p{Thaana}--\p{Nko}]", regex.VERSION1
)
_STOPPED: Final = regex.compile(r"[.!?…。！？؟۔।:;][\p{Pf}\p{Pe}\"']*\s*$")
_ISOLATES: Final[Mapping[str, str]] = MappingProxyType({"ltr": "\u2066", "rtl": "\u2067"})


def _reader(context: Context) -> Reader:
    reader = context.resolve("reader")
    if not isinstance(reader, Reader):
        raise TypeError("this filter needs the reader: import the file of macros “with context”")
    return reader


@pass_context
def _when(context: Context, moment: datetime) -> str:
    return _reader(context).when(moment)


@pass_context
def _since(context: Context, moment: datetime) -> str:
    return _reader(context).since(moment)


@pass_context
def _day(context: Context, moment: datetime) -> str:
    return _reader(context).day(moment)


@pass_context
def _time(context: Context, moment: datetime) -> str:
    return _reader(context).time(moment)


@pass_context
def _days(context: Context, item: Item) -> int:
    return _reader(context).days(item.first_at, item.updated_at)


@pass_context
def _language_name(context: Context, code: str) -> str:
    return _reader(context).language_name(code)


@pass_context
def _listing(context: Context, words: Iterable[str]) -> str:
    given = list(words)
    if not context.eval_ctx.autoescape:
        return _reader(context).listing(given)
    return Markup(_reader(context).listing([str(escape(word)) for word in given]))  # noqa: S704 - escaped one by one


@pass_context
def _counts(context: Context, issue: Issue) -> list[str]:
    reader = _reader(context)
    updates = sum(item.kind == "update" for item in issue.items)
    new = len(issue.items) - updates
    counts = []
    if new and updates:
        counts.append(reader.ngettext("%(num)s new story", "%(num)s new stories", new))
    elif new:
        counts.append(reader.ngettext("%(num)s story", "%(num)s stories", new))
    if updates:
        counts.append(reader.ngettext("%(num)s update", "%(num)s updates", updates))
    if issue.items:
        counts.append(reader.gettext("%(num)s min", num=issue.minutes))
    return counts


@pass_context
def _isolate(context: Context, text: str, direction: Direction | None = None) -> str:
    """Keep text that runs against the reader's direction from disturbing its line, by Unicode's isolates.

    With a direction, text of that direction is isolated as a whole where it is not the reader's; without
    one, text (a name) that has any letter of the other direction.
    """
    base = _reader(context).direction
    if direction is None:
        against = _LEFT_TO_RIGHT if base == "rtl" else _RIGHT_TO_LEFT
        start = FIRST_STRONG_ISOLATE if against.search(text) else ""
    else:
        start = "" if direction == base else _ISOLATES[direction]
    return type(text)(f"{start}{text}{POP_ISOLATE}") if start else text


@pass_context
def _caps(context: Context, text: str) -> str:
    """Write in capitals as the reader's language does; scripts without case stay."""
    return (text.replace("i", "İ") if _reader(context).language == "tr" else text).upper()


def _attributed(quotes: Iterable[Quote]) -> list[tuple[str, Quote]]:
    """Join neighbouring sentences of one outlet: each text with the quote that names its source.

    What has no stop at its end (a line of a list) stays a line: nobody could tell where it ends.
    """
    joined: list[tuple[str, Quote]] = []
    for quote in quotes:
        same = bool(joined) and (joined[-1][1].outlet, joined[-1][1].url) == (quote.outlet, quote.url)
        if same and _STOPPED.search(joined[-1][0]):
            joined[-1] = (f"{joined[-1][0]} {quote.text}", quote)
        else:
            joined.append((quote.text, quote))
    return joined


def _unlisted(quote: Quote, item: Item) -> bool:
    """Tell whether a sentence comes from a page that the story links nowhere else."""
    return bool(quote.url) and quote.url != item.url and all(link.url != quote.url for link in item.coverage)


def _outlets(coverage: Iterable[OutletLink], most: int) -> tuple[OutletLink, ...]:
    """Give the first `most` outlets, or all where only one would be left out."""
    links = tuple(coverage)
    return links if len(links) <= most + 1 else links[:most]


def _wrap(text: str, indent: int = 0, first: str | None = None, width: int = 72) -> str:
    return wrapped(text, width, " " * indent, first)


FILTERS: Final[Mapping[str, Callable[..., object]]] = MappingProxyType(
    {
        "attributed": _attributed,
        "caps": _caps,
        "counts": _counts,
        "day": _day,
        "days": _days,
        "isolate": _isolate,
        "language_name": _language_name,
        "listing": _listing,
        "outlets": _outlets,
        "shorten": shorten,
        "since": _since,
        "time": _time,
        "when": _when,
        "wrap": _wrap,
    }
)

TESTS: Final[Mapping[str, Callable[..., bool]]] = MappingProxyType({"unlisted": _unlisted})
