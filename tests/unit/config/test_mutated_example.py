"""The example file with one slip of the keyboard at a time: named by its line and key, or harmless."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import loads
from digest.config.findings import key_text
from digest.config.locate import locate
from digest.errors import ConfigError, Mistake

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8").replace("#templates", "# templates")
TEXT = re.sub(r"^#(?=\S)|\s+# .*$", "", EXAMPLE, flags=re.MULTILINE)
LINES = TEXT.split("\n")
FILE = Path("/srv/desk/config.toml")
SETTING = re.compile(r"([\w-]+) = (.*[^\[])$")
SETTINGS = [number for number, line in enumerate(LINES) if SETTING.match(line)]
HEADERS = [number for number, line in enumerate(LINES) if line.startswith("[")]
BY_LINE = {statement.line: statement.path for statement in locate(TEXT).statements}


def mistakes(lines: list[str]) -> tuple[Mistake, ...]:
    try:
        loads("\n".join(lines), FILE, {})
    except ConfigError as error:
        return error.mistakes
    return ()


def replaced(number: int, line: str) -> list[str]:
    return [*LINES[:number], line, *LINES[number + 1 :]]


def value_as(write: Callable[[str, str], str]) -> Callable[[str], str]:
    """Write a setting anew from its key and value."""

    def slip(line: str) -> str:
        match = SETTING.match(line)
        assert match
        return write(match[1], match[2])

    return slip


SLIPS: dict[str, Callable[[str], str]] = {
    "no equals sign": value_as(lambda key, value: f"{key} {value}"),
    "a colon": value_as(lambda key, value: f"{key}: {value}"),
    "no value": value_as(lambda key, _: f"{key} ="),
    "two equals signs": value_as(lambda key, value: f"{key} == {value}"),
    "two values": value_as(lambda key, value: f"{key} = {value} {value}"),
    "a comma": value_as(lambda key, value: f"{key} = {value},"),
    "null": value_as(lambda key, _: f"{key} = null"),
    "an empty table": value_as(lambda key, _: f"{key} = {{ x = 1 }}"),
    "a deep list": value_as(lambda key, _: f"{key} = [[[1]]]"),
    "a date": value_as(lambda key, _: f"{key} = 2026-11-26"),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_in_any_setting_is_named_by_its_line_and_key(slip: Callable[[str], str]) -> None:
    """Every setting of the example; nothing else is named before it."""
    for number in SETTINGS:
        found = mistakes(replaced(number, slip(LINES[number])))
        key = key_text(BY_LINE[number + 1])
        assert any(one.line == number + 1 and one.key.startswith(key) for one in found), (LINES[number], found)


@pytest.mark.parametrize("number", SETTINGS)
def test_a_typo_in_any_key_is_named_by_its_line_and_key(number: int) -> None:
    """A letter that is typed twice, or left out."""
    key = LINES[number].partition(" ")[0]
    table = BY_LINE[number + 1][:-1]
    for typo in (key + key[-1], key[:-1] + "x" + key[-1]):
        found = mistakes(replaced(number, typo + LINES[number][len(key) :]))
        assert any(one.line == number + 1 and one.key == key_text((*table, typo)) for one in found)


@pytest.mark.parametrize("number", SETTINGS)
def test_a_setting_that_is_given_twice_is_named_by_its_second_line(number: int) -> None:
    """With the line of the first."""
    found = mistakes([*LINES[: number + 1], *LINES[number:]])
    assert [(one.line, one.key) for one in found] == [(number + 2, key_text(BY_LINE[number + 1]))]
    assert f"line {number + 1}" in found[0].problem


@pytest.mark.parametrize("number", [n for n in SETTINGS if '"' in (SETTING.match(LINES[n]) or [""])[0]])
def test_a_quote_that_is_left_out_is_named_by_its_line_and_key(number: int) -> None:
    """The first one of a value, or the last."""
    match = SETTING.match(LINES[number])
    assert match
    key, value = match[1], match[2]
    for broken in (value.replace('"', "", 1), '"'.join(value.split('"')[:-1]) + value.split('"')[-1]):
        found = mistakes(replaced(number, f"{key} = {broken}"))
        assert any(one.line == number + 1 and one.key == key_text(BY_LINE[number + 1]) for one in found), (
            broken,
            found,
        )


@pytest.mark.parametrize("number", HEADERS)
def test_a_header_with_the_wrong_brackets_is_named_by_its_line(number: int) -> None:
    """One bracket too few or too many, on either side, or the other kind."""
    name = LINES[number].partition("]")[0].strip("[ ")
    double = LINES[number].startswith("[[")
    slips = [f"[{name}", f"{name}]"]
    slips += [f"[{name}]", f"[[{name}]", f"[{name}]]"] if double else [f"[[{name}]]"]
    for slip in slips:
        found = mistakes(replaced(number, slip))
        assert any(one.line == number + 1 for one in found), (slip, found)


@given(st.integers(0, len(TEXT) - 1), st.sampled_from("[]{}=\"'#\\.,\n\0a1 \u202e"), st.integers(0, 2))
def test_a_garbled_character_is_never_a_traceback(place: int, other: str, gone: int) -> None:
    """One is put in, or put in place of one or two."""
    for mistake in mistakes((TEXT[:place] + other + TEXT[place + gone :]).split("\n")):
        assert "\n" not in str(mistake)
        assert mistake.line is not None


@given(st.integers(0, len(TEXT) - 1))
def test_a_file_that_is_cut_anywhere_is_never_a_traceback(place: int) -> None:
    """As an editor leaves it that is half through; what is named is near the end, or refers to what is gone."""
    for mistake in mistakes(TEXT[:place].split("\n")):
        assert mistake.line is None or mistake.line <= TEXT[:place].count("\n") + 1
