"""`digest send`, `deliver` and `preview`: an issue goes out, or only one copy of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import (
    ConfigOption,
    JsonOption,
    as_address,
    emit_json,
    load_settings,
    now_utc,
    read_duration,
    run_with_app,
    say,
    warn,
)
from digest.cli.outcomes import describe, exit_on_problems, say_approval, say_delivered, show_dry_run

if TYPE_CHECKING:
    from datetime import datetime

    from digest.app import App
    from digest.model import Digest, Receipt, Settings, Slot
    from digest.pipeline.deliver import Delivered
    from digest.pipeline.publish import Prepared, Published

DigestArgument = Annotated[str, typer.Argument(metavar="DIGEST", help="The id of a digest in the config.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _WorkedOff:
    """How a delivery ended (None: sending is held), what is unfinished by channel, how many nobody knows of."""

    delivered: Delivered | None
    waiting: dict[str, int]
    uncertain: int


def send(
    digest: DigestArgument,
    slot: Annotated[
        str,
        typer.Option(
            "--slot", help="A local label (2026-06-14T07:30) or an instant with Z or an offset; now when left out."
        ),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show who would get what.")] = False,
    test: Annotated[bool, typer.Option("--test", help="Send one unrecorded copy to the address of --to.")] = False,
    to: Annotated[str, typer.Option("--to", help="The address of a test: file:out/, 12345 or name@example.org.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Publish and deliver one issue now, to every active subscription; the same slot twice sends nothing twice."""
    from digest.app import find_digest

    if test != bool(to):
        raise typer.BadParameter("--test and --to ADDRESS go together")
    if test and dry_run:
        raise typer.BadParameter("--test sends a copy and --dry-run sends nothing: choose one")
    settings, now = load_settings(config), now_utc()
    wanted = find_digest(settings, digest)
    chosen = _read_slot(slot, wanted, now)
    if test:
        _send_test(settings, digest, to)
    elif dry_run:
        _rehearse(settings, wanted, chosen, now, as_json=as_json)
    else:
        _send(settings, wanted, chosen, now, as_json=as_json)


def _read_slot(text: str, digest: Digest, now: datetime) -> Slot:
    from digest.editing.slots import parse_slot

    try:
        return parse_slot(text, digest, now)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--slot") from error


def _rehearse(settings: Settings, digest: Digest, slot: Slot, now: datetime, *, as_json: bool) -> None:
    """Show who would get what."""
    from digest.app import prepare_slot

    async def work(app: App) -> Prepared:
        return await prepare_slot(app, digest, slot, now)

    prepared = run_with_app(settings, work, now)
    _say_trouble(prepared)
    show_dry_run(prepared, slot, as_json=as_json)


def _send(settings: Settings, digest: Digest, slot: Slot, now: datetime, *, as_json: bool) -> None:
    """Publish a slot, deliver, and report both."""
    from digest.app import prepare_slot, send_slot

    async def work(app: App) -> tuple[Prepared, Published, _WorkedOff]:
        prepared = await prepare_slot(app, digest, slot, now)
        published, delivered = await send_slot(app, prepared, now)
        return prepared, published, await _worked_off(app, delivered)

    prepared, published, done = run_with_app(settings, work, now)
    _say_trouble(prepared)
    if as_json:
        emit_json(
            {
                "slot": slot,
                "published": published,
                "delivered": done.delivered,
                "waiting": done.waiting,
                "uncertain": done.uncertain,
            }
        )
    else:
        say(f"{digest.id} {slot}: {describe(prepared, published)}")
        say_delivered(done.delivered, done.waiting, done.uncertain)
        say_approval(digest, published)
    exit_on_problems(done.delivered)


def _say_trouble(prepared: Prepared) -> None:
    if prepared.trouble:
        warn(f"note: sentences of the sources stand in for generated summaries: {prepared.trouble}")


def deliver(
    uncertain: Annotated[
        bool,
        typer.Option("--uncertain", help="Also send what is held because nobody knows whether it went out."),
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Work off what the outbox holds, once."""
    from digest.app import deliver_outbox

    now = now_utc()

    async def work(app: App) -> _WorkedOff:
        if uncertain:
            await asyncio.to_thread(app.store.outbox.requeue_uncertain, now=now)
        return await _worked_off(app, await deliver_outbox(app, now))

    done = run_with_app(load_settings(config), work, now)
    if as_json:
        emit_json(done)
    else:
        say_delivered(done.delivered, done.waiting, done.uncertain)
    exit_on_problems(done.delivered)


def preview(
    digest: DigestArgument,
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")] = Path("preview"),
    since: Annotated[str, typer.Option("--since", help="How far back the reader was told nothing.")] = "24h",
    config: ConfigOption = None,
) -> None:
    """Render mail, chat and page of the next issue to files; nothing of it is stored."""
    from digest.app import find_digest

    settings = load_settings(config)
    find_digest(settings, digest)
    receipt = _send_copy(settings, digest, f"file:{out}", since)
    say(f"{digest}: open {receipt.reference}" if receipt else f"{digest}: nothing new since {since}")


async def _worked_off(app: App, delivered: Delivered | None) -> _WorkedOff:
    """Count what is unfinished after a delivery."""
    waiting = await asyncio.to_thread(app.store.outbox.waiting)
    counts = await asyncio.to_thread(app.store.outbox.counts)
    return _WorkedOff(delivered=delivered, waiting=dict(waiting), uncertain=counts.get("uncertain", 0))


def _send_test(settings: Settings, digest: str, to: str) -> None:
    receipt = _send_copy(settings, digest, to, "")
    say(f"{digest}: one copy to {to}: {receipt.reference}" if receipt else f"{digest}: nothing new, nothing sent")


def _send_copy(settings: Settings, digest: str, to: str, since: str) -> Receipt | None:
    from digest.app import find_digest, send_copy

    wanted, now, address = find_digest(settings, digest), now_utc(), as_address(to)
    span = read_duration(since, "--since") if since else wanted.lookback

    async def work(app: App) -> Receipt | None:
        return await send_copy(app, wanted, address, now, span)

    return run_with_app(settings, work, now)


COMMANDS = (send, deliver, preview)
