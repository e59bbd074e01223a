"""The text of the file into raw tables; where it is no TOML: every statement that is none, by line and key.

`tomllib` stops at the first. A setting of one line that is none is set aside and the rest read again,
so that the admin hears of all at once. Where it cannot be told what belongs to what (a header that is
none, a text that is not closed), the rest stays unread.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from digest.config.findings import key_text
from digest.config.locate import NEXT_STATEMENT, KeyPath, Lines, Statement, locate
from digest.config.repairs import LISTS, as_header, repair, written_value

__all__ = ["Fault", "Read", "read_toml"]

# tomllib needs time that grows with the square of a key's parts.
LONG_KEY = re.compile(r"^[ \t]*\[{0,2}[ \t]*(?:(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*\.[ \t]*){20}", re.MULTILINE)
PLACE = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)
# What may be a secret is not repeated: everything of these keys, logins within URLs, queries.
SECRETIVE = re.compile(r"token|passw|pwd|secret|key|env|auth|cookie|credential|headers|store\.url", re.IGNORECASE)
SECRET_VALUE = re.compile(r"://[^/]*@|\?|[0-9]{6,}:|[A-Za-z0-9+/_-]{32,}")
HALF_HEADER = re.compile(r"(?=.*[\[\]])[ \t]*\[{0,2}[ \t]*([A-Za-z_][\w.-]*)[ \t]*\]{0,2}[ \t]*(?:#.*)?$")
LONG_NUMBER = re.compile(r"[0-9_]{4000}")
LONGEST_LINE = 500
MOST_FAULTS = 20
MOST_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A statement that is no TOML: its line, its key path as far as it is legible, what is wrong, how to mend it."""

    line: int | None
    path: KeyPath
    problem: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The tables of a text, what in it is no TOML, and the text without that; whether it was read to its end."""

    text: str
    tables: dict[str, Any]
    faults: tuple[Fault, ...] = ()
    to_the_end: bool = True


def read_toml(text: str) -> Read:
    """Read a text, setting aside at most 20 settings that are no TOML; never raise."""
    if long := LONG_KEY.search(text):
        line = text.count("\n", 0, long.start()) + 1
        return _unread([Fault(line=line, path=(), problem="a key has too many dots", mend="no key needs them")])
    faults: list[Fault] = []
    for _ in range(max(1, min(MOST_FAULTS, MOST_CHARACTERS // (len(text) + 1)))):
        try:
            return Read(text=text, tables=tomllib.loads(text), faults=tuple(faults))
        except RecursionError:
            deep = locate(text).statement(text.count("\n") + 1)
            problem = "has lists or tables nested too deeply"
            faults.append(Fault(line=deep.line, path=deep.path, problem=problem, mend="no setting needs that"))
            break
        except ValueError as error:
            lines = locate(text)
            fault = _fault(str(error), text, lines)
            rest = _set_aside(fault, text, lines)
        faults.append(fault)
        if rest is None:
            break
        text = rest
    return _unread(faults)


def _unread(faults: list[Fault]) -> Read:
    return Read(text="", tables={}, faults=tuple(faults), to_the_end=False)


def _set_aside(fault: Fault, text: str, lines: Lines) -> str | None:
    """Leave a setting out that is no TOML, if it stands on one line; None where the rest hangs on it."""
    if fault.line is None:
        return None
    statement = lines.statement(fault.line)
    listed = text.split("\n")
    if len(listed[fault.line - 1]) > LONGEST_LINE:
        return None
    alone = statement.line == fault.line and re.match(r"[ \t]*[\w\"'.-]+[ \t]*[=:]", listed[fault.line - 1])
    if not alone or re.search(r"\"\"\"|'''|[\[{,][ \t]*(?:#.*)?$", listed[fault.line - 1]):
        return None
    if any(map(fault.problem.startswith, ("looks like", "is what git"))) or _runs_on(listed[fault.line :]):
        return None
    listed[fault.line - 1] = ""
    return "\n".join(listed)


def _runs_on(below: list[str]) -> bool:
    """Tell whether what follows may belong to the statement before."""
    following = next((line for line in below if line.strip() and not line.lstrip().startswith("#")), "")
    return bool(following) and NEXT_STATEMENT.match(following.lstrip()) is None


def _fault(message: str, text: str, lines: Lines) -> Fault:
    """Say in plain words what is no TOML."""
    match = PLACE.fullmatch(message)
    words = match[1] if match else message
    problem, mend, whole = next(said for start, said in SYNTAX.items() if words.startswith(start))
    line = int(match[2]) if match and match[2] else None
    if match is None and (number := LONG_NUMBER.search(text)):
        line = text.count("\n", 0, number.start()) + 1
    statement = lines.statement(line or text.count("\n") + 1)
    if lines.stop is not None and lines.statements[-1] == statement:
        return _list_fault(lines, text)
    if match and (whole or line is None):
        line = statement.line
    if words.startswith("Cannot"):
        return _again(statement, lines, problem, mend)
    written = text.split("\n")[line - 1] if line else ""
    return _told(Fault(line=line, path=statement.path, problem=problem, mend=mend), statement, written)


def _list_fault(lines: Lines, text: str) -> Fault:
    """Say where a list lacks a comma or its end."""
    stop, statement = lines.stop, lines.statements[-1]
    assert stop is not None  # noqa: S101 - asked by the caller
    problem, mend = LACKS[stop.lacks]
    fault = Fault(line=stop.line, path=statement.path, problem=problem, mend=mend)
    one_line = stop.line == statement.line
    return _told(fault, statement, text.split("\n")[stop.line - 1]) if one_line else fault


def _again(statement: Statement, lines: Lines, problem: str, mend: str) -> Fault:
    """Say where a key or table was given before; blame the one that has the wrong brackets."""
    path = _named(statement)
    before = [one for one in lines.statements if one.line < statement.line]
    same = (one for one in before if _named(one) == path)
    earlier = next(same, next((one for one in before if _names(one, path)), None))
    for one in (earlier, statement):
        if one is not None and len(path) == 1 and _is_header(one, lines):
            listed = one.path != _named(one)
            if listed != (path[0] in LISTS):
                return Fault(line=one.line, path=path, problem="has the wrong brackets", mend=f"write {_header(path)}")
    if earlier is not None:
        table = _is_header(statement, lines)
        problem = f"{'was begun' if table else 'was given'} on line {earlier.line} already"
        mend = "join the two" if table else "remove one of the two"
    return Fault(line=statement.line, path=statement.path, problem=problem, mend=mend)


def _named(statement: Statement) -> KeyPath:
    """Give the path of a statement as it is written: without the number of a list's item at its end."""
    return statement.path[:-1] if statement.path and isinstance(statement.path[-1], int) else statement.path


