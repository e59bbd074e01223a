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
from digest.config.slips import LACKS, LINES, SYNTAX, VAGUE, VALUES

__all__ = ["Fault", "Read", "read_toml"]

# tomllib needs time that grows with the square of a key's parts.
LONG_KEY = re.compile(r"^[ \t]*\[{0,2}[ \t]*(?:(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*\.[ \t]*){20}", re.MULTILINE)
PLACE = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)
# What may be a secret is not repeated: everything of these keys, logins within URLs, queries.
SECRETIVE = re.compile(r"token|passw|pwd|secret|key|env|auth|cookie|credential|headers", re.IGNORECASE)
SECRET_VALUE = re.compile(r"://[^/]*@|\?|[0-9]{6,}:|[A-Za-z0-9+/_-]{32,}")
HALF_HEADER = re.compile(r"(?=.*[\[\]])[ \t]*\[{0,2}[ \t]*([A-Za-z_][\w.-]*)[ \t]*\]{0,2}[ \t]*(?:#.*)?$")
LONG_NUMBER = re.compile(r"[0-9_]{4000}")
LONGEST_LINE = 500
MOST_FAULTS = 20
MOST_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A statement that is no TOML: its line, its key path as far as it is legible, what is wrong, how to mend it.

    `value` is what most likely was meant, and may hold a secret.
    """

    line: int | None
    path: KeyPath
    problem: str
    mend: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The tables of a text, what in it is no TOML, and the text with that mended or left out; whether all was read."""

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
        again = any(earlier.line == fault.line for earlier in faults)
        faults.append(fault)
        if rest is None or again:
            break
        text = rest
    return _unread(faults)


def _unread(faults: list[Fault]) -> Read:
    return Read(text="", tables={}, faults=tuple(faults), to_the_end=False)


def _set_aside(fault: Fault, text: str, lines: Lines) -> str | None:
    """Mend or leave out a setting that is no TOML, if it stands on one line; None where the rest hangs on it."""
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
    name = re.split("[=:]", listed[fault.line - 1], maxsplit=1)[0]
    listed[fault.line - 1] = f"{name} = {fault.value}" if fault.value else ""
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
    if blamed := next((one for one in (earlier, statement) if one and _has_wrong_brackets(one, lines)), None):
        twice = earlier is not None and blamed is statement and path[0] not in LISTS
        mend = "join the two under single brackets" if twice else f"write {_header(path)}"
        return Fault(line=blamed.line, path=path, problem="has the wrong brackets", mend=mend)
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


def _has_wrong_brackets(statement: Statement, lines: Lines) -> bool:
    named = _named(statement)
    if len(named) != 1 or not _is_header(statement, lines):
        return False
    return (statement.path != named) != (named[0] in LISTS)


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
    quoted = found.value[0] in "\"'"
    mend = f"write {name}{found.value}" if shown else "put it in quotes" if quoted else fault.mend
    problem = found.problem if fault.problem in VAGUE and not name else fault.problem
    return Fault(line=fault.line, path=fault.path, problem=problem, mend=mend, value=found.value)
