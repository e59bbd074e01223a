"""Telegram's HTML, read strictly and written canonically.

A message is a sequence of runs: text, and the tags it stands in. Cutting works on the text of runs;
tags are written again around whatever is left, so that nothing can come out unbalanced.
What is allowed: https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from digest.text import utf16_units

__all__ = ["MarkupError", "Run", "Tag", "entities", "parse", "units", "write"]

_TOKEN: Final = regex.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z-]*+)(?P<attributes>[^<>]*+)>|(?P<text>[^<>]++)|(?P<wrong>[<>])"
)
_ENTITY: Final = regex.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_HREF: Final = regex.compile(r'\s+href="(?P<url>[^"<>]*+)"\s*')
_LANGUAGE: Final = regex.compile(r'\s+class="language-[\w+#.-]+"\s*')
_SAME: Final = {"strong": "b", "em": "i", "ins": "u", "strike": "s", "del": "s"}
_PLAIN: Final = frozenset({"b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"})
_LEAVES: Final = frozenset({"code", "pre"})


class MarkupError(ValueError):
    """Say what Telegram would not take."""


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """One opened tag, as it is written; "" for a link to nowhere, whose text stays.

    Two tags are the same only when they were opened at the same place.
    """

    name: str
    opening: str


@dataclass(frozen=True, slots=True)
class Run:
    """Text between two tags, unescaped, and the tags around it, outermost first."""

    text: str
    tags: tuple[Tag, ...] = ()


def parse(source: str) -> tuple[Run, ...]:
    """Read Telegram's HTML; raise MarkupError for what Telegram would refuse or show as it is."""
    runs: list[Run] = []
    stack: tuple[Tag, ...] = ()
    for token in _TOKEN.finditer(source):
        if text := token["text"]:
            runs.append(Run(_unescape(text), tuple(tag for tag in stack if tag.opening)))
        elif token["wrong"]:
            raise MarkupError(f"a bare {token['wrong']!r} near {source[token.start() : token.start() + 30]!r}")
        elif token["end"]:
            stack = _closed(stack, _SAME.get(token["name"], token["name"]))
        else:
            stack = _opened(stack, token["name"], token["attributes"])
    if stack:
        raise MarkupError(f"<{stack[-1].name}> is never closed")
    return tuple(runs)


def write(runs: Iterable[Run]) -> str:
    """Write runs as Telegram's HTML."""
    pieces: list[str] = []
    stack: tuple[Tag, ...] = ()
    for run in runs:
        if not run.text:
            continue
        pieces.append(_between(stack, run.tags))
        pieces.append(html.escape(run.text, quote=False))
        stack = run.tags
    pieces.append(_between(stack, ()))
    return "".join(pieces)


def units(runs: Iterable[Run]) -> int:
    """Count UTF-16 code units after entity parsing, as Telegram counts a message's length."""
    return sum(utf16_units(run.text) for run in runs)


def entities(runs: Sequence[Run]) -> tuple[Tag, ...]:
    """List the tags in the order they open; Telegram takes a hundred a message."""
    return tuple(dict.fromkeys(tag for run in runs if run.text for tag in run.tags))


def _opened(stack: tuple[Tag, ...], name: str, attributes: str) -> tuple[Tag, ...]:
    tag = _tag(_SAME.get(name, name), attributes)
    around = {outer.name for outer in stack}
    if tag.name in around:
        raise MarkupError(f"<{tag.name}> inside <{tag.name}>")
    if around & _LEAVES and not (tag.name == "code" and stack[-1].name == "pre"):
        raise MarkupError(f"<{tag.name}> inside <{stack[-1].name}>")
    return (*stack, tag)


def _tag(name: str, attributes: str) -> Tag:
    if name == "a":
        return Tag(name, _anchor(attributes))
    if name not in _PLAIN:
        raise MarkupError(f"Telegram does not know <{name}>")
    if not attributes.strip():
        return Tag(name, f"<{name}>")
    if name == "blockquote" and attributes.strip() == "expandable":
        return Tag(name, "<blockquote expandable>")
    if name == "code" and _LANGUAGE.fullmatch(attributes):
        return Tag(name, f"<code {attributes.strip()}>")
    raise MarkupError(f"Telegram does not know <{name}{attributes}>")


def _anchor(attributes: str) -> str:
    found = _HREF.fullmatch(attributes)
    if found is None:
        raise MarkupError(f"<a{attributes}>: a link has href and nothing else")
    url = _unescape(found["url"])
    if not url:
        return ""
    if not url.lower().startswith(("http://", "https://", "tg://", "mailto:")):
        raise MarkupError(f"a link to {url[:60]!r}: not http(s)")
    return f'<a href="{html.escape(url, quote=True).replace("&#x27;", "%27")}">'


def _closed(stack: tuple[Tag, ...], name: str) -> tuple[Tag, ...]:
    if not stack or stack[-1].name != name:
        wanted = f"</{stack[-1].name}>" if stack else "no end tag"
        raise MarkupError(f"</{name}> where {wanted} was due")
    return stack[:-1]


def _between(before: tuple[Tag, ...], after: tuple[Tag, ...]) -> str:
    same = 0
    for left, right in zip(before, after, strict=False):
        if left is not right:
            break
        same += 1
    closing = "".join(f"</{tag.name}>" for tag in reversed(before[same:]))
    return closing + "".join(tag.opening for tag in after[same:])


def _unescape(text: str) -> str:
    for ampersand in regex.finditer(r"&", text):
        if not _ENTITY.match(text, ampersand.start()):
            raise MarkupError(
                f"a bare '&' or an entity that Telegram does not know near {text[ampersand.start() :][:20]!r}"
            )
    return html.unescape(text)
