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


QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'[^']*'"
OFFER = re.compile(
    rf"(?:write|did you mean|(?<=\") or) ((?:\w+ = )?(?:{QUOTED}|\[\[?.*\]|\{{.*\}}|-?[\w.]+))(?=$|,|\?| or )"
)
VALUE = re.compile(rf"{QUOTED}|\[[^\]]*\](?:\])*|[^,#\s}}\]]+(?: [^,#=}}\]]+)?")


def mends(text: str, mistake: Mistake) -> list[str]:
    """Do what the message says: the file with each of the values, keys or headers that it offers."""
    if mistake.line is None:
        return []
    lines = text.split("\n")
    return [
        "\n".join([*lines[: mistake.line - 1], line, *lines[mistake.line :]])
        for offer in OFFER.findall(mistake.mend)
        for line in [mended_line(lines[mistake.line - 1], mistake, offer)]
        if line
    ]


def mended_line(line: str, mistake: Mistake, offer: str) -> str:
    """Put what is offered in the place that the key names."""
    key, item = re.fullmatch(r"(?:.*\.)?([\w-]+?|\"[^\"]*\")((?:\[\d+\])*)", mistake.key or "-").groups()  # type: ignore[union-attr]
    if "=" not in line or re.match(r"\[\[?[a-z]", offer):
        return offer if offer.startswith("[") and "=" not in line else ""
    if re.match(r"\w+ = ", offer):
        return offer
    if "is one word" in mistake.problem:
        return offer + line[line.index("=") - 1 :]
    if f"[{line.rpartition(', ')[2].rstrip(']')}]" == offer:
        return line.replace(offer[1:-1], offer)
    if offer.strip('"').endswith(":"):
        return ""  # a scheme, not a value
    if "did you mean" in mistake.mend and offer[0] not in "\"'[":
        return re.sub(rf"\"?(?<![\w-]){re.escape(key.strip(chr(34)))}(?![\w-])\"?(?=[ \t]*[=.:])", offer, line, count=1)
    place = re.search(rf"(?<![\w-]){re.escape(key)}[ \t]*=[ \t]*", line)
    start = place.end() if place else len(line) - len(line.lstrip())
    if item or not place:
        old = list(re.finditer(rf"{QUOTED}|[^\[\],\s]+", line[start:]))[
            int(item.strip("[]").split("][")[-1]) - 1 if place else 0
        ]
        return line[: start + old.start()] + offer + line[start + old.end() :]
    rest = line[start:]
    if rest.startswith("{") or "{" not in line:
        return line[:start] + offer
    return line[:start] + VALUE.sub(lambda _: offer, rest, count=1)


def test_what_a_message_offers_mends_the_file(tmp_path: Path) -> None:
    """Every value, key and header that is offered is written into the file, and that mistake is gone."""
    tried = 0
    (tmp_path / r"C:\digest\templates").mkdir()
    for case in CASES:
        for mistake in mistakes(case.text, tmp_path):
            for text in mends(case.text, mistake):
                left = mistakes(text, tmp_path)
                tried += 1
                assert mistake not in left, f"{case.name}: {mistake}\n{text}"
                assert all(other.line != mistake.line or other.key != mistake.key for other in left), (
                    f"{case.name}: {mistake}\n{text}\n{left}"
                )
    assert tried > 200
