"""What commands share: the config option, progress on a terminal, tables for people, JSON for scripts."""

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


def read_duration(text: str, option: str) -> timedelta:
    """Read `24h` or `7d` as the config does; a bad one is a usage error that names the option."""
    from digest.config.values import Unfit, duration

    try:
        return duration(least=timedelta(seconds=1))(text)
    except Unfit as error:
        raise typer.BadParameter(str(error), param_hint=option) from error


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
    """Print dataclasses, datetimes and paths as JSON."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2))


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
    """Read `file:FOLDER`, `telegram:CHAT[#THREAD]`, `email:NAME@HOST`, a bare mail address or a chat id."""
    from digest.model import Address

    channel, colon, value = text.partition(":")
    if not colon:
        channel, value = ("email" if "@" in text else "telegram" if text.lstrip("-").isdigit() else "file"), text
    if not value:
        raise DigestError(f'"{text}" is no address (write file:out/, telegram:12345 or email:name@example.org)')
    if channel == "file":
        return Address(channel=channel, value=str(Path(value).absolute()))
    chat, hash_sign, thread = value.partition("#")
    if channel == "telegram" and hash_sign and thread.isdigit():
        return Address(channel=channel, value=chat, thread=int(thread))
    return Address(channel=channel, value=value)


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
