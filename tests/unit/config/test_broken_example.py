"""The example file, broken in every way that chance finds: settings or mistakes, never a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config import effective, loads, missing, without_effect
from digest.errors import ConfigError, Mistake

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8").replace("#templates", "# templates")
LINES = re.sub(r"^#(?=\S)", "", EXAMPLE, flags=re.MULTILINE).split("\n")
FILE = Path("/srv/desk/config.toml")
WRONG = [
    "1",
    "-1",
    "true",
    "''",
    "[]",
    "{}",
    "[1]",
    "['']",
    "[[]]",
    "{ a = 1 }",
    "1.5",
    "nan",
    "07:30:00",
    "2026-01-01",
]
WRONG += ["'x'", r'"\u0000"', "0xffffffffffffffffffffffff", "[[[[1]]]]", "{ env = 'A' }", "[{}]", "", '"', "\u202e"]


@st.composite
def broken(draw: st.DrawFn) -> str:
    """Lines removed, repeated, swapped, cut, or given a value of another kind."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        here, there = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["remove", "repeat", "swap", "cut", "value"]))
        if how == "remove":
            del lines[here]
        elif how == "repeat":
            lines.insert(there, lines[here])
        elif how == "swap":
            lines[here], lines[there] = lines[there], lines[here]
        elif how == "cut":
            lines[here] = lines[here][: draw(st.integers(0, 40))]
        elif match := re.match(r"([\w-]+) = ", lines[here]):
            lines[here] = match[0] + draw(st.sampled_from(WRONG))
    return "\n".join(lines)


def mistakes(text: str) -> tuple[Mistake, ...]:
    """Read the file there and back; give its mistakes, if it has any."""
    try:
        found = loads(text, FILE, {})
    except ConfigError as error:
        return error.mistakes
    assert loads(effective(found), FILE, {}) == found
    assert isinstance(without_effect(found), tuple)
    assert missing(found)
    return ()


@given(broken())
@settings(max_examples=300)
def test_a_broken_example_gives_settings_or_mistakes(text: str) -> None:
    """Each mistake is one line of a readable length, at a line of the file."""
    for mistake in mistakes(text):
        assert "\n" not in str(mistake)
        assert len(str(mistake)) < 500
        assert mistake.line is None or 1 <= mistake.line <= text.count("\n") + 1
        assert mistake.problem not in {"is not TOML", "cannot be read"}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_value_anywhere_is_settings_or_mistakes(wrong: str) -> None:
    """Every key of the example with every wrong value."""
    for number, line in enumerate(LINES):
        if match := re.match(r"([\w-]+) = ", line):
            text = "\n".join([*LINES[:number], match[0] + wrong, *LINES[number + 1 :]])
            assert all(mistake.problem != "cannot be read" for mistake in mistakes(text))
