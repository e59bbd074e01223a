"""`digest doctor`: how far feeds and channels can be trusted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import (
    ConfigOption,
    JsonOption,
    counted,
    emit_json,
    load_settings,
    now_utc,
    read_duration,
    run_with_app,
    say,
)

if TYPE_CHECKING:
    from digest.app import App
    from digest.model import Finding, Health


def doctor(
    since: Annotated[str, typer.Option("--since", help="How far to look back.")] = "7d",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Report how feeds, channels and readers are, and what an admin should do; exit 1 where there is trouble."""
    from digest.editing.health import trust_report

    now, span = now_utc(), read_duration(since, "--since")

    async def work(app: App) -> Health:
        return await asyncio.to_thread(app.store.health.look, now, span)

    health = run_with_app(load_settings(config), work, now)
    findings = trust_report(health)
    if as_json:
        emit_json({"health": health, "findings": findings})
    else:
        _say_all(health, findings, since)
    if any(finding.severity == "trouble" for finding in findings):
        raise typer.Exit(1)


def _say_all(health: Health, findings: tuple[Finding, ...], since: str) -> None:
    statuses: dict[str, int] = {}
    for feed in health.feeds:
        statuses[feed.status] = statuses.get(feed.status, 0) + 1
    say(f"{counted(len(health.feeds), 'feed')}: {_listed(statuses) or 'none'}")
    say(f"{counted(sum(feed.entries for feed in health.feeds), 'entry')}, {counted(health.issues, 'issue')} in {since}")
    say(f"{counted(sum(health.readers.values()), 'subscription')}: {_listed(dict(health.readers)) or 'none'}")
    if health.suppressed:
        say(f"suppressed addresses: {health.suppressed}")
    for one in health.channels:
        say(f"{one.channel}: {one.sent} sent, {one.failed} failed, {one.waiting} waiting")
    if health.paused:
        say("sending is paused; `digest resume` ends that")
    say()
    for finding in findings:
        say(f"{finding.severity}: {finding.sentence}")
    if not findings:
        say("nothing is late, lost, looping or dead")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


COMMANDS = (doctor,)
