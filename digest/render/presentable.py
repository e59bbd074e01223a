"""The issue as templates see it: whatever the feeds wrote, every string harmless and every link http(s).

A template of the admin's own gets the same safety as the packaged ones.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from digest.model import Generated, Issue, Item, OutletLink, Quote, Section
from digest.text import clean, language_code, shorten
from digest.urls import resolve

__all__ = ["presentable"]

_HEADLINE: Final = 300
_QUOTE: Final = 1_000
_NAME: Final = 80
_LINK: Final = 2_000


def presentable(issue: Issue) -> Issue:
    """Clean and bound every string; empty links that are not http(s); drop what repeats the headline."""
    return replace(
        issue,
        digest_name=_name(issue.digest_name) or _name(issue.digest_id) or "Digest",
        site_title=_name(issue.site_title),
        base_url=_link(issue.base_url or "").rstrip("/") or None,
        postal=shorten(clean(issue.postal), _QUOTE),
        topics=tuple(_name(topic) for topic in issue.topics),
        alert=_name(issue.alert),
        sections=tuple(_section(section) for section in issue.sections),
        more=tuple(_item(item) for item in issue.more),
    )


def _section(section: Section) -> Section:
    return replace(section, name=_name(section.name), items=tuple(_item(item) for item in section.items))


def _item(item: Item) -> Item:
    headline = shorten(clean(item.headline), _HEADLINE)
    quotes = tuple(_quote(quote) for quote in item.quotes)
    news = None if item.news is None else _quote(item.news)
    return replace(
        item,
        headline=headline or "…",
        url=_link(item.url),
        language=language_code(item.language),
        also_in=tuple(code for tag in item.also_in if (code := language_code(tag))),
        quotes=tuple(quote for quote in quotes if _says_more(quote, headline)),
        news=news if news is not None and _says_more(news, headline) else None,
        coverage=tuple(_outlet(outlet) for outlet in item.coverage),
        generated=None if item.generated is None else _generated(item.generated),
    )


def _generated(summary: Generated) -> Generated | None:
    """Show a summary only with what it rests on."""
    text = shorten(clean(summary.text), _QUOTE)
    support = tuple(_quote(quote) for quote in summary.support)
    known = replace(summary, text=text, language=language_code(summary.language), support=support)
    return known if text and support else None


def _quote(quote: Quote) -> Quote:
    text = shorten(clean(quote.text), _QUOTE)
    return replace(
        quote, text=text, outlet=_name(quote.outlet), url=_link(quote.url), language=language_code(quote.language)
    )


def _outlet(link: OutletLink) -> OutletLink:
    title = shorten(clean(link.title), _HEADLINE)
    language = language_code(link.language)
    return replace(link, outlet=_name(link.outlet) or "…", title=title, url=_link(link.url), language=language)


def _says_more(quote: Quote, headline: str) -> bool:
    return quote.text.rstrip(" .…").casefold() not in {"", headline.rstrip(" .…").casefold()}


def _name(text: str) -> str:
    return shorten(clean(text), _NAME)


def _link(url: str) -> str:
    link = resolve("", url)
    return link if len(link) <= _LINK else ""
