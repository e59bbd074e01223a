"""`digest poll` and `digest feeds`: bring entries in, and see how the feeds are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import (
    ConfigOption,
    JsonOption,
    counted,
    emit_json,
    load_settings,
    now_utc,
    run_with_app,
    say,
    table,
    warn,
)

if TYPE_CHECKING:
    from digest.app import App
    from digest.model import FollowedFeed
    from digest.pipeline.group import Grouped
    from digest.pipeline.poll import Polled


def poll(
    feed: Annotated[
        list[str] | None, typer.Argument(help="Names or URLs of feeds; all that are due when left out.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that are not due yet.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Poll the feeds that are due once, group what they brought, and report."""
    from digest.app import group_entries, poll_feeds

    now = now_utc()

    async def work(app: App) -> tuple[tuple[Polled, ...], Grouped]:
        polled = await poll_feeds(app, now, names=feed or (), everything=everything, report=_reporter(as_json))
        return polled, await group_entries(app, now)

    polled, grouped = run_with_app(load_settings(config), work, now)
    if as_json:
        emit_json({"feeds": polled, "grouped": grouped})
    else:
        _summarise(polled, grouped)
    if any(one.status == "failing" for one in polled):
        raise typer.Exit(1)


def feeds(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List every feed with how its last poll went."""
    import asyncio

    async def work(app: App) -> tuple[FollowedFeed, ...]:
        return await asyncio.to_thread(app.store.feeds.followed)

    followed = run_with_app(load_settings(config), work, now_utc())
    if as_json:
        emit_json(followed)
        return
    table(
        ("feed", "status", "last poll (UTC)", "detail"),
        (
            (
                feed.name or feed.url,
                feed.state.status,
                f"{feed.state.polled_at:%Y-%m-%d %H:%M}" if feed.state.polled_at else "never",
                feed.state.error,
            )
            for feed in followed
        ),
    )


def _reporter(quiet: bool) -> Callable[[Polled], None]:
    """Name what failed, and what a document was forgiven, as it happens; the rest is counted at the end."""

    def report(one: Polled) -> None:
        if one.detail and not quiet:
            warn(f"{'note' if one.status == 'ok' else one.status}  {one.name or one.url}: {one.detail}")

    return report


def _summarise(polled: tuple[Polled, ...], grouped: Grouped) -> None:
    counts: dict[str, int] = {}
    for one in polled:
        counts[one.status] = counts.get(one.status, 0) + 1
    statuses = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "none due"
    new = sum(one.ingested.new for one in polled)
    updated = sum(one.ingested.updated for one in polled)
    remembered = sum(one.ingested.remembered for one in polled)
    say(f"{counted(len(polled), 'feed')}: {statuses}")
    say(
        f"{counted(new, 'new entry')}, {updated} updated"
        + (f"; {remembered} older ones remembered, not sent" if remembered else "")
    )
    say(
        f"{counted(grouped.entries, 'entry')} grouped: {counted(grouped.opened, 'new story')}, {grouped.revisions} with news"
    )
    if grouped.held_elsewhere:
        warn("another process is grouping; the rest waits for it")


COMMANDS = (poll, feeds)
