"""`digest bounces`: what came back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import ConfigOption, JsonOption, emit_json, load_settings, now_utc, run_with_app, say
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.app import App, HandledMail


def bounces(
    file: Annotated[
        Path | None, typer.Argument(help="One mail in a file, or - for one from a pipe.", show_default=False)
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the bounce mailbox, or one mail: suppress dead addresses, end subscriptions whose reader asks for it."""
    from digest.app import handle_mail, read_mailbox

    settings, now = load_settings(config), now_utc()
    if file is None and (settings.email is None or settings.email.bounces is None):
        raise DigestError("[email] bounces names no mailbox; name a file with a mail, or - for a pipe")
    raw = None if file is None else _read(file)

    async def work(app: App) -> tuple[HandledMail, ...]:
        return await read_mailbox(app, now) if raw is None else (await handle_mail(app, raw, now),)

    handled = run_with_app(settings, work, now)
    if as_json:
        emit_json(handled)
        return
    for one in handled:
        about = f" {one.address}" if one.address else ""
        say(f"{one.outcome}{about}: {one.reason}")
    if not handled:
        say("nothing came back")


def _read(file: Path) -> bytes:
    from digest.inbound.bounces import MOST_BYTES

    if str(file) == "-":
        return sys.stdin.buffer.read(MOST_BYTES)
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        raise DigestError(f"{file} cannot be read: {error.strerror or error}") from error


COMMANDS = (bounces,)
