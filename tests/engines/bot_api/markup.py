"""Telegram's HTML as its server reads it (https://core.telegram.org/bots/api#html-style).

What the server refuses is refused in its words, with the offset in bytes. What it drops without a word
(links that lead nowhere, attributes it does not know, entities beyond the hundredth, markup inside code)
is dropped too, and listed in `lost`, so that a test can see it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "MOST_ENTITIES",
    "MOST_UNITS",
    "Entity",
    "MarkupRefusedError",
    "Parsed",
    "parse_html",
    "plain",
    "utf16_units",
]

MOST_UNITS: Final = 4_096
MOST_ENTITIES: Final = 100
KINDS: Final = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#(?P<decimal>[0-9]{1,7})|#x(?P<hex>[0-9A-Fa-f]{1,6})|(?P<name>[A-Za-z]+));?")
_SPACES: Final = " \t\r\n\v\0"
_NAME_ENDS: Final = _SPACES + "=>/\"'"
_DROPPED: Final = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROLS: Final = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")


class MarkupRefusedError(Exception):
    """Carry what the server answers after "can't parse entities: "."""


@dataclass(frozen=True)
class Entity:
    """A formatted stretch of text, in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str = ""


@dataclass(frozen=True)
class Parsed:
    """A message as the server keeps it; `lost` says what was dropped without a word."""

    text: str
    entities: tuple[Entity, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def units(self) -> int:
        return utf16_units(self.text)


@dataclass
class _Open:
    """A tag that is open, and where its text begins in characters."""

    tag: str
    start: int
    argument: str = ""


@dataclass
class _Span:
    """A finished tag, in characters of the text as it was parsed."""

    type: str
    start: int
    end: int
    url: str = ""


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str) -> Parsed:
    """Read a text without a parse mode."""
    return _kept(text, [], [])


def parse_html(source: str) -> Parsed:
    """Read a text with parse_mode HTML, or raise MarkupRefusedError."""
    reading = _Reading(source)
    reading.read()
    return _kept("".join(reading.text), reading.spans, reading.lost)


@dataclass
class _Reading:
    source: str
    place: int = 0
    text: list[str] = field(default_factory=list)
    spans: list[_Span] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def read(self) -> None:
        while self.place < len(self.source):
            character = self.source[self.place]
            if character == "<":
                self._tag()
            else:
                self.text.append(self._character())
        if self.stack:
            raise MarkupRefusedError(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')

    def _at(self) -> str:
        """The character here; "" at the end, which the server takes for white space."""
        return self.source[self.place : self.place + 1]

    def _space(self) -> bool:
        return self._at() in _SPACES

    def _skip_spaces(self) -> None:
        while self._at() and self._space():
            self.place += 1

    def _offset(self, place: int) -> int:
        return len(self.source[:place].encode("utf-8", "surrogatepass"))

    def _refuse(self, text: str, place: int) -> MarkupRefusedError:
        return MarkupRefusedError(f"{text} at byte offset {self._offset(place)}")

    def _character(self) -> str:
        """Take one character; a reference that the server knows counts as one, any other stays as it is."""
        found = _REFERENCE.match(self.source, self.place)
        decoded = _decoded(found) if found else ""
        if not decoded:
            self.place += 1
            return self.source[self.place - 1]
        assert found
        self.place = found.end()
        return decoded

    def _tag(self) -> None:
        begin = self.place
        self.place += 1
        if self._at() == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)
        self.place += 1

    def _start_tag(self, begin: int) -> None:
        while not self._space() and self._at() != ">":
            self.place += 1
        if not self._at():
            raise self._refuse("Unclosed start tag", begin)
        tag = self.source[begin + 1 : self.place].lower()
        if tag not in KINDS:
            raise self._refuse(f'Unsupported start tag "{tag}"', begin)
        opened = _Open(tag, len(self.text))
        while self._at() != ">":
            self._skip_spaces()
            if self._at() == ">":
                break
            self._attribute(opened, begin)
        if tag == "span" and opened.argument != "spoiler":
            raise self._refuse('Tag "span" must have class "tg-spoiler"', begin)
        self.stack.append(opened)

    def _attribute(self, opened: _Open, begin: int) -> None:
        start = self.place
        while self._at() and self._at() not in _NAME_ENDS:
            self.place += 1
        name = self.source[start : self.place]
        if not name:
            raise self._refuse(f'Empty attribute name in the tag "{opened.tag}"', begin)
        self._skip_spaces()
        if self._at() != "=":
            if not self._at():
                raise self._refuse(f'Unclosed start tag "{opened.tag}"', begin)
            self._take(opened, name, "")
            return
        self.place += 1
        self._skip_spaces()
        if not self._at():
            raise self._refuse(f'Unclosed start tag "{opened.tag}"', begin)
        value = self._quoted() if self._at() in "\"'" else self._bare()
        if not self._at():
            raise self._refuse("Unclosed start tag", begin)
        self._take(opened, name, value)

    def _quoted(self) -> str:
        end = self._at()
        self.place += 1
        value: list[str] = []
        while self._at() and self._at() != end:
            value.append(self._character())
        self.place += self._at() == end
        return "".join(value)

    def _bare(self) -> str:
        begin = self.place
        while self._at() and ((self._at().isascii() and self._at().isalnum()) or self._at() in ".-"):
            self.place += 1
        if not self._space() and self._at() != ">":
            raise self._refuse("Unexpected end of name token", begin)
        return self.source[begin : self.place].lower()

    def _take(self, opened: _Open, name: str, value: str) -> None:
        """Keep the one attribute that a tag has a use for; any other is dropped without a word."""
        wanted = {
            ("a", "href"): value,
            ("code", "class"): value.removeprefix("language-") if value.startswith("language-") else "",
            ("span", "class"): value.removeprefix("tg-") if value.startswith("tg-") else "",
            ("tg-emoji", "emoji-id"): value,
            ("blockquote", "expandable"): "1",
        }
        if found := wanted.get((opened.tag, name)):
            opened.argument = found
        elif (opened.tag, name) != ("a", "href"):
            self.lost.append(f"attribute {name} of <{opened.tag}>")

    def _end_tag(self, begin: int) -> None:
        if not self.stack:
            raise self._refuse("Unexpected end tag", begin)
        while not self._space() and self._at() != ">":
            self.place += 1
        name = self.source[begin + 2 : self.place]
        self._skip_spaces()
        if self._at() != ">":
            raise self._refuse("Unclosed end tag", begin)
        opened = self.stack.pop()
        if name and name != opened.tag:
            place = f"at byte offset {self._offset(begin)}"
            raise MarkupRefusedError(f'Unmatched end tag {place}, expected "</{opened.tag}>", found "</{name}>"')
        if len(self.text) > opened.start:
            self._finish(opened)

    def _finish(self, opened: _Open) -> None:
        span = _Span(KINDS[opened.tag], opened.start, len(self.text), opened.argument)
        if span.type == "text_link":
            span.url = _checked_link(opened.argument or "".join(self.text[opened.start :]))
            if not span.url:
                self.lost.append(f"link {opened.argument}")
                return
        if opened.tag == "blockquote" and opened.argument:
            span.type, span.url = "expandable_blockquote", ""
        self.spans.append(span)


