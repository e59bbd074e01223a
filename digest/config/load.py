"""The file, from bytes to `Settings`: read, TOML, shape, relations, nouns.

Each stage reports every mistake it finds; only a file that cannot be read, or is not TOML, ends
with one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from digest.config.checks import check
from digest.config.findings import Finding, key_text
from digest.config.locate import Lines, locate
from digest.config.nouns import Surroundings, make_settings
from digest.errors import ConfigError, Mistake
from digest.model import Settings

__all__ = ["json_schema", "load", "loads"]

LARGEST = 1_000_000
MOST_MISTAKES = 500
# tomllib needs time that grows with the square of a key's parts.
LONG_KEY = re.compile(r"^[ \t]*\[{0,2}[ \t]*(?:(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*\.[ \t]*){20}", re.MULTILINE)
PLACE = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)
EXAMPLE = "start from config.example.toml"


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the config file; raise ConfigError with every mistake in it.

    Secrets come from `environ` or from files; one that is not there is None, and `missing` names it.
    """
    return loads(_read(path), path, environ)


def loads(text: str, path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the text of a config file that stands, or would stand, at `path`."""
    from digest.config.shape import shape  # noqa: PLC0415 - pydantic is slow to import

    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    raw = _tables(plain, path)
    shaped = shape(raw, MOST_MISTAKES + 1)
    related = check(raw, path.parent, MOST_MISTAKES + 1)
    if isinstance(shaped, list) or related:
        findings = [*(shaped if isinstance(shaped, list) else ()), *related]
        raise ConfigError(_mistakes(findings, locate(plain), path))
    return make_settings(shaped, Surroundings(path=path, environ=environ))


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of the file, for editors."""
    from digest.config.editors import describe  # noqa: PLC0415 - pydantic is slow to import

    return describe()


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise _single(path, None, "there is no such file", f"name it with --config, or {EXAMPLE}") from error
    except IsADirectoryError as error:
        raise _single(path, None, "is a folder", f"name the file in it: {path / 'config.toml'}") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name is not usable"
        raise _single(path, None, f"cannot be read: {reason.lower()}", "mend its permissions or its name") from error
    if len(content) > LARGEST:
        raise _single(
            path, None, "is longer than a megabyte", "a thousand feeds fit into a fifth of that; is it the right file?"
        )
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _single(path, line, "is not UTF-8", "save it with the encoding UTF-8") from error


def _tables(text: str, path: Path) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise _single(
            path, None, "is longer than a megabyte", "a thousand feeds fit into a fifth of that; is it the right file?"
        )
    if long := LONG_KEY.search(text):
        raise _single(path, text.count("\n", 0, long.start()) + 1, "a key has too many dots", "no key needs them")
    try:
        raw = tomllib.loads(text)
    except RecursionError as error:
        raise _single(path, None, "has lists or tables nested too deeply", "no setting needs that") from error
    except ValueError as error:
        raise _syntax(str(error), text, path) from error
    if not raw:
        raise _single(path, None, "holds no settings", EXAMPLE)
    return raw


def _syntax(message: str, text: str, path: Path) -> ConfigError:
    """Say in plain words, without quoting the line (which may hold a secret), what is no TOML."""
    match = PLACE.fullmatch(message)
    words = match[1] if match else message
    problem, mend, whole = next(said for start, said in SYNTAX.items() if words.startswith(start))
    line = int(match[2]) if match and match[2] else None
    if match and (whole or line is None):
        line = locate(text).statement(line or text.count("\n") + 1)
    return _single(path, line, problem, mend)


def _single(path: Path, line: int | None, problem: str, mend: str) -> ConfigError:
    return ConfigError([Mistake(file=str(path), line=line, key="", problem=problem, mend=mend)])


def _mistakes(findings: Sequence[Finding], lines: Lines, path: Path) -> list[Mistake]:
    """Give findings their lines, in the order of the file, each once."""
    mistakes = {
        Mistake(
            file=str(path),
            line=lines.of(finding.path),
            key=key_text(finding.path),
            problem=finding.problem,
            mend=finding.mend,
        ): None
        for finding in findings
    }
    ordered = sorted(mistakes, key=lambda mistake: mistake.line or 0)
    if len(ordered) > MOST_MISTAKES:
        more = Mistake(file=str(path), line=None, key="", problem="and more mistakes", mend="mend these first")
        return [*ordered[:MOST_MISTAKES], more]
    return ordered


QUOTE = "a closing quote is missing"
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
