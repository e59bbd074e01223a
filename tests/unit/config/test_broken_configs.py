"""The books of broken configs in tests/data/configs: each mistake by its line and key, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from digest.config import loads
from digest.errors import ConfigError, Mistake

BOOKS = Path(__file__).resolve().parents[2] / "data" / "configs"
MARK = re.compile(r"[ \t]*#! ")
OTHER = re.compile(r" or ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One marked mistake: its line, the keys that may be named, and the words that must be said."""

    line: int
    keys: tuple[str, ...]
    words: str = ""

    def met_by(self, mistake: Mistake) -> bool:
        return mistake.line == self.line and mistake.key in self.keys and self.words in str(mistake)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A broken file and what has to be said of it."""

    name: str
    text: str
    expected: tuple[Expected, ...]


def read_books() -> Iterator[Case]:
    """Read every case of every book."""
    for book in sorted(BOOKS.glob("*.txt")):
        for part in re.split(r"^## ", book.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, body = part.partition("\n")
            yield read_case(f"{book.stem}: {name}", body.rstrip("\n").split("\n"))


def read_case(name: str, lines: list[str]) -> Case:
    """Part the file from its markers."""
    expected: list[Expected] = []
    plain: list[str] = []
    for number, line in enumerate(lines, 1):
        text, *marks = MARK.split(line)
        plain.append(text)
        for mark in marks:
            keys, _, words = mark.partition(" ~ ")
            named = tuple("" if key == "-" else key for key in OTHER.split(keys.strip()))
            expected.append(Expected(line=number, keys=named, words=words.strip()))
    return Case(name=name, text="\n".join(plain) + "\n", expected=tuple(expected))


CASES = list(read_books())


def mistakes(text: str, folder: Path) -> tuple[Mistake, ...]:
    """Give the mistakes of a file that stands in `folder`."""
    try:
        loads(text, folder / "config.toml", {})
    except ConfigError as error:
        return error.mistakes
    return ()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_mistake_of_a_broken_config_is_named_by_its_line_and_key(case: Case, tmp_path: Path) -> None:
    """None is missing, and none is made up."""
    found = mistakes(case.text, tmp_path)
    said = "\n".join(str(mistake) for mistake in found)
    assert len(found) == len(case.expected), said
    for expected in case.expected:
        assert any(expected.met_by(mistake) for mistake in found), f"{expected}\n{said}"
