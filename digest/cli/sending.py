"""`digest send`, `deliver`, `preview`, `plan`, and holding: `pause`, `resume`, `release`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import (
    ConfigOption,
    JsonOption,
    as_address,
    counted,
    emit_json,
    load_settings,
    now_utc,
    read_duration,
    run_with_app,
    say,
    table,
    warn,
)
from digest.cli.outcomes import describe, exit_on_problems, say_approval, say_delivered, show_dry_run
from digest.errors import DigestError

if TYPE_CHECKING:
    from datetime import datetime

    from digest.app import App
    from digest.model import IssueRecord, Receipt, Settings, Subscription
    from digest.pipeline.deliver import Delivered
    from digest.pipeline.publish import Prepared, Published

DigestArgument = Annotated[str, typer.Argument(metavar="DIGEST", help="The id of a digest in the config.")]


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
    from digest.app import find_digest, prepare_slot, send_slot
    from digest.editing.slots import parse_slot

    if test != bool(to):
        raise typer.BadParameter("--test and --to ADDRESS go together")
    if test and dry_run:
        raise typer.BadParameter("--test sends a copy and --dry-run sends nothing: choose one")
    settings, now = load_settings(config), now_utc()
    wanted = find_digest(settings, digest)
    try:
        chosen = parse_slot(slot, wanted, now)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--slot") from error
    if test:
        _send_test(settings, digest, to)
        return

    async def work(app: App) -> tuple[Prepared, tuple[Published, Delivered | None, dict[str, int], int] | None]:
        prepared = await prepare_slot(app, wanted, chosen, now)
        if dry_run:
            return prepared, None
        published, delivered = await send_slot(app, prepared, now)
        return prepared, (published, delivered, *await _waiting(app))

    prepared, outcome = run_with_app(settings, work, now)
    if prepared.trouble:
        warn(f"note: sentences of the sources stand in for generated summaries: {prepared.trouble}")
    if outcome is None:
        show_dry_run(prepared, chosen, as_json=as_json)
        return
    published, delivered, waiting, held = outcome
    if as_json:
        emit_json(
            {
                "slot": chosen,
                "published": published,
                "delivered": delivered,
                "waiting": waiting,
                "uncertain": held,
            }
        )
    else:
        say(f"{digest} {chosen}: {describe(prepared, published)}")
        say_delivered(delivered, waiting, held)
        say_approval(wanted, published)
    exit_on_problems(delivered)


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

    async def work(app: App) -> tuple[Delivered | None, dict[str, int], int]:
        if uncertain:
            await asyncio.to_thread(app.store.outbox.requeue_uncertain, now=now)
        delivered = await deliver_outbox(app, now)
        return delivered, *await _waiting(app)

    delivered, waiting, held = run_with_app(load_settings(config), work, now)
    if as_json:
        emit_json({"delivered": delivered, "waiting": waiting, "uncertain": held})
    else:
        say_delivered(delivered, waiting, held)
    exit_on_problems(delivered)


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


def plan(
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How far to look ahead.")] = 7,
    reader: Annotated[str, typer.Option("--reader", help="Only the digests of this address.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print every future send with its local and UTC time, and how many readers get it then."""
    from digest.editing.plans import plan_sends, plan_slots

    settings, now = load_settings(config), now_utc()
    subscriptions = _subscriptions(settings, now)
    if reader:
        address = as_address(reader)
        subscriptions = [one for one in subscriptions if one.address == address]
        if not subscriptions:
            raise DigestError(f"{address} has no active subscription; `digest readers list` shows them")
    unread = {one.id for one in settings.digests} - {one.digest_id for one in subscriptions} if not reader else set()
    planned = sorted(
        (
            *plan_sends(settings.digests, subscriptions, now, days),
            *plan_slots([one for one in settings.digests if one.id in unread], now, days),
        ),
        key=lambda one: one.at,
    )
    if as_json:
        emit_json(planned)
        return
    rows = (
        (
            one.digest_id,
            f"{one.local:%a %Y-%m-%d %H:%M}",
            one.slot.timezone.key,
            f"{one.at:%Y-%m-%d %H:%MZ}",
            one.readers,
            one.note,
        )
        for one in planned
    )
    table(("digest", "local time", "zone", "UTC", "readers", ""), rows)
    if not planned:
        say(f"nothing is planned for the next {days} days")


def pause(config: ConfigOption = None) -> None:
    """Hold all sending: issues are still published, and wait."""

    async def work(app: App) -> None:
        await asyncio.to_thread(app.store.outbox.pause, now=now_utc())

    run_with_app(load_settings(config), work, now_utc())
    say("paused: issues are published and wait; `digest resume` sends them")


def resume(config: ConfigOption = None) -> None:
    """End the hold; `digest deliver` (or the next send) works off what waited."""

    async def work(app: App) -> dict[str, int]:
        await asyncio.to_thread(app.store.outbox.resume)
        return dict(await asyncio.to_thread(app.store.outbox.waiting))

    settings = load_settings(config)
    waiting = sum(run_with_app(settings, work, now_utc()).values())
    say(f"resumed; `digest deliver` sends what waits: {counted(waiting, 'delivery')}")
    if not settings.site.sending:
        warn("[site] sending = false still holds everything")


def release(
    issue: Annotated[
        list[int] | None, typer.Argument(help="Ids of issues that wait for approval; listed when left out.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Let issues that wait for approval go out, and deliver them; without ids, list those that wait."""
    from digest.app import deliver_outbox

    settings, now = load_settings(config), now_utc()
    if not issue:
        _list_waiting(settings)
        return

    async def work(app: App) -> tuple[list[int], Delivered | None]:
        refused = [i for i in issue if not await asyncio.to_thread(app.store.issues.release, i, now=now)]
        return refused, await deliver_outbox(app, now)

    refused, delivered = run_with_app(settings, work, now)
    say_delivered(delivered)
    if refused:
        raise DigestError(f"no issue {', '.join(map(str, refused))} waits for approval")
    exit_on_problems(delivered)


async def _waiting(app: App) -> tuple[dict[str, int], int]:
    """Count what is unfinished by channel, and how many of them are held as uncertain."""
    waiting = await asyncio.to_thread(app.store.outbox.waiting)
    counts = await asyncio.to_thread(app.store.outbox.counts)
    return dict(waiting), counts.get("uncertain", 0)


def _subscriptions(settings: Settings, now: datetime) -> list[Subscription]:
    """List who gets what now, by config, command, bot or page."""

    async def work(app: App) -> list[Subscription]:
        return [
            one for digest in settings.digests for one in await asyncio.to_thread(app.store.readers.active, digest.id)
        ]

    return run_with_app(settings, work, now)


def _list_waiting(settings: Settings) -> None:
    async def work(app: App) -> list[IssueRecord]:
        recent = await asyncio.to_thread(app.store.issues.recent, 100)
        return [record for record in recent if record.status == "waiting"]

    found = run_with_app(settings, work, now_utc())
    table(
        ("issue", "digest", "slot", "deliveries", "title"),
        ((one.id, one.digest_id, one.slot_label, one.deliveries, one.title) for one in found),
    )
    if not found:
        say("no issue waits for approval")


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


COMMANDS = (send, deliver, preview, plan, pause, resume, release)
