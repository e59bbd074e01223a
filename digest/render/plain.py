"""Lines of a fixed width in columns of a terminal, for the text mail."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["FIRST_STRONG_ISOLATE", "POP_ISOLATE", "columns", "wrapped"]

FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"
_ISOLATES: Final = frozenset({"\u2066", "\u2067", FIRST_STRONG_ISOLATE})


def columns(text: str) -> int:
    """Count the columns that text takes: two for a wide character, none for a mark or a format character."""
    return sum(map(_width, text))


def wrapped(text: str, width: int, indent: str = "", first: str | None = None) -> str:
    """Break text into lines of at most `width` columns, the first led by `first`, the others by `indent`.

    Breaks at spaces, and between wide characters, which need none. A longer word keeps its own line.
    An isolate is closed at a line's end and opened again on the next: each line is a paragraph to a viewer.
    """
    lines: list[str] = []
    line, empty = indent if first is None else first, True
    for gap, piece in _pieces(text):
        space = gap if not empty else ""
        if not empty and columns(line) + len(space) + columns(piece) > width:
            lines.append(line)
            line, space = indent, ""
        line, empty = line + space + piece, False
    if not empty:
        lines.append(line)
    return "\n".join(_balanced(lines, indent))


def _balanced(lines: Iterable[str], indent: str) -> Iterator[str]:
    open_isolates = ""
    for line in lines:
        reopened = indent + open_isolates + line.removeprefix(indent) if open_isolates else line
        for character in line:
            if character in _ISOLATES:
                open_isolates += character
            elif character == POP_ISOLATE:
                open_isolates = open_isolates[:-1]
        yield reopened + POP_ISOLATE * len(open_isolates)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Give what may not be broken, each with the space that goes before it in a line."""
    for word in text.split():
        gap, piece = " ", ""
        for character in word:
            wide = _width(character) == 2
            closing = unicodedata.category(character) in {"Pe", "Pf", "Po"}
            if piece and wide and not closing:
                yield gap, piece
                gap, piece = "", ""
            piece += character
        yield gap, piece


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
