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
from typing import Literal

__all__ = ["NEXT_STATEMENT", "KeyPath", "Lines", "Statement", "Stop", "locate"]

KeyPath = tuple[str | int, ...]

BLANK = re.compile(r"[ \t]*")
BLANK_LINES = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SCALAR = re.compile(r"[ \t]*[^\s,\]}#][^,\]}#\n]*")
# What begins a statement and can be no item of a list: `key =`, `[table]`, `[[table]]`.
NEXT_STATEMENT = re.compile(
    r"[\w.-]+[ \t]*=|\[{1,2}[ \t]*(?!(?:true|false|inf|nan)\b)[A-Za-z_][\w. -]*\]{1,2}[ \t]*(?:#.*)?$", re.MULTILINE
)
STRINGS = (
    re.compile(r'"""(?:[^\\]|\\[\s\S])*?"{3,5}'),
    re.compile(r"'''[\s\S]*?'{3,5}"),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A table header or a setting: the line on which it begins, and the key path it is about, as far as it is legible."""

    line: int
    path: KeyPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A list that does not end, or that lacks a comma: the line to look at."""

    line: int
    lacks: Literal["comma", "bracket"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Where things stand: key paths (list items by position from 0), statements, headers, a list that went wrong."""

    by_path: dict[KeyPath, int]
    statements: list[Statement]
    headers: frozenset[int] = frozenset()
    stop: Stop | None = None

    def of(self, path: KeyPath) -> int:
        """Give the line of a path, or of the nearest table around it; 1 where nothing is written."""
        while path and path not in self.by_path:
            path = path[:-1]
        return self.by_path.get(path, 1)

    def statement(self, line: int) -> Statement:
        """Give the statement around this line."""
        if not self.statements:
            return Statement(line=line, path=())
        after = bisect_right(self.statements, line, key=lambda statement: statement.line)
        return self.statements[max(0, after - 1)]


def locate(text: str) -> Lines:
    """Find the line (from 1) of every key path of a TOML text; stop where it is no TOML."""
    scan = _Scan(text=text, ends=[match.start() for match in re.finditer("\n", text)])
    with suppress(_NotTomlError, RecursionError):
        scan.document()
    return Lines(by_path=scan.lines, statements=scan.statements, headers=frozenset(scan.headers), stop=scan.stop)


class _NotTomlError(Exception):
    """End the scan: what follows is not TOML."""


@dataclass(slots=True)
class _Scan:
    """A position in the text, and what was found before it."""

    text: str
    ends: list[int]
    position: int = 0
    statements: list[Statement] = field(default_factory=list)
    headers: set[int] = field(default_factory=set)
    stop: Stop | None = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    lengths: dict[KeyPath, int] = field(default_factory=dict)

    def document(self) -> None:
        table: KeyPath = ()
        self.skip(BLANK_LINES)
        while self.position < len(self.text):
            self.begin(table)
            if self.takes("[["):
                table = self.open_item(self.key())
                self.expect("]]")
            elif self.takes("["):
                table = self.open_table(self.key())
                self.expect("]")
            else:
                self.setting(table)
            self.skip(REST_OF_LINE)
            self.skip(BLANK_LINES)

    def begin(self, table: KeyPath) -> None:
        """Begin a statement, which is about the table until its key is read."""
        line, header = self.line(), self.text.startswith("[", self.position)
        self.statements.append(Statement(line=line, path=() if header else table))
        if header:
            self.headers.add(line)

    def about(self, path: KeyPath) -> None:
        """Say what the statement is about."""
        self.statements[-1] = Statement(line=self.statements[-1].line, path=path)

    def open_item(self, key: list[str]) -> KeyPath:
        path = (*self.inside(key[:-1]), key[-1])
        index = self.lengths.get(path, 0)
        self.lengths[path] = index + 1
        line = self.statements[-1].line
        self.lines.setdefault(path, line)
        self.lines[(*path, index)] = line
        self.about((*path, index))
        return (*path, index)

    def open_table(self, key: list[str]) -> KeyPath:
        path = self.inside(key)
        self.lines[path] = self.statements[-1].line
        self.about(path[:-1] if isinstance(path[-1], int) else path)  # [feed] is not the item of [[feed]]
        return path

    def inside(self, key: list[str]) -> KeyPath:
        """Give the path of a header's key: a list of tables on the way means its last item."""
        path: KeyPath = ()
        for part in key:
            path = (*path, part)
            self.lines.setdefault(path, self.statements[-1].line)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def setting(self, table: KeyPath) -> None:
        path = self.named(table)
        self.about(path)
        self.pair(path)

    def named(self, table: KeyPath) -> KeyPath:
        """Read a key, dotted or not, and remember its line."""
        line = self.line()
        path = table
        for part in self.key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        return path

    def pair(self, path: KeyPath) -> None:
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
            self.skip(SCALAR)

    def items(self, path: KeyPath) -> None:
        opened = self.line()
        self.expect("[")
        index = 0
        while not self.closes("]"):
            self.refuse_statement(opened)
            self.lines[(*path, index)] = self.line()
            self.value((*path, index))
            index += 1
            ended = self.line()
            self.skip(BLANK_LINES)
            if not self.takes(","):
                self.refuse_statement(opened)
                self.refuse_item(ended)

    def refuse_statement(self, opened: int) -> None:
        """End the scan where a list, opened on that line, runs into the next statement or the end of the file."""
        if self.position == len(self.text) or (self.begins_line() and NEXT_STATEMENT.match(self.text, self.position)):
            self.stop = Stop(line=opened, lacks="bracket")
            raise _NotTomlError

    def refuse_item(self, ended: int) -> None:
        """End the scan where another item follows the one that ended on that line, and no comma is between."""
        if self.text[self.position] != "]":
            self.stop = Stop(line=ended, lacks="comma")
            raise _NotTomlError

    def begins_line(self) -> bool:
        before = self.text.rfind("\n", 0, self.position) + 1
        return not self.text[before : self.position].strip()

    def inline_table(self, path: KeyPath) -> None:
        self.expect("{")
        while not self.closes("}"):
            self.pair(self.named(path))
            self.skip(BLANK_LINES)
            if not self.takes(","):
                self.at("}")

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
            part = self.skip(BARE_KEY)
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

    def at(self, bracket: str) -> None:
        if not self.text.startswith(bracket, self.position):
            raise _NotTomlError

    def takes(self, token: str) -> bool:
        if not self.text.startswith(token, self.position):
            return False
        self.position += len(token)
        return True

    def expect(self, token: str) -> None:
        if not self.takes(token):
            raise _NotTomlError

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.position)
        if match is None:
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
