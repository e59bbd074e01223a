"""The log of the service: one event a line, and no secret in any of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from types import MappingProxyType

import pytest
import structlog

from digest.cli.logs import secrets_of, set_up_logs
from digest.model import EmailSettings, Feed, Secret, Settings, TelegramSettings, WebSettings

SETTINGS = Settings(
    telegram=TelegramSettings(token=Secret("123456:bot-token")),
    email=EmailSettings(host="h", sender="a@b.org", password=Secret("smtp-password")),
    web=WebSettings(secret=Secret("link-secret")),
    feeds=(Feed(url="https://x.org", headers=MappingProxyType({"X-Key": Secret("feed-key"), "Accept": "*"})),),
)
SECRETS = {"123456:bot-token", "smtp-password", "link-secret", "feed-key"}


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Leave the process's logging as it was."""
    root = logging.getLogger()
    before, level, raising = list(root.handlers), root.level, logging.raiseExceptions
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "telegram", "uvicorn", "aiohttp")}
    yield
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)
    logging.raiseExceptions = raising
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    out = capsys.readouterr()
    assert out.out == ""
    return out.err.splitlines()


def test_every_secret_of_the_settings_is_known() -> None:
    """Wherever it stands: a new setting that holds one is found without being named."""
    assert set(secrets_of(SETTINGS)) == SECRETS


def test_an_event_is_one_line_of_words_and_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    """Time, level, event, then what belongs to it."""
    set_up_logs(SETTINGS, as_json=False)
    structlog.get_logger().info("delivery.sent", digest="morning", slot="2026-06-14T07:30", address="email:a@b.org")
    (line,) = lines(capsys)
    assert line.split(" ", 1)[1] == "info delivery.sent digest=morning slot=2026-06-14T07:30 address=email:a@b.org"


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_no_secret_is_written_whoever_says_it(secret: str, as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """Not by us, not by a library, not in a traceback."""
    set_up_logs(SETTINGS, as_json=as_json)
    structlog.get_logger().warning("duty.failed", reason=f"the server refused `{secret}` at https://x/{secret}/getMe")
    logging.getLogger("some.library").error("calling %s", f"https://api.example/bot{secret}/getMe")
    try:
        raise ValueError(f"bad {secret}")
    except ValueError:
        structlog.get_logger().exception("duty.broke", duty="bot")
    written = lines(capsys)
    assert len(written) == 3
    assert secret not in "\n".join(written)
    assert "ValueError" in written[2]


def test_what_a_stranger_writes_cannot_make_a_line_or_drive_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A server's answer is text: no line feed, no escape, no end."""
    set_up_logs(SETTINGS, as_json=False)
    structlog.get_logger().warning("channel.down", reason="no\n2026 info delivery.sent \x1b[2J" + "x" * 100_000)
    (line,) = lines(capsys)
    assert "\x1b" not in line
    assert len(line) < 1_200


@pytest.mark.parametrize(
    "library", ["httpx", "httpcore.connection", "uvicorn.access", "aiohttp.client", "telegram.ext"]
)
def test_libraries_that_log_addresses_are_quiet(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The address of a bot's call holds its token."""
    set_up_logs(SETTINGS, as_json=False)
    logging.getLogger(library).info("HTTP Request: POST https://api.telegram.org/bot…/getUpdates")
    assert lines(capsys) == []


def test_json_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """For machines: one object a line."""
    set_up_logs(SETTINGS, as_json=True)
    structlog.get_logger().info("delivery.sent", digest="בוקר", part=2)
    logging.getLogger("some.library").warning("careful: %s", "slow")
    ours, theirs = map(json.loads, lines(capsys))
    assert (ours["event"], ours["digest"], ours["part"], ours["level"]) == ("delivery.sent", "בוקר", 2, "info")
    assert (theirs["event"], theirs["library"], theirs["text"]) == ("library.said", "some.library", "careful: slow")
