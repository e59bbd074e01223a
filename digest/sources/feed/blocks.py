"""Feed HTML to plain text: one block of the page (paragraph, list item, heading) a line.

    plain_line    a title, a name: one line
    plain_blocks  a summary, an article: a line a block

What is no prose goes: scripts, forms, frames, captions, hidden elements, navigation; and blocks
that are nothing but links (lists of related headlines), where other blocks remain.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from digest.text import clean, clean_lines

__all__ = ["plain_blocks", "plain_line"]

_LONGEST: Final = 1_000_000
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# An end tag, a tag with an attribute, one without an end, or one that is never meant to be read:
# "<select>" alone in a title about HTML is none of these.
_TAG: Final = re.compile(
    r"</[a-z][a-z0-9]{0,15}\s{0,9}>|<[a-z][a-z0-9]{0,15}[\s/][^<>=]{0,99}=|<(?:br|p|hr|img|wbr|input|li)\b[^<>]{0,999}>|"
    r"<(?:script|style|iframe|svg|math|object|embed|form|link|meta|base|template|noscript|xmp|plaintext|!--|!\[CDATA\[)",
    re.IGNORECASE,
)
# A page that was escaped once more than said: prose about HTML does not begin with a paragraph's tag and end with one.
_ESCAPED_PAGE: Final = re.compile(
    r"<(?:p|div|img|span|table|a|h[1-6])\b[^<>]{0,999}>.*</?[a-z][^<>]{0,99}>\s*\Z", re.IGNORECASE | re.DOTALL
)
# Pictures written into their tag, or attributes by the thousand, which take libxml2 quadratic time.
_HUGE_TAG: Final = re.compile(r"<[A-Za-z][^<>]{10000,}+>")
_DROPPED: Final = frozenset(
    [
        *("applet", "aside", "audio", "base", "button", "canvas", "embed", "figcaption", "footer", "form", "frameset"),
        *("iframe", "input", "link", "math", "meta", "nav", "noembed", "noframes", "noscript", "object", "script"),
        *("select", "style", "svg", "template", "textarea", "title", "video"),
    ]
)
_DROPPED_CLASSES: Final = frozenset(
    [
        *("caption", "image-caption", "photo-caption", "photo-credit", "wp-caption-text"),
        *("screen-reader-text", "sr-only", "visually-hidden"),
    ]
)
_HIDDEN: Final = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_BLOCKS: Final = _HEADINGS | frozenset(
    [
        *("address", "article", "blockquote", "body", "br", "center", "dd", "details", "dialog", "dir", "div", "dl"),
        *("fieldset", "figure", "header", "hr", "html", "li", "main", "menu", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    ]
)


def plain_line(markup: str) -> str:
    """Give one line of plain text; decode it where it is markup, and leave "a < b" and "AT&T" alone."""
    if not _is_markup(markup):
        return clean(markup)
    return clean(" ".join(block.text for block in _blocks(markup)))


def plain_blocks(markup: str) -> str:
    """Give the plain text of a page or of part of one, a block a line; what is a page again when it is plain is read twice."""
    if not _is_markup(markup):
        return "\n".join(filter(None, map(clean, re.split(r"\n\s*\n", markup[:_LONGEST]))))
    plain = clean_lines("\n".join(_prose(_blocks(markup))))
    if _ESCAPED_PAGE.match(plain):
        return clean_lines("\n".join(_prose(_blocks(plain))))
    return plain


@dataclass(slots=True)
class _Block:
    """A block while it is collected: its text, and how much of that is the text of links."""

    heading: bool = False
    item: bool = False
    pieces: list[str] = field(default_factory=list)
    linked: int = 0

    def add(self, text: str, *, linked: bool) -> None:
        self.pieces.append(text)
        if linked:
            self.linked += sum(map(str.isalnum, text))

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    @property
    def only_links(self) -> bool:
        """Tell a block of links; a list item may name an outlet or a time beside its link."""
        letters = sum(map(str.isalnum, self.text))
        return letters > 0 and self.linked >= letters * (0.6 if self.item else 1)

    @property
    def introduces(self) -> bool:
        """Tell a heading or "See also:" that is nothing without what it stands over."""
        return self.heading or (len(self.text) <= 60 and self.text.endswith(":"))


def _is_markup(text: str) -> bool:
    head = text[:_LONGEST]
    if _TAG.search(head):
        return True
    return any(html.unescape(found[0]) != found[0] for found in _ENTITY.finditer(head[:20_000]))


def _blocks(markup: str) -> Iterator[_Block]:
    """Walk the parsed tree without recursion; a block ends wherever a block element begins or ends."""
    root = _parse(markup)
    if root is None:
        return
    block, inside = _Block(), Counter[str]()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        dropped = _is_dropped(element)
        if event == "start" and dropped:
            walk.skip_subtree()
            continue
        if not dropped:
            inside[str(element.tag)] += 1 if event == "start" else -1
            if element.tag in _BLOCKS:
                yield block
                block = _Block(heading=any(inside[tag] for tag in _HEADINGS), item=inside["li"] > 0)
        block.add((element.text if event == "start" else element.tail) or "", linked=inside["a"] > 0)
    yield block


def _parse(markup: str) -> etree._Element | None:
    # The tree may hold what its text may not: lone surrogates cannot even be handed to the parser.
    text = _HUGE_TAG.sub(" ", markup[:_LONGEST].replace("\0", "")).encode("utf-8", "ignore")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(b"<div>" + text + b"</div>", parser)
    except etree.LxmlError:
        return None


def _is_dropped(element: etree._Element) -> bool:
    if element.tag in _DROPPED or "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    if not _DROPPED_CLASSES.isdisjoint(element.get("class", "").split()):
        return True
    return bool(_HIDDEN.search(element.get("style", "")))


def _prose(blocks: Iterable[_Block]) -> Iterator[str]:
    """Drop blocks of links, and the headings over them, where anything else remains."""
    written = [block for block in blocks if block.text]
    kept: list[_Block] = []
    below_links = False
    for block in reversed(written):
        if block.only_links or (below_links and block.introduces):
            below_links = True
            continue
        kept.append(block)
        below_links = False
    return (block.text for block in (reversed(kept) if kept else written))
