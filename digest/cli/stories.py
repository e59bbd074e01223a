"""`digest stories`, `split`, `merge` and `evaluate`: look into the groups, mend them, score them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
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
    run_with_app,
    say,
    table,
)
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.app import App, ListedStory
    from digest.stories.evaluation import Scores


def stories(
    topic: Annotated[str, typer.Option("--topic", help="Only the stories of this topic.")] = "",
    since: Annotated[str, typer.Option("--since", help="How far back.")] = "24h",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the stories that have moved of late, the most reported first, with their topics."""
    from digest.app import list_stories

    settings, now, span = load_settings(config), now_utc(), read_duration(since, "--since")
    if topic and topic not in {known.id for known in settings.topics}:
        raise DigestError(f'there is no topic "{topic}" in the config')

    async def work(app: App) -> list[ListedStory]:
        return [listed for listed in await list_stories(app, now, span) if not topic or topic in listed.topics]

    found = run_with_app(settings, work, now)
    if as_json:
        emit_json([_row(listed) for listed in found])
        return
    table(
        ("story", "outlets", "entries", "news", "topics", "headline"),
        (
            (row.id, row.outlets, row.entries, row.revisions, ", ".join(row.topics), row.headline)
            for row in map(_row, found)
        ),
    )
    say(f"{counted(len(found), 'story')} since {since}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of `digest stories`."""

    id: int
    updated_at: datetime
    outlets: int
    entries: int
    revisions: int
    topics: tuple[str, ...]
    headline: str


def _row(listed: ListedStory) -> _Row:
    story = listed.story
    return _Row(
        id=story.id,
        updated_at=story.updated_at,
        outlets=len({entry.outlet for entry in story.entries}),
        entries=len(story.entries),
        revisions=len(story.revisions),
        topics=listed.topics,
        headline=listed.headline,
    )


def split(
    story: Annotated[int, typer.Argument(help="The id of a story, as `digest stories` shows it.")],
    entries: Annotated[
        list[int], typer.Argument(metavar="ENTRY...", help="Entries of it, as `digest why` shows them.")
    ],
    config: ConfigOption = None,
) -> None:
    """Make two stories of one: these entries, and the others. It lasts: the two are never merged again."""
    from digest.app import split_story

    now = now_utc()

    async def work(app: App) -> int:
        return await split_story(app, story, entries, now)

    say(f"{counted(len(set(entries)), 'entry')} apart: story {run_with_app(load_settings(config), work, now)} is new")


def merge(
    story: Annotated[int, typer.Argument(help="The id of a story, as `digest stories` shows it.")],
    other: Annotated[int, typer.Argument(help="The id of another that is the same event.")],
    config: ConfigOption = None,
) -> None:
    """Make one story of two. It lasts; the id that goes stays as another name of the one that stays."""
    from digest.app import merge_stories

    now = now_utc()

    async def work(app: App) -> int:
        return await merge_stories(app, story, other, now)

    say(f"one story: {run_with_app(load_settings(config), work, now)}")


def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="Labelled rows, JSONL: id, title, text, ts, lang, source, cluster.")
    ],
    predictions: Annotated[
        Path | None, typer.Option("--predictions", help="Write one {id, cluster, topics} an id here.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Score grouping (and the config's topics) on labelled rows, replayed by their times."""
    from digest.app import evaluate_file
    from digest.model import Settings

    named = config or os.environ.get("DIGEST_CONFIG") or Path("config.toml").exists()
    settings = load_settings(config) if named else Settings()
    scores = evaluate_file(gold, predictions, settings)
    if as_json:
        emit_json(scores)
    else:
        _show_scores(scores)


def _show_scores(scores: Scores) -> None:
    if (found := scores.grouping) is not None:
        say(f"{found.rows} rows, {found.clusters} gold clusters, {found.stories} stories")
        say(f"BCubed     P {found.precision:.4f}  R {found.recall:.4f}  F1 {found.f1:.4f}")
        say(f"ARI        {found.ari:.4f}")
        say(f"V-measure  {found.v_measure:.4f}")
    for label in (*scores.topics, scores.all_topics):
        if label is not None:
            name = "all topics" if label.topic_id == "*" else label.topic_id
            say(
                f"{name}: P {label.precision:.4f}  R {label.recall:.4f}  F1 {label.f1:.4f}"
                f"  ({label.gold} gold, {label.predicted} predicted)"
            )


COMMANDS = (stories, split, merge, evaluate)
