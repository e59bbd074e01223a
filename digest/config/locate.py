"""Lines of keys: which line of a TOML text a key path stands on.

`locate` reads the text once, statement by statement, and remembers a line for every table header,
key and list item, however it is written: dotted and quoted keys, arrays of tables, inline tables,
multi-line lists and strings. Values are skipped, never interpreted: `tomllib` does that. Where the
text is not TOML it stops, so that the last statement is the one that went wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field

__all__ = ["KeyPath", "Lines", "locate"]

KeyPath = tuple[str | int, ...]

BLANK = re.compile(r"[ \t]*")
BLANK_LINES = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SCALAR = re.compile(r"[^,\]}#\n]+")
STRINGS = (
    re.compile(r'"""(?:[^\\]|\\[\s\S])*?"{3,5}'),
    re.compile(r"'''[\s\S]*?'{3,5}"),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The line of each key path (list items by position from 0), and those on which statements begin."""

    by_path: dict[KeyPath, int]
    statements: list[int]

    def of(self, path: KeyPath) -> int:
        """Give the line of a path, or of the nearest table around it; 1 where nothing is written."""
        while path and path not in self.by_path:
            path = path[:-1]
        return self.by_path.get(path, 1)

    def statement(self, line: int) -> int:
        """Give the line on which the statement around this line begins."""
        return self.statements[max(0, bisect_right(self.statements, line) - 1)] if self.statements else line


def locate(text: str) -> Lines:
    """Find the line (from 1) of every key path of a TOML text; stop where it is no TOML."""
    scan = _Scan(text=text, ends=[match.start() for match in re.finditer("\n", text)])
    with suppress(_NotTomlError, RecursionError):
        scan.document()
    return Lines(by_path=scan.lines, statements=scan.statements)


class _NotTomlError(Exception):
    """End the scan: what follows is not TOML."""


@dataclass(slots=True)
class _Scan:
    """A position in the text, and what was found before it."""

    text: str
    ends: list[int]
    position: int = 0
    statements: list[int] = field(default_factory=list)
    lines: dict[KeyPath, int] = field(default_factory=dict)
    lengths: dict[KeyPath, int] = field(default_factory=dict)

    def document(self) -> None:
        table: KeyPath = ()
        self.skip(BLANK_LINES)
        while self.position < len(self.text):
            self.statements.append(self.line())
            if self.takes("[["):
                table = self.open_item(self.key())
                self.expect("]]")
            elif self.takes("["):
                table = self.open_table(self.key())
                self.expect("]")
            else:
                self.pair(table)
            self.skip(BLANK_LINES)

    def open_item(self, key: list[str]) -> KeyPath:
        path = (*self.inside(key[:-1]), key[-1])
        index = self.lengths.get(path, 0)
        self.lengths[path] = index + 1
        self.lines.setdefault(path, self.statements[-1])
        self.lines[(*path, index)] = self.statements[-1]
        return (*path, index)

    def open_table(self, key: list[str]) -> KeyPath:
        path = self.inside(key)
        self.lines[path] = self.statements[-1]
        return path

    def inside(self, key: list[str]) -> KeyPath:
        """Give the path of a header's key: a list of tables on the way means its last item."""
        path: KeyPath = ()
        for part in key:
            path = (*path, part)
            self.lines.setdefault(path, self.statements[-1])
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def pair(self, table: KeyPath) -> None:
        line = self.line()
        path = table
        for part in self.key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self.expect("=")
        self.skip(BLANK)
        self.value(path)

    def value(self, path: KeyPath) -> None:
        start = self.text[self.position : self.position + 1]
        if start == "[":
            self.items(path)
        elif start == "{":
            self.inline_table(path)
        elif start in {'"', "'"}:
            self.string()
        else:
            self.skip(SCALAR, needed=True)

    def items(self, path: KeyPath) -> None:
        self.expect("[")
        index = 0
        while not self.closes("]"):
            self.lines[(*path, index)] = self.line()
            self.value((*path, index))
            index += 1
            self.skip(BLANK_LINES)
            self.comma_or("]")

    def inline_table(self, path: KeyPath) -> None:
        self.expect("{")
        while not self.closes("}"):
            self.pair(path)
            self.skip(BLANK_LINES)
            self.comma_or("}")

    def key(self) -> list[str]:
        parts = [self.key_part()]
        while self.takes("."):
            parts.append(self.key_part())
        return parts

    def key_part(self) -> str:
        self.skip(BLANK)
        if self.text[self.position : self.position + 1] in {'"', "'"}:
            written = self.string()
            part = ESCAPE.sub(_unescape, written[1:-1]) if written[0] == '"' else written[1:-1]
        else:
            part = self.skip(BARE_KEY, needed=True)
        self.skip(BLANK)
        return part

    def string(self) -> str:
        for pattern in STRINGS:
            if match := pattern.match(self.text, self.position):
                self.position = match.end()
                return match.group()
        raise _NotTomlError

    def closes(self, bracket: str) -> bool:
        self.skip(BLANK_LINES)
        return self.takes(bracket)

    def comma_or(self, bracket: str) -> None:
        if not self.takes(",") and self.text[self.position : self.position + 1] != bracket:
            raise _NotTomlError

    def takes(self, token: str) -> bool:
        if not self.text.startswith(token, self.position):
            return False
        self.position += len(token)
        return True

    def expect(self, token: str) -> None:
        if not self.takes(token):
            raise _NotTomlError

    def skip(self, pattern: re.Pattern[str], *, needed: bool = False) -> str:
        match = pattern.match(self.text, self.position)
        if match is None or (needed and not match.group().strip()):
            raise _NotTomlError
        self.position = match.end()
        return match.group()

    def line(self) -> int:
        return bisect_right(self.ends, self.position - 1) + 1


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return ESCAPED.get(match[3], match[3])
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else ""
