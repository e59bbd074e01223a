"""A line that somebody typed is read the same, whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.inbound.bot.asking import Command, read_command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", Command(name="start")),
        ("/Start@Levant_Bot morning", Command(name="start", argument="morning", named=True)),
        ("/sub   morning evening", Command(name="sub", argument="morning")),
        ("/sub\nmorning", Command(name="sub", argument="morning")),
        ("/sub " + "x" * 100, Command(name="sub", argument="x" * 64)),
        ("/sub \u202emorning\x00", Command(name="sub", argument="morning")),
        ("/sub@other_bot morning", None),
        ("/etc/passwd", None),
        ("/sub,morning", None),
        ("sub morning", None),
        (" /sub", None),
        ("/", None),
        ("", None),
        ("/" + "x" * 33, None),
        ("/@levant_bot", None),
    ],
)
def test_a_command_is_read_with_its_first_word(text: str, command: Command | None) -> None:
    """Of this bot and no other; paths and prose are no commands."""
    assert read_command(text, "levant_bot") == command


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_is_no_command(text: str) -> None:
    """Nothing is raised, and what is read is short and harmless."""
    command = read_command("/" + text, "levant_bot")
    assert command is None or len(command.argument) <= 64
    assert command is None or "\n" not in command.name + command.argument
