"""What commands share: options and how they are read, the app, tables for people, JSON for scripts."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.app import App
    from digest.model import Address, Settings

__all__ = [
    "ConfigOption",
    "JsonOption",
    "as_address",
    "counted",
    "emit_json",
    "load_settings",
    "now_utc",
    "read_duration",
    "read_option",
    "run_with_app",
    "say",
    "table",
    "warn",
]

Result = TypeVar("Result")

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="The config file (default: $DIGEST_CONFIG, then ./config.toml).", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


def load_settings(config: Path | None) -> Settings:
    """Load the config that was named, or that `$DIGEST_CONFIG` names, or `./config.toml`."""
    from digest.config import load

    return load(config or Path(os.environ.get("DIGEST_CONFIG") or "config.toml"), os.environ)


def now_utc() -> datetime:
    """Read the clock, once a command."""
    return datetime.now(UTC)


def run_with_app(settings: Settings, work: Callable[[App], Awaitable[Result]], now: datetime) -> Result:
    """Open the app, do the work in an event loop, and close everything."""
    from digest.app import open_app

    async def inside() -> Result:
        async with open_app(settings, now) as app:
            return await work(app)

    return asyncio.run(inside())


def read_option(read: Callable[[object], Result], text: str, option: str) -> Result:
    """Read an option's text as the config would; a bad one is a usage error that names the option."""
    from digest.config.values import Unfit

    try:
        return read(text)
    except Unfit as error:
        mend = f" ({error.mend})" if error.mend else ""
        raise typer.BadParameter(f"{error}{mend}", param_hint=option) from error


def read_duration(text: str, option: str) -> timedelta:
    """Read `24h` or `7d` as the config does."""
    from digest.config.values import duration

    return read_option(duration(least=timedelta(seconds=1)), text, option)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: "1 reader", "2 readers", "3 new entries"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def say(text: str = "") -> None:
    """Print a line for a person."""
    typer.echo(text)


def warn(text: str) -> None:
    """Print a line on standard error."""
    typer.echo(text, err=True)


def emit_json(value: object) -> None:
    """Print dataclasses, datetimes and paths as JSON; bytes of strangers that are no text are shown as "?"."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=2)
    typer.echo(text.encode("utf-8", "replace").decode())


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows in aligned columns on a terminal, tab-separated elsewhere; feed text is never markup."""
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(str(cell) for cell in row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(*head, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        grid.add_row(*(Text(str(cell)) for cell in row))
    Console().print(grid)


def as_address(text: str) -> Address:
    """Read `file:FOLDER`, `telegram:CHAT[#THREAD]`, `email:NAME@HOST`, `CHANNEL:ADDRESS`, or one without its channel."""
    from digest.config.addresses import read_email
    from digest.config.values import Unfit
    from digest.model import Address

    channel, colon, value = text.partition(":")
    if not colon:
        channel, value = _guessed_channel(text), text
    try:
        if not value:
            raise Unfit("it is empty")
        if channel == "telegram":
            return _chat_address(value)
        if channel == "email":
            value = read_email(value)
    except Unfit as error:
        mend = "write file:out/, telegram:12345#7 or email:name@example.org"
        raise DigestError(f'"{text}" is no address: {error.problem} ({error.mend or mend})') from error
    return Address(channel=channel, value=str(Path(value).absolute()) if channel == "file" else value)


def _guessed_channel(text: str) -> str:
    if text.startswith("@") or text.partition("#")[0].lstrip("-").isdecimal():
        return "telegram"
    return "email" if "@" in text else "file"


def _chat_address(text: str) -> Address:
    from digest.config.addresses import read_chat
    from digest.config.values import Unfit
    from digest.model import Address

    chat, hash_sign, thread = text.partition("#")
    if hash_sign and not (thread.isascii() and thread.isdecimal()):
        raise Unfit(f'"{thread}" is not the number of a thread')
    number = chat.isascii() and chat.removeprefix("-").isdecimal() and len(chat) < 20
    return Address(channel="telegram", value=read_chat(int(chat) if number else chat), thread=int(thread or 0) or None)


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
