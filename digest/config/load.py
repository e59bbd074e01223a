"""The file, from bytes to `Settings`: read, TOML, shape, relations, nouns.

Each stage reports every mistake it finds; only a file that cannot be read ends with one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from digest.config.checks import check
from digest.config.findings import MISSING, UNKNOWN, Finding, key_text
from digest.config.locate import Lines, locate
from digest.config.nouns import Surroundings, make_settings
from digest.config.syntax import Read, read_toml
from digest.errors import ConfigError, Mistake
from digest.model import Settings

__all__ = ["LARGEST", "decode", "json_schema", "load", "loads"]

LARGEST = 1_000_000
MOST_MISTAKES = 500
TOO_LONG = "a thousand feeds fit into a fifth of that; is it the right file?"
EXAMPLE = "start from config.example.toml"


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the config file; raise ConfigError with every mistake in it.

    Secrets come from `environ` or from files; one that is not there is None, and `missing` names it.
    """
    return loads(_read(path), path, environ)


def loads(text: str, path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the text of a config file that stands, or would stand, at `path`."""
    from digest.config.shape import shape  # noqa: PLC0415 - pydantic is slow to import

    read = _read_tables(text, path)
    shaped = shape(read.tables, MOST_MISTAKES + 1)
    related = check(read.tables, path.parent, MOST_MISTAKES + 1)
    if isinstance(shaped, list) or related:
        findings = [*(shaped if isinstance(shaped, list) else ()), *related]
        raise ConfigError(_mistakes(findings, locate(read.text), path))
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
    return decode(content, path)


def decode(content: bytes, path: Path) -> str:
    """Give the text of a config file; raise ConfigError where it is too long, or no UTF-8."""
    if len(content) > LARGEST:
        raise _single(path, None, "is longer than a megabyte", TOO_LONG)
    if content[:200].count(0) > 2:
        raise _single(path, 1, "is not UTF-8", "save it with the encoding UTF-8")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _single(path, line, "is not UTF-8", "save it with the encoding UTF-8") from error


def _read_tables(text: str, path: Path) -> Read:
    """Give the tables of a text that is TOML; else raise what is none, and what is wrong with the rest."""
    if len(text) > LARGEST:
        raise _single(path, None, "is longer than a megabyte", TOO_LONG)
    read = read_toml(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if read.faults:
        raise ConfigError(_together(_faults(read, path), _of_the_rest(read, path)))
    if not read.tables:
        raise _single(path, None, "holds no settings", EXAMPLE)
    return read


def _together(faults: list[Mistake], rest: list[Mistake]) -> list[Mistake]:
    """Say one thing of each setting: where what was meant is wrong as well, that says more than the missing quote."""
    broken = {(fault.line, fault.key) for fault in faults}
    better = {(one.line, one.key) for one in rest if one.problem != UNKNOWN} & broken
    lines = {fault.line for fault in faults}
    inside = tuple(f"{fault.key}[" for fault in faults if fault.key)
    kept = [
        one
        for one in rest
        if one.line not in lines or (one.line, one.key) in better or (inside and one.key.startswith(inside))
    ]
    told = [*(fault for fault in faults if (fault.line, fault.key) not in better), *kept]
    return sorted(told, key=lambda mistake: mistake.line or 0)


def _faults(read: Read, path: Path) -> list[Mistake]:
    return [
        Mistake(file=str(path), line=fault.line, key=key_text(fault.path), problem=fault.problem, mend=fault.mend)
        for fault in read.faults
    ]


def _of_the_rest(read: Read, path: Path) -> list[Mistake]:
    """Give the wrong values beside the statements that are no TOML; what is missing may stand in those."""
    from digest.config.shape import shape  # noqa: PLC0415 - pydantic is slow to import

    shaped = shape(read.tables, MOST_MISTAKES) if read.to_the_end else []
    findings = shaped if isinstance(shaped, list) else []
    return _mistakes([finding for finding in findings if finding.problem != MISSING], locate(read.text), path)


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
