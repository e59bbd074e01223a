"""`digest topics try`: what topics take of the stored stories, what they only just miss, and why."""

from __future__ import annotations

import os
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
    read_duration,
    say,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.stories.trial import Tried, TriedStory

app = typer.Typer(help="Topics tried on stored news.", no_args_is_help=True)

SHOWN = 12


@app.command("try")
def try_topics(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML with [[topic]] tables, or a whole config.")],
    since: Annotated[str, typer.Option("--since", help="How far back.")] = "7d",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the topics of FILE take of the stored stories, what they only just miss, and why; stores nothing."""
    from digest.app import try_on_stored

    span, tried = read_duration(since, "--since"), load_settings(file)
    named = config or os.environ.get("DIGEST_CONFIG") or Path("config.toml").exists()
    found = try_on_stored(load_settings(config) if named else tried, tried.topics, now_utc(), span)
    if as_json:
        emit_json(found)
        return
    for one in found:
        _show(one, since)
    if not found:
        say(f"{file}: there is no [[topic]]")


def _show(tried: Tried, since: str) -> None:
    say(f"{tried.topic_id}: takes {len(tried.taken)} of {counted(tried.stories, 'story')} since {since}")
    for flaw in tried.flaws:
        warn(f'note: topic "{tried.topic_id}": {flaw}')
    _list(tried.taken)
    if tried.missed:
        say(f"  only just not: {len(tried.missed)}")
        _list(tried.missed)


def _list(stories: Sequence[TriedStory]) -> None:
    for story in stories[:SHOWN]:
        close = f"{story.score:.2f}" if story.score else "   -"  # a rule holds or does not: no number says how nearly
        say(f"  {close}  {story.title}  [story {story.story_id}]")
        if story.reason:
            say(f"        {story.reason}")
    if len(stories) > SHOWN:
        say(f"  … and {len(stories) - SHOWN} more")
