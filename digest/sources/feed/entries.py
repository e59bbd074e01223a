"""Items of a document to entries: plain text, languages, keys, and limits on all of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from digest.model import Enclosure, ParsedEntry, ParsedFeed
from digest.sources.feed.blocks import plain_blocks, plain_line
from digest.sources.feed.items import Document, Item
from digest.sources.feed.keys import identity_of, keys_of
from digest.sources.feed.twice import read_again
from digest.text import clean, direction, language_code, script_language, sentences, shorten
from digest.urls import canonical, host, untracked

__all__ = ["MOST_ENTRIES", "parsed_feed"]

MOST_ENTRIES: Final = 20_000
_LONGEST_TITLE: Final = 1_000
_LONGEST_HEADLINE: Final = 140
_LONGEST_GUID: Final = 4_000
_LONGEST_TEXT: Final = 100_000
_LONGEST_HTML: Final = 200_000
# What all entries of one document may hold together, in characters: the reply must stay small.
_MOST_TEXT: Final = 20_000_000
_MOST_ENCLOSURES: Final = 20
_MOST_AUTHORS: Final = 20
_NO_DATE: Final = datetime.min.replace(tzinfo=UTC)
_EMAIL: Final = re.compile(r"[(<\[]?\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b[>\])]?")
# feedparser cuts "desk@news.example (Jane Doe)" in the middle where it does not know the domain.
_BEHIND_ADDRESS: Final = re.compile(r"^[^()]*\(([^()]+)$")
_NAME_MARKS: Final = ' \t,;:()<>[]"-'
# Languages that are written in the scripts that name one (text.script_language).
_SAME_SCRIPT: Final = {"he": {"he", "yi"}, "ar": {"ar", "fa", "ur", "ps", "ku", "sd", "ug", "ks"}}


def parsed_feed(document: Document, language: str = "") -> ParsedFeed:
    """Make entries of a document's items; `language` is the admin's word and wins over the feed's.

    An item without a title is headed by the first sentence of its text. Of items that are one entry the newest stays. Of
    more than MOST_ENTRIES items the newest stay.
    """
    notes = [*document.notes]
    items = document.items
    if len(items) > MOST_ENTRIES:
        notes.append(f"{len(items)} items, the newest {MOST_ENTRIES} kept")
        items = tuple(sorted(items, key=_published, reverse=True)[:MOST_ENTRIES])
    reader = _Reader(language=language_code(language), feed_language=language_code(document.language))
    entries = _one_each(_with_keys([reader.entry(item) for item in items], document.link))
    return ParsedFeed(
        entries=entries,
        title=shorten(plain_line(read_again(document.title)), _LONGEST_TITLE),
        link=document.link,
        ttl=document.ttl,
        language=reader.language or reader.feed_language,
        note=shorten(clean("; ".join([*notes, *reader.notes()])), 500),
    )


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Make entries of items, and count what had to be cut."""

    language: str
    feed_language: str
    left: int = _MOST_TEXT
    cut: int = 0

    def entry(self, item: Item) -> ParsedEntry:
        text = (
            self._limit(plain_blocks(read_again(item.content)), _LONGEST_TEXT) if item.content != item.summary else ""
        )
        summary = self._limit(_with_lines(plain_blocks(read_again(item.summary)), text), _LONGEST_TEXT)
        title = self._limit(plain_line(read_again(item.title)), _LONGEST_TITLE)
        html = self._limit(_storable(max(item.content, item.summary, key=len)), _LONGEST_HTML)
        sample = f"{title} {summary or text}"
        language = self.language or _language(language_code(item.language) or self.feed_language, sample)
        return ParsedEntry(
            keys=(),
            title=title or _headline(summary or text, language),
            guid=clean(item.guid)[:_LONGEST_GUID],
            link=untracked(item.link),
            canonical_url=canonical(item.link),
            authors=_names(item.authors),
            published=item.published,
            summary=summary,
            text=text if len(text) > len(summary) else "",
            html=html,
            enclosures=_enclosures(item.enclosures),
            language=language,
            direction=direction(sample, language),
        )

    def notes(self) -> list[str]:
        return [f"{self.cut} fields were too long and are cut"] if self.cut else []

    def _limit(self, text: str, limit: int) -> str:
        allowed = min(limit, self.left)
        self.cut += len(text) > allowed
        kept = shorten(text, allowed)
        self.left -= len(kept)
        return kept


