"""`digest stories`, `why`, `split`, `merge` and `evaluate`: look into the groups, mend them, score them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
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
    from digest.model import Entry, Membership, Story
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


def why(
    story: Annotated[int, typer.Argument(help="The id of a story, as `digest stories` shows it.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why each entry is in its story: similarity, threshold, nearest entry, time gap, shared terms."""

    async def work(app: App) -> Story | None:
        return await asyncio.to_thread(app.store.stories.get, story)

    found = run_with_app(load_settings(config), work, now_utc())
    if found is None:
        raise DigestError(f"there is no story {story}; `digest stories` lists them")
    if as_json:
        emit_json(found)
        return
    entries = {entry.id: entry for entry in found.entries}
    say(f"story {found.id}: {counted(len(found.entries), 'entry')}, {len(found.revisions)} with news")
    for membership in found.memberships:
        _explain(membership, entries)
    for revision in found.revisions:
        say(f"news {revision.number}: {revision.news.sentence}")
    for line in _reporting(found):
        say(line)


def _reporting(story: Story) -> Iterator[str]:
    """Say who told a story first and how far behind the others were, in which languages, and only where."""
    from digest.stories.coverage import reporting

    told = reporting(story)
    if not told.reporters:
        return
    first, *others = told.reporters
    behind = (f"{each.outlet} {_hours(each.lag)} later{' (a copy)' if each.copied else ''}" for each in others)
    yield f"told first by {'; '.join((first.outlet, *behind))}"
    if len(told.languages) > 1:
        yield f"in {', '.join(told.languages)}"
    if told.only_in:
        yield f"only in {', '.join(told.only_in)}"


def _hours(lag: timedelta) -> str:
    return f"{lag.total_seconds() / 3600:.1f} h"


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


def _explain(membership: Membership, entries: dict[int, Entry]) -> None:
    entry = entries.get(membership.entry_id)
    if entry is None:
        return
    say(f"{entry.clock:%Y-%m-%d %H:%M}Z  {entry.outlet}: {entry.title}  [entry {entry.id}]")
    if membership.granularity is not None:
        say(f'    granularity {membership.granularity}: it is on topic "{membership.granularity_of}" by itself')
    if membership.nearest_entry_id is None:
        say(f"    {_alone(membership)}")
        return
    hours = membership.gap.total_seconds() / 3600
    say(
        f"    {membership.reason}: {membership.score:.2f} (needed {membership.threshold:.2f}), "
        f"nearest entry {membership.nearest_entry_id}, {hours:.1f} h apart"
    )
    if membership.shared:
        say("    shared: " + ", ".join(f"{shared.term} {shared.weight:.2f}" for shared in membership.shared))
    elif membership.reason == "joined":
        say("    shared: no words; the encoder finds them alike")


def _alone(membership: Membership) -> str:
    """Say how an entry came here that joined nobody."""
    if membership.reason == "split":
        return "split off by hand"
    if membership.reason == "merged" and not membership.threshold:
        return "opened a story that was merged into this one by hand"
    if membership.reason == "merged":
        return (
            f"opened a story that turned out to be this one: {membership.score:.2f} (needed {membership.threshold:.2f})"
        )
    return "opened the story"


COMMANDS = (stories, why, split, merge, evaluate)
