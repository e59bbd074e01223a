"""`digest why`: a story entry by entry, in the order of time: what each brought, and why it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import ConfigOption, JsonOption, counted, emit_json, load_settings, now_utc, run_with_app, say
from digest.editing.spans import span_in_words
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.app import App
    from digest.model import Membership, Revision, Story
    from digest.stories.coverage import Moment


def why(
    story: Annotated[int, typer.Argument(help="The id of a story, as `digest stories` shows it.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell a story in the order of time: who told what, how much later, and why each entry is in it."""

    async def work(app: App) -> Story | None:
        return await asyncio.to_thread(app.store.stories.get, story)

    settings = load_settings(config)
    found = run_with_app(settings, work, now_utc())
    if found is None:
        raise DigestError(f"there is no story {story}; `digest stories` lists them")
    if as_json:
        emit_json(found)
        return
    for line in explain(found, settings.site.timezone):
        say(line)


def explain(story: Story, zone: tzinfo) -> Iterator[str]:
    """Explain a story line by line, with the times of this zone."""
    from digest.stories.coverage import timeline

    placed = {membership.entry_id: membership for membership in story.memberships}
    told = {revision.entry_id: revision for revision in story.revisions}
    yield f"story {story.id}: {counted(len(story.entries), 'entry')}, {len(told)} with news; times of {zone}"
    for moment in timeline(story):
        yield f"{moment.at.astimezone(zone):%Y-%m-%d %H:%M}  {moment.outlet}: {moment.title}  [entry {moment.entry_id}]"
        yield f"    {_brought(moment, told.pop(moment.entry_id, None))}"
        if moment.entry_id in placed:
            yield from _placed(placed[moment.entry_id])
    for revision in told.values():  # their entries were pruned
        yield f"news {revision.number}: {revision.news.sentence}"
    yield from _reporting(story)


def _brought(moment: Moment, revision: Revision | None) -> str:
    """Say how much later than the first it came, and what it brought."""
    when = f"{span_in_words(moment.lag)} later" if moment.kind != "opened" else "told it first"
    if revision is not None:
        return f"{when}, news {revision.number}: {revision.news.sentence}"
    if moment.kind == "opened":
        return when
    return f"{when}, a copy" if moment.kind == "copy" else f"{when}, nothing new"


def _placed(membership: Membership) -> Iterator[str]:
    """Say why an entry is in its story."""
    if membership.granularity is not None:
        yield f'    granularity {membership.granularity}: it is on topic "{membership.granularity_of}" by itself'
    if membership.nearest_entry_id is None:
        yield f"    {_alone(membership)}"
        return
    yield (
        f"    {membership.reason}: {membership.score:.2f} (needed {membership.threshold:.2f}), "
        f"nearest entry {membership.nearest_entry_id}, {span_in_words(membership.gap)} apart"
    )
    if membership.shared:
        yield "    shared: " + ", ".join(f"{shared.term} {shared.weight:.2f}" for shared in membership.shared)
    elif membership.reason == "joined":
        yield "    shared: no words; the encoder finds them alike"


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


def _reporting(story: Story) -> Iterator[str]:
    """Say who told a story first and how far behind the others were, in which languages, and only where."""
    from digest.stories.coverage import reporting

    told = reporting(story)
    if not told.reporters:
        return
    first, *others = told.reporters
    behind = (f"{each.outlet} {span_in_words(each.lag)} later{' (a copy)' if each.copied else ''}" for each in others)
    yield f"told first by {'; '.join((first.outlet, *behind))}"
    if len(told.languages) > 1:
        yield f"in {', '.join(told.languages)}"
    if told.only_in:
        yield f"only in {', '.join(told.only_in)}"


COMMANDS = (why,)