def _with_lines(summary: str, text: str) -> str:
    """Give a summary that is the beginning of a text without its lines (as WordPress makes excerpts) its lines again."""
    if "\n" in summary:
        return summary
    lines: list[str] = []
    rest = summary
    for line in text.splitlines():
        if not rest or not rest.startswith(line):
            break
        lines.append(line)
        rest = rest[len(line) :].lstrip()
    return "\n".join([*lines, rest] if rest else lines)


def _headline(block: str, language: str) -> str:
    """Head an entry with its first sentence; a long one is cut at a word."""
    first = next(iter(sentences(block[:_LONGEST_TITLE].partition("\n")[0], language)), "")
    return shorten(first, _LONGEST_HEADLINE)


def _published(item: Item) -> datetime:
    return item.published or _NO_DATE


def _with_keys(entries: Sequence[ParsedEntry], home: str) -> Iterator[ParsedEntry]:
    identities = [
        identity_of(
            guid=entry.guid,
            link=entry.link,
            title=entry.title,
            summary=entry.summary,
            published=entry.published,
            home=home,
        )
        for entry in entries
    ]
    for entry, keys in zip(entries, keys_of(identities), strict=True):
        own = any(key.startswith("link:") for key in keys)
        link = entry.link if own else _guid_as_link(entry, keys) or entry.link
        yield replace(entry, keys=keys, link=link, canonical_url=entry.canonical_url if own else "")


def _guid_as_link(entry: ParsedEntry, keys: Collection[str]) -> str:
    """Give the guid of an entry whose link is not its own page, where the guid is one of the same site; else ""."""
    named = any(key.startswith("guid:") for key in keys) and canonical(entry.guid)
    same_site = named and host(entry.guid) == host(entry.link)
    return untracked(entry.guid) if same_site else ""


def _one_each(entries: Iterable[ParsedEntry]) -> tuple[ParsedEntry, ...]:
    """Keep the newest of the entries with the same keys, in the place of the first."""
    kept: dict[tuple[str, ...], ParsedEntry] = {}
    for entry in entries:
        first = kept.setdefault(entry.keys, entry)
        if (entry.published or _NO_DATE) > (first.published or _NO_DATE):
            kept[entry.keys] = entry
    return tuple(kept.values())


def _language(declared: str, sample: str) -> str:
    """Believe what is declared, unless the script alone says otherwise ("en" is many programs' default)."""
    written = script_language(sample)
    return declared if not written or declared in _SAME_SCRIPT.get(written, {written}) else written


def _names(authors: Iterable[str]) -> tuple[str, ...]:
    """Clean names of addresses and of repetition: "jane@example.org (Jane Doe)" is Jane Doe."""
    names: dict[str, str] = {}
    for author in authors:
        name = clean(_EMAIL.sub(" ", plain_line(author[:1_000])))
        name = _BEHIND_ADDRESS.sub(r"\1", name).strip(_NAME_MARKS)
        if name:
            names.setdefault(name.casefold(), shorten(name, 200))
    return tuple(names.values())[:_MOST_AUTHORS]


def _enclosures(found: Iterable[Enclosure]) -> tuple[Enclosure, ...]:
    by_url = {
        enclosure.url: replace(enclosure, type=shorten(clean(enclosure.type), 100))
        for enclosure in found
        if enclosure.url
    }
    return tuple(by_url.values())[:_MOST_ENCLOSURES]


def _storable(html: str) -> str:
    return html.replace("\0", "").encode("utf-8", "ignore").decode()
