"""`digest init` as a process: by options, by a terminal, and never over a file that is there."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from digest.cli.init import guess_zone
from digest.config import load, loads
from digest.config.begin import Answers, first_config
from digest.model import Address

OPTIONS = ["--title", 'The "Desk"', "--timezone", "Asia/Jerusalem", "--feed", "example.org/rss", "--at", "7:30pm"]


@pytest.mark.parametrize("to", ["out/", "12345", "@levantdesk", "-100123#7", "news@example.org"])
def test_options_alone_make_a_config_that_check_passes(tmp_path: Path, digest, to: str) -> None:
    """With the commands that come next."""
    assert "digest check --online" in digest("init", *OPTIONS, "--to", to).stdout
    digest("check")
    settings = load(tmp_path / "config.toml", {})
    assert settings.site.title == 'The "Desk"'
    assert [feed.url for feed in settings.feeds] == ["https://example.org/rss"]
    assert [str(one) for one in settings.digests[0].at] == ["19:30:00"]


def test_without_a_terminal_defaults_stand_for_what_is_not_given(tmp_path: Path, digest) -> None:
    """Even without any option."""
    digest("init")
    digest("check")
    assert load(tmp_path / "config.toml", {}).subscribers[0].address.value == str(tmp_path / "out")


def test_a_file_that_is_there_is_left_alone(tmp_path: Path, digest) -> None:
    """Unless --force says otherwise."""
    (tmp_path / "config.toml").write_text("mine")
    assert "is there already" in digest("init", "--yes", code=1).stderr
    assert (tmp_path / "config.toml").read_text() == "mine"
    digest("init", "--force")
    digest("check")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--timezone", "Istambul", "is not a time zone"),
        ("--feed", "ftp://example.org", "is not known here"),
        ("--feed", "feeds/a.xml", "file:feeds/a.xml"),
        ("--at", "25:00", "is not a time of day"),
        ("--to", "pager:7", "is no address"),
        ("--title", "x" * 300, "longer than 200"),
    ],
)
def test_a_wrong_answer_is_a_usage_error_that_names_its_option(
    tmp_path: Path, digest, option: str, value: str, words: str
) -> None:
    """And nothing is written."""
    done = digest("init", option, value, code=2)
    assert option in done.stderr
    assert words in re.sub(r"[\s│]+", " ", done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(digest) -> None:
    """One line, no traceback."""
    done = digest("init", "--config", "no/such/config.toml", code=1)
    assert done.stderr.startswith("digest: no/such/config.toml cannot be written: no such file")


def test_a_terminal_is_asked_five_questions_and_again_after_a_wrong_answer(tmp_path: Path) -> None:
    """An empty answer takes the default."""
    answers = ["Desk", "Istambul", "Europe/Istanbul", "https://example.org/rss a.org/b", "", "news@example.org"]
    said = on_a_terminal(tmp_path, answers)
    assert said.count("?") >= 6
    assert "is not a time zone" in said
    settings = load(tmp_path / "config.toml", {})
    assert settings.site.timezone.key == "Europe/Istanbul"
    assert [feed.url for feed in settings.feeds] == ["https://example.org/rss", "https://a.org/b"]
    assert [str(one) for one in settings.digests[0].at] == ["07:30:00"]


def test_a_terminal_is_asked_before_a_file_is_overwritten(tmp_path: Path) -> None:
    """No is the default."""
    (tmp_path / "config.toml").write_text("mine")
    assert "left as it was" in on_a_terminal(tmp_path, [""])
    assert (tmp_path / "config.toml").read_text() == "mine"


def on_a_terminal(folder: Path, answers: list[str]) -> str:
    """Run the command on a terminal of its own, and type the answers; give what it said."""
    ours, theirs = pty.openpty()
    environ = {name: value for name, value in os.environ.items() if name not in {"DIGEST_CONFIG", "TZ"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", "init"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environ
    )
    os.close(theirs)
    os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:
        pass  # the other side is closed
    os.close(ours)
    process.wait(30)
    return said.decode()


@pytest.mark.parametrize("channel", ["file", "email", "telegram"])
def test_what_is_off_in_the_file_can_be_switched_on(channel: str) -> None:
    """Every commented setting is right as it stands."""
    value = {"file": "out/", "email": "a@example.org", "telegram": "12345"}[channel]
    text = first_config(
        Answers(title="Desk", timezone="UTC", feeds=(), at=("07:30",), to=Address(channel=channel, value=value))
    )
    on = re.sub(r"^#(?=[a-z\[])", "", text, flags=re.MULTILINE)
    assert on.count("\n#") < text.count("\n#")
    assert len(loads(on, Path("/srv/config.toml"), {}).topics) == 1


def test_the_zone_is_guessed_from_what_the_system_says(tmp_path: Path) -> None:
    """The variable, the name, the link; else UTC."""
    assert guess_zone({}, tmp_path) == "UTC"
    (tmp_path / "zoneinfo" / "Asia").mkdir(parents=True)
    (tmp_path / "zoneinfo" / "Asia" / "Jerusalem").touch()
    (tmp_path / "localtime").symlink_to(tmp_path / "zoneinfo" / "Asia" / "Jerusalem")
    assert guess_zone({}, tmp_path) == "Asia/Jerusalem"
    (tmp_path / "timezone").write_text("Europe/Berlin\n")
    assert guess_zone({}, tmp_path) == "Europe/Berlin"
    assert guess_zone({"TZ": ":Asia/Tokyo"}, tmp_path) == "Asia/Tokyo"
    assert guess_zone({"TZ": "EST5EDT,M3.2.0"}, tmp_path) == "Europe/Berlin"
