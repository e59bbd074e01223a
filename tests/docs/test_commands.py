"""The reference of commands and the command line say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from digest.cli import app

EVERYWHERE = {"--config", "--help", "-h"}


def leaves(command: Any, path: str = "digest") -> Iterator[tuple[str, Any]]:
    """Walk down to the commands that do something; typer may bring a click of its own, so no isinstance."""
    children = getattr(command, "commands", None)
    if children is None or (path != "digest" and command.invoke_without_command):
        yield path, command
    for name, child in (children or {}).items():
        yield from leaves(child, f"{path} {name}")


COMMANDS = dict(leaves(typer.main.get_command(app)))


def options(command: Any) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts if name.startswith("-")} - EVERYWHERE


def sections(page: str) -> dict[str, str]:
    """Map each command to its part of the page; arguments in a heading are capitals."""
    parts = re.split(r"^### `(digest[^`]*)`$", page, flags=re.MULTILINE)[1:]
    return {
        re.sub(r"( \[?[A-Z]+…?\]?)+$", "", title): f"{title}\n{text}"
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    }


@pytest.fixture(scope="module")
def page(project: Path) -> dict[str, str]:
    return sections((project / "docs" / "reference" / "commands.md").read_text(encoding="utf-8"))


def test_every_command_has_its_section_and_no_section_is_of_another(page: dict[str, str]) -> None:
    """A command that is added, renamed or dropped takes its page along."""
    assert set(page) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented_and_none_is_invented(name: str, page: dict[str, str]) -> None:
    """Options stand as a list, each with what it does."""
    listed = set(re.findall(r"^- `(--[a-z-]+)", page[name], flags=re.MULTILINE))
    assert listed == options(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_of_a_command_stands_in_its_heading(name: str, page: dict[str, str]) -> None:
    """Whoever reads only the headings can type the command."""
    arguments = [parameter for parameter in COMMANDS[name].params if parameter.param_type_name == "argument"]
    shown = re.findall(r"[A-Z]{2,}", page[name].partition("\n")[0])
    assert shown == [(argument.metavar or argument.name or "").upper().strip("[].") for argument in arguments]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_one_line(name: str) -> None:
    """`--help` lists commands with their promise."""
    assert COMMANDS[name].help
    assert all(parameter.help for parameter in COMMANDS[name].params if parameter.param_type_name == "option")
