"""How sending went, in words and in exit codes: what was published, what went out, what waits and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import typer

from digest.cli.common import counted, emit_json, say, warn

if TYPE_CHECKING:
    from digest.model import Digest, Slot
    from digest.pipeline.deliver import Delivered
    from digest.pipeline.publish import Prepared, Published

__all__ = ["describe", "exit_on_problems", "say_approval", "say_delivered", "show_dry_run"]


def describe(prepared: Prepared, published: Published) -> str:
    """Say what publishing did."""
    if not prepared.subscriptions:
        return "everybody has this slot already" if prepared.taken else "nobody has subscribed"
    text = f"{counted(len(published.issue_ids), 'issue')} published"
    if prepared.taken:
        text += f", {counted(prepared.taken, 'subscription')} had it already"
    if published.elsewhere:
        text += f", {published.elsewhere} published by another process"
    return text + (f", nothing new for {counted(prepared.empty, 'subscription')}" if prepared.empty else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """One issue of a dry run, and who would get it."""

    title: str
    stories: int
    to: tuple[str, ...]


def show_dry_run(prepared: Prepared, slot: Slot, *, as_json: bool) -> None:
    """Show who would get what."""
    names = {subscription.id: str(subscription.address) for subscription in prepared.subscriptions}
    issues = [
        _Planned(
            title=draft.title,
            stories=len({told.story_id for told in draft.told}),
            to=tuple(names[i] for i in draft.audience.subscription_ids),
        )
        for draft in prepared.drafts
    ]
    if as_json:
        emit_json({"slot": slot, "issues": issues, "had_it": prepared.taken, "nothing_new": prepared.empty})
        return
    say(
        f"{slot}: {counted(len(issues), 'issue')} would go out; {prepared.taken} have it, nothing new for {prepared.empty}"
    )
    for issue in issues:
        say(f"  {issue.title} ({counted(issue.stories, 'story')}) → {', '.join(issue.to)}")


def say_delivered(
    delivered: Delivered | None, waiting: Mapping[str, int] = MappingProxyType({}), uncertain: int = 0
) -> None:
    """Say what became of the deliveries, then what still waits, by channel, and what waits for the admin."""
    if delivered is None:
        say("held: sending is off; `digest resume` (or sending = true) lets it go")
    else:
        say(_in_numbers(delivered))
        for note in delivered.notes:
            say(f"note: {note}")
        for problem in delivered.problems:
            warn(problem)
    for channel, count in sorted(waiting.items()):
        say(f"{count} waiting for {channel}")
    if uncertain:
        say(f"{uncertain} of them held: nobody knows whether they went out; `digest deliver --uncertain` sends them")


def _in_numbers(delivered: Delivered) -> str:
    """Count what became of the deliveries; what is rare is only named where it happened."""
    text = f"{delivered.sent} sent, {delivered.retried} to be tried again, {delivered.failed} failed"
    if delivered.postponed:
        text += f", {delivered.postponed} put off (a channel is down, or it is night there)"
    if delivered.held:
        text += f", {delivered.held} held"
    return text


def say_approval(digest: Digest, published: Published) -> None:
    """Say how to let an issue go that waits for an admin."""
    if digest.approve and published.issue_ids:
        say(f"waits for approval: digest release {' '.join(map(str, published.issue_ids))}")


def exit_on_problems(delivered: Delivered | None) -> None:
    """End with 1 where something did not go out."""
    if delivered and delivered.problems:
        raise typer.Exit(1)