def _table(statement: Statement) -> KeyPath:
    """Give the table of a setting whose key is illegible."""
    return statement.path[:-1] if isinstance((statement.path or (0,))[-1], str) else statement.path


def _names(statement: Statement, path: KeyPath) -> bool:
    named = _named(statement)
    return named[: len(path)] == path or (len(named) > 1 and path[: len(named)] == named)


def _is_header(statement: Statement, lines: Lines) -> bool:
    return statement.line in lines.headers


def _header(path: KeyPath) -> str:
    return as_header(".".join(part for part in path if isinstance(part, str)))


def _told(fault: Fault, statement: Statement, written: str) -> Fault:
    """Say it better where the line itself shows what the admin meant."""
    if len(written) > LONGEST_LINE:
        return fault
    for pattern, problem, mend in LINES:
        if match := pattern.match(written):
            path = _table(statement) if "key" in problem or "command" in problem else fault.path
            return Fault(line=fault.line, path=path, problem=problem, mend=match.expand(mend))
    if statement.line != fault.line:
        return fault
    if header := HALF_HEADER.match(written):
        mend = f"write {as_header(header[1])}"
        return Fault(line=fault.line, path=_named(statement), problem=fault.problem, mend=mend)
    return _of_value(fault, written)


def _of_value(fault: Fault, written: str) -> Fault:
    """Say what is wrong with the value of a setting, and how to write it unless it may be a secret."""
    value = written_value(written)
    for pattern, problem, mend in VALUES:
        if pattern.match(value):
            told = mend.replace("SECTION", _header(fault.path))
            return Fault(line=fault.line, path=fault.path, problem=problem, mend=told)
    found = repair(value)
    if found is None:
        return fault
    if not re.search("[=:]", written):
        return fault
    name = "" if "=" in written else f"{written.partition(':')[0].strip()} = "
    shown = not SECRETIVE.search(key_text(fault.path)) and not SECRET_VALUE.search(value) and len(value) <= 100
    mend = f"write {name}{found.value}" if shown else fault.mend
    problem = found.problem if fault.problem in VAGUE and not name else fault.problem
    return Fault(line=fault.line, path=fault.path, problem=problem, mend=mend)


