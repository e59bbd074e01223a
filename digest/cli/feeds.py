"""`digest poll` and `digest feeds`: bring entries in, see how the feeds are, follow others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
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
    from digest.app import App, ImportedFeeds, TriedFeed
    from digest.cli.progress import Progress
    from digest.model import FollowedFeed, ParsedFeed
    from digest.pipeline.group import Grouped
    from digest.pipeline.poll import Polled

app = typer.Typer(help="How every feed is doing; try an address, OPML in and out.")

TROUBLES = frozenset({"failing", "blocked", "gone"})
SHOWN_ENTRIES = 10
SHOWN_REFUSED = 5


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
    from digest.cli.progress import progress

    now = now_utc()

    async def work(app: App) -> tuple[tuple[Polled, ...], Grouped]:
        called: dict[str, str] = {}
        with progress("polling") as shown:

            def begun(total: int, names: Mapping[str, str]) -> None:
                shown.begin(total)
                called.update(names)

            def report(one: Polled) -> None:
                shown.advance()
                if not as_json:
                    _report(one, called[one.url], shown)

            polled = await poll_feeds(app, now, names=feed or (), everything=everything, begun=begun, report=report)
        return polled, await group_entries(app, now)

    polled, grouped = run_with_app(load_settings(config), work, now)
    if as_json:
        emit_json({"feeds": polled, "grouped": grouped})
    else:
        _summarise(polled, grouped)
    if any(one.status in TROUBLES for one in polled):
        raise typer.Exit(1)


def _report(one: Polled, name: str, shown: Progress) -> None:
    """Name what failed or moved, and what a document was forgiven, as it happens; the rest is counted at the end."""
    if one.detail:
        shown.say(f"{'note' if one.status == 'ok' else one.status}  {name}: {one.detail}")
    if one.moved_to:
        shown.say(f"note  {name}: it has moved for good to {one.moved_to}; write that into the config")


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
    for failed in grouped.failed:
        warn(f"{failed}: it could not be grouped and stands alone; please report this as a fault of digest")
    if grouped.held_elsewhere:
        warn("another process is grouping; the rest waits for it")


@app.callback(invoke_without_command=True)
def feeds(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List every feed: how it is doing, and when it is polled next."""
    if context.invoked_subcommand is not None:
        return
    from digest.editing.feed_health import health, labels, next_poll

    async def work(app: App) -> tuple[FollowedFeed, ...]:
        return await asyncio.to_thread(app.store.feeds.followed)

    now = now_utc()
    followed = run_with_app(load_settings(config), work, now)
    if as_json:
        emit_json(followed)
        return
    names = labels(followed)
    table(
        ("feed", "health", "next poll", "by"),
        ((names[feed.id], health(feed.state, now), next_poll(feed.state, now), feed.origin) for feed in followed),
    )
    if not followed:
        say("no feeds yet; add [[feed]] to the config, or `digest feeds import`")


@app.command("test")
def try_address(
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or a page that may offer one.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch an address as a poll would, and say what is there; nothing is stored."""
    from digest.app import try_feed

    async def work(app: App) -> TriedFeed:
        return await try_feed(app, url)

    tried = run_with_app(load_settings(config), work, now_utc())
    if as_json:
        emit_json(tried)
    else:
        _show(tried)
    if tried.feed is None:
        raise typer.Exit(1)


def _show(tried: TriedFeed) -> None:
    if tried.url:
        say(f"from {tried.url}")
    if tried.moved_to:
        say(f"it has moved for good: write {tried.moved_to} into the config")
    if tried.feed is not None:
        _show_feed(tried.feed)
        return
    warn(tried.problem)
    table(("feed", "title"), ((offer.url, offer.title) for offer in tried.offers))


def _show_feed(feed: ParsedFeed) -> None:
    say(
        f"a feed: {feed.title or 'without a title'}{f' ({feed.language})' if feed.language else ''}, {counted(len(feed.entries), 'entry')}"
    )
    if feed.note:
        say(f"note: {feed.note}")
    table(
        ("published (UTC)", "title"),
        (
            (f"{entry.published:%Y-%m-%d %H:%M}" if entry.published else "no date", entry.title)
            for entry in feed.entries[:SHOWN_ENTRIES]
        ),
    )


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML file, as other readers export it.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow the feeds of an OPML file; folders become tags."""
    from digest.app import import_feeds

    now = now_utc()

    async def work(app: App) -> ImportedFeeds:
        return await import_feeds(app, file, now)

    imported = run_with_app(load_settings(config), work, now)
    if as_json:
        emit_json(imported)
        return
    say(f"{counted(imported.added, 'feed')} added, {imported.known} followed already")
    if imported.refused:
        shown = ", ".join(imported.refused[:SHOWN_REFUSED])
        more = len(imported.refused) - SHOWN_REFUSED
        warn(
            f"{len(imported.refused)} refused, only http(s) without a password: {shown}{f' and {more} more' if more > 0 else ''}"
        )


@app.command()
def export(config: ConfigOption = None) -> None:
    """Print every followed feed on the web as OPML, tags as categories."""
    from digest.app import export_feeds

    say(run_with_app(load_settings(config), export_feeds, now_utc()).rstrip("\n"))


@app.command()
def remove(
    url: Annotated[str, typer.Argument(metavar="URL", help="The feed's address, as `digest feeds --json` shows it.")],
    config: ConfigOption = None,
) -> None:
    """Stop following a feed that was added by command; its entries stay."""
    from digest.app import remove_feed

    async def work(app: App) -> None:
        await remove_feed(app, url)

    run_with_app(load_settings(config), work, now_utc())
    say(f"{url} is not followed any more")


COMMANDS = (poll,)
