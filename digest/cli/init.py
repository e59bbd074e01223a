"""`digest init`: five questions, and a commented config that works."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from digest.cli.common import ConfigOption, as_address, counted, read_option, say, warn
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.model import Address

__all__ = ["COMMANDS", "guess_zone"]

Answer = TypeVar("Answer")

ZONES = "zoneinfo/"


def init(
    config: ConfigOption = None,
    title: Annotated[str | None, typer.Option(help="What it is called.", show_default=False)] = None,
    timezone: Annotated[str | None, typer.Option(help="Whose local time, e.g. Europe/Istanbul.")] = None,
    feed: Annotated[list[str] | None, typer.Option(help="The URL of a feed; may be repeated.")] = None,
    at: Annotated[list[str] | None, typer.Option(help="When to send, e.g. 07:30; may be repeated.")] = None,
    to: Annotated[str | None, typer.Option(help="A Telegram chat, an email address or a folder.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: take the default of what is not given.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Ask five questions and write a commented config."""
    from digest.config import loads
    from digest.config.begin import Answers, first_config

    path = config or Path(os.environ.get("DIGEST_CONFIG") or "config.toml")
    ask = sys.stdin.isatty() and not yes
    _refuse_overwriting(path, ask, force)
    answers = Answers(
        title=_answer("What shall it be called?", title, "--title", "My digest", _read_title, ask),
        timezone=_answer("In which time zone?", timezone, "--timezone", guess_zone(os.environ), _read_zone, ask),
        feeds=_answer("Which feeds? (URLs, with blanks between)", _joined(feed), "--feed", "", _read_feeds, ask),
        at=_answer("When shall it come? (e.g. 07:30 18:00)", _joined(at), "--at", "07:30", _read_clocks, ask),
        to=_answer("Where to? (a Telegram chat id, an email address or a folder)", to, "--to", "out/", _read_to, ask),
    )
    text = first_config(answers)
    loads(text, path, os.environ)
    _write(path, text)
    option = "" if config is None else f" --config {config}"
    say(f"{path} is written: {counted(len(answers.feeds), 'feed')}, one digest, one reader. Next:")
    for command in ("check --online", "poll", "run"):
        say(f"  digest {command}{option}")


def guess_zone(environ: Mapping[str, str], etc: Path = Path("/etc")) -> str:
    """Guess the system's time zone: $TZ, /etc/timezone, where /etc/localtime points; else UTC."""
    from digest.config.names import read_zone
    from digest.config.values import Unfit

    for guess in (environ.get("TZ", "").lstrip(":"), _first_line(etc / "timezone"), _linked(etc / "localtime")):
        try:
            return read_zone(guess).key
        except Unfit:
            continue
    return "UTC"


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")[:100].strip()
    except (OSError, ValueError):
        return ""


def _linked(path: Path) -> str:
    try:
        return str(path.resolve()).partition(ZONES)[2]
    except (OSError, RuntimeError):
        return ""


def _answer(
    question: str, given: str | None, option: str, default: str, read: Callable[[object], Answer], ask: bool
) -> Answer:
    """Read what an option says; else ask until the answer can be read; else take the default."""
    from digest.config.values import Unfit

    if given is not None or not ask:
        return read_option(read, default if given is None else given, option)
    while True:
        try:
            return read(typer.prompt(question, default=default, show_default=bool(default)))
        except Unfit as error:
            warn(f"{error.problem}" + (f" ({error.mend})" if error.mend else ""))


def _joined(values: list[str] | None) -> str | None:
    return " ".join(values) if values else None


def _read_title(value: object) -> str:
    from digest.config.names import read_name

    return read_name(value) or "My digest"


def _read_zone(value: object) -> str:
    from digest.config.names import read_zone

    return read_zone(value).key


def _read_feeds(value: object) -> tuple[str, ...]:
    """Read URLs; a host without its scheme is one too."""
    from digest.config.addresses import read_feed_url

    found = [f"https://{text}" if _bare(text) else text for text in str(value).replace(",", " ").split()]
    return tuple(dict.fromkeys(read_feed_url(text) for text in found))


def _bare(text: str) -> bool:
    host, slash, _ = text.partition("/")
    file = not slash and host.endswith((".xml", ".rss", ".atom", ".rdf", ".json"))
    return "." in host.strip(".") and ":" not in text and not text.startswith(".") and not file


def _read_clocks(value: object) -> tuple[str, ...]:
    """Read times of day, written as people write them."""
    from digest.config.loose import loose_clock
    from digest.config.values import Unfit, read_clock, write_clock

    texts = str(value).replace(",", " ").split()
    if not texts:
        raise Unfit("names no time", "write e.g. 07:30")
    return tuple(sorted({write_clock(read_clock(loose_clock(text) or text)) for text in texts}))


def _read_to(value: object) -> Address:
    """Read an address of Telegram, email or a folder; a folder is written as it was given."""
    from digest.config.addresses import read_path
    from digest.config.values import Unfit
    from digest.model import Address

    text = str(value).strip()
    try:
        address = as_address(text)
    except DigestError as error:
        raise Unfit(str(error)) from error
    if address.channel == "file":
        return Address(channel="file", value=read_path(text.removeprefix("file:")))
    if address.channel not in {"telegram", "email"}:
        raise Unfit(f'"{text}" is no address', "a Telegram chat id, an email address or a folder")
    return address


def _refuse_overwriting(path: Path, ask: bool, force: bool) -> None:
    if force or not path.exists():
        return
    if not ask:
        raise DigestError(f"{path} is there already (name another file with --config, or write over it with --force)")
    if not typer.confirm(f"{path} is there already. Write over it?", default=False):
        raise DigestError(f"{path} is left as it was")


def _write(path: Path, text: str) -> None:
    """Put the whole file in place at once, or leave what was there."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except (OSError, ValueError) as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        reason = (error.strerror or "").lower() if isinstance(error, OSError) else "an answer is no plain text"
        raise DigestError(f"{path} cannot be written: {reason}") from error


COMMANDS = (init,)