QUOTE = "a closing quote is missing"
LACKS = {
    "comma": ("a comma is missing in the list", 'put a "," behind this item'),
    "bracket": ('a list lacks its "]"', 'put a "]" behind its last item'),
}
# What a line shows by itself, before its value is looked at; `mend` may name groups.
LINES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"(?:<{7}|={7}|>{7}|\|{7})"), "is what git leaves after a conflict", "keep one side, remove the marks"),
    (re.compile(r".*\r."), "holds a lone carriage return", "save it with the line ends of Unix or of Windows"),
    (re.compile(r".*[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"), "holds a control character", "remove it"),
    (
        re.compile(r"[^\"']*[\xa0\u2000-\u200f\u2028-\u202f\u2060\ufeff]"),
        "holds an invisible character",
        "type it anew",
    ),
    (re.compile(r"[ \t]*\{"), "looks like JSON, and this file is TOML", "start from config.example.toml"),
    (
        re.compile(r"[\w ]+:[ \t]*$|---|%YAML"),
        "looks like YAML, and this file is TOML",
        "start from config.example.toml",
    ),
    (re.compile(r"[ \t]*<"), "looks like XML, and this file is TOML", "start from config.example.toml"),
    (re.compile(r"[ \t]*(?://|;|/\*|--|REM )"), 'comments begin with "#"', 'write "#" before it'),
    (re.compile(r"[ \t]*(\[.*\])[ \t]*[^#\s]"), "something follows the header", r"write \1 on a line of its own"),
    (
        re.compile(r"[ \t]*[^\s=\"'\[#]*[^\x00-\x7F][^\s=]*[ \t]*="),
        "this is no key",
        "keys have letters, digits, - and _; others go in quotes",
    ),
    (
        re.compile(r"[ \t]*(?:export|set|let)[ \t]+[\w-]+[ \t]*="),
        "is a command of a shell",
        "settings are written key = value",
    ),
    (re.compile(r"[ \t]*([A-Za-z_]\w*)[ \t-]+([A-Za-z_]\w*)[ \t]*="), "a key is one word", r"did you mean \1_\2?"),
    (
        re.compile(r"[ \t]*[^=]*=.*[\"'\d\]}e][ \t]+[\w.-]+[ \t]*=[ \t]*[\"'\d\[{tf]"),
        "two settings stand on one line",
        "write each on its own",
    ),
)
# What a value shows by itself, where no other value can be offered.
VALUES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"$"), "has no value", 'write one behind the "=", or remove the line'),
    (re.compile(r"(?i:null|none|nil|undefined)$"), "TOML knows no null", "remove the line"),
    (re.compile(r"[\"']?\$[{(\w]|%\w+%|\{\{"), "variables are not looked up here", 'write the value in "quotes"'),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "is no date that there is", 'no setting is a date; times are "07:30"'),
    (re.compile(r"\{[ \t]*$"), "a { table } stays on one line", "write SECTION, and its keys on the lines below"),
)
# What tomllib says, by how it begins: what is wrong, how to mend it, and whether the statement's first
# line is the place to look.
SYNTAX: dict[str, tuple[str, str, bool]] = {
    "Cannot declare": ("this table was begun before", "join the two; a list has double brackets, as in [[feed]]", True),
    "Cannot overwrite": ("this key was given before", "remove one; lists have double brackets, as in [[feed]]", True),
    "Cannot redefine": ("this table was begun before", "join the two", True),
    "Cannot mutate": ("adds to a table or list that was closed before", "write all of it in one place", True),
    "Duplicate inline": ("a key is given twice between { and }", "remove one of the two", True),
    "Expected '='": ('there is no "=" after the key', "settings are written key = value", False),
    "Expected ']' at the end of a table": ('the header lacks its "]"', "write [site] or [[feed]]", False),
    "Expected ']]'": ('the header lacks its "]]"', "write [[feed]]", False),
    "Expected newline": ("something follows the value", "text goes in quotes; one setting a line", False),
    "Expected": (QUOTE, "quotes come in pairs", True),
    "Invalid initial character": ("this is no key", "keys have letters, digits, - and _; others go in quotes", False),
    "Invalid statement": ("this is neither a setting, a [table] nor a # comment", "", False),
    "Invalid value": ("the value is not written right", 'text goes in "quotes"; yes and no are true and false', False),
    "Invalid date": ("this is no date", 'times go in quotes: "07:30"', False),
    "Invalid hex": (r"a \u escape is wrong", "write the letter itself, or put the text in single quotes", False),
    "Escaped character": (r"a \u escape is wrong", "write the letter itself, or put the text in single quotes", False),
    "Unescaped": (r"a \ stands alone in the text", r"write \\, or put the text in single quotes", False),
    "Unclosed array": ('a list lacks a comma or its "]"', 'write ["one", "two"]', True),
    "Unclosed inline": ('a table lacks a comma or its "}"', "write { key = value, other = value }", True),
    "Unterminated": (QUOTE, "quotes come in pairs", True),
    r"Illegal character '\n'": (QUOTE, "quotes come in pairs; a text stays on one line", False),
    r"Found invalid character '\n'": (QUOTE, "quotes come in pairs; a text stays on one line", False),
    "Illegal": ("holds a control character", "remove it", False),
    "Found invalid": ("holds a control character", "remove it", False),
    "Exceeds the limit": ("a number has too many digits", "no setting needs it", False),
    "": ("is not TOML", "see toml.io", False),
}
VAGUE = {
    SYNTAX[start][0]
    for start in ("Expected newline", "Invalid initial character", "Invalid value", "Unclosed array", "Unclosed inline")
} | {problem for problem, _ in LACKS.values()}
