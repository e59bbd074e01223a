"""`digest plan`: every send of the days to come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import (
    ConfigOption,
    JsonOption,
    as_address,
    emit_json,
    load_settings,
    now_utc,
    run_with_app,
    say,
    table,
)
from digest.errors import DigestError

if TYPE_CHECKING:
    from datetime import datetime

    from digest.app import App
    from digest.editing.plans import PlannedSend
    from digest.model import Settings, Subscription


def plan(
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How far to look ahead.")] = 7,
    reader: Annotated[str, typer.Option("--reader", help="Only the digests of this address.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print every future send with its local and UTC time, and how many readers get it then."""
    settings, now = load_settings(config), now_utc()
    planned = _planned(settings, now, days, reader)
    if as_json:
        emit_json(planned)
        return
    table(("digest", "local time", "zone", "UTC", "readers", ""), map(_row, planned))
    if not planned:
        say(f"nothing is planned for the next {days} days")


def _planned(settings: Settings, now: datetime, days: int, reader: str) -> list[PlannedSend]:
    """List the sends of the next days, or those to one address; a digest without readers has its slots."""
    from digest.editing.plans import plan_sends, plan_slots

    subscriptions = _subscriptions(settings, now)
    if reader:
        address = as_address(reader)
        subscriptions = [one for one in subscriptions if one.address == address]
        if not subscriptions:
            raise DigestError(f"{address} has no active subscription; `digest readers list` shows them")
    read = {one.digest_id for one in subscriptions}
    unread = [] if reader else [one for one in settings.digests if one.id not in read]
    sends = (*plan_sends(settings.digests, subscriptions, now, days), *plan_slots(unread, now, days))
    return sorted(sends, key=lambda one: one.at)


def _row(one: PlannedSend) -> tuple[object, ...]:
    return (
        one.digest_id,
        f"{one.local:%a %Y-%m-%d %H:%M}",
        one.slot.timezone.key,
        f"{one.at:%Y-%m-%d %H:%MZ}",
        one.readers,
        one.note,
    )


def _subscriptions(settings: Settings, now: datetime) -> list[Subscription]:
    """List who gets what now, by config, command, bot or page."""

    async def work(app: App) -> list[Subscription]:
        return [
            one for digest in settings.digests for one in await asyncio.to_thread(app.store.readers.active, digest.id)
        ]

    return run_with_app(settings, work, now)


COMMANDS = (plan,)