def _decoded(found: re.Match[str]) -> str:
    if found["name"]:
        return _NAMED.get(found["name"], "")
    number = int(found["decimal"]) if found["decimal"] else int(found["hex"], 16)
    if 0xD800 <= number <= 0xDFFF:
        raise MarkupRefusedError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(number) if 0 < number < 0x10FFFF else ""


def _checked_link(url: str) -> str:
    """Give the link that the server keeps; "" for one that it drops: another scheme, or no host with a dot."""
    if re.match(r"(?:tg|ton|tonsite):", url, re.IGNORECASE):
        return url if re.fullmatch(r"[a-z]+:(?://)?[\w-]+(?:[/?#].*)?", url, re.IGNORECASE) else ""
    scheme, colon, rest = url.partition("://")
    if not colon:
        scheme, rest = "http", url
    if scheme.lower() not in {"http", "https"}:
        return ""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host, port_colon, port = authority.rpartition("@")[2].partition(":")
    if host.startswith("["):
        return url if re.fullmatch(r"\[[0-9A-Fa-f:.]+\](?::\d{1,5})?", authority) else ""
    if port_colon and not (re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 65_536):
        return ""
    if "." not in host.strip(".") or not re.fullmatch(r"(?:[\w!$&'()*+,;=.~-]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])+", host):
        return ""
    return url if colon else f"http://{url}"


def _kept(text: str, spans: list[_Span], lost: list[str]) -> Parsed:
    """Clean the text, trim it, and give the entities the offsets that they have then."""
    kept = [_CONTROLS.sub(" ", _DROPPED.sub("", character)) for character in text]
    whole = "".join(kept)
    first, last = len(whole) - len(whole.lstrip(" \n")), len(whole.rstrip(" \n"))
    # Where each character of the parsed text stands in the cleaned one.
    places = [0]
    for character in kept:
        places.append(places[-1] + len(character))
    units = [0]
    for character in whole:
        units.append(units[-1] + 1 + (character > "\uffff"))
    entities: list[Entity] = []
    lost = list(lost)
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        start, end = max(places[span.start], first), min(places[span.end], last)
        if start >= end:
            continue
        if any(_swallows(other, span) for other in spans):
            lost += [] if span.type == "code" else [f"{span.type} inside code"]
            continue
        offset = units[start] - units[min(first, len(whole))]
        url = span.url if span.type in {"text_link", "custom_emoji"} else ""
        entities.append(Entity(span.type, offset, units[end] - units[start], url))
    lost += [f"entity {number}: {one.type} {one.url}".rstrip() for number, one in enumerate(entities, 1)][
        MOST_ENTITIES:
    ]
    return Parsed(whole[first:last] if first < last else "", tuple(entities[:MOST_ENTITIES]), tuple(lost))


def _swallows(outer: _Span, inner: _Span) -> bool:
    """Code holds no other entity; code inside pre only names its language."""
    if outer is inner or outer.type not in {"code", "pre"} or (outer.type, inner.type) == ("code", "pre"):
        return False
    return outer.start <= inner.start and inner.end <= outer.end
