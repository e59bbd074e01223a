"""`digest pause`, `resume` and `release`: hold what goes out, and let it go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import ConfigOption, counted, load_settings, now_utc, run_with_app, say, table, warn
from digest.cli.outcomes import exit_on_problems, say_delivered
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.app import App
    from digest.model import IssueRecord, Settings
    from digest.pipeline.deliver import Delivered


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


COMMANDS = (pause, resume, release)
