"""`digest check` and `digest config`: is the config right, and what does it mean?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from digest.cli.common import ConfigOption, counted, load_settings, now_utc, run_with_app, say, warn

if TYPE_CHECKING:
    from digest.app import App
    from digest.model import Digest, Settings

_MANY_STORIES = 100
"""From so many stored stories on, a topic that takes none is written wrong rather than early."""


def check(
    online: Annotated[
        bool, typer.Option("--online", help="Also try each feed, each channel's login and the address of the pages.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Validate config and templates, name what is missing or has no effect yet, print the plan in words."""
    from digest.app import check_site

    settings = load_settings(config)
    notes = check_site(settings)
    say(f"{settings.path}: no mistakes")
    nouns = {
        "feed": settings.feeds,
        "topic": settings.topics,
        "digest": settings.digests,
        "reader": settings.subscribers,
    }
    say(", ".join(counted(len(found), noun) for noun, found in nouns.items()))
    for digest in settings.digests:
        say(_in_words(digest, settings))
    for note in notes:
        warn(f"note: {note}")
    _try_topics(settings)
    if online:
        _check_online(settings)


def config(
    what: Annotated[
        Literal["show", "schema"], typer.Argument(help="`schema` prints the JSON Schema for editors.")
    ] = "show",
    config: ConfigOption = None,
) -> None:
    """Print the effective settings with secrets masked, or the JSON Schema of the file."""
    from digest.config import effective, json_schema

    if what == "schema":
        say(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    else:
        say(effective(load_settings(config)))


def _check_online(settings: Settings) -> None:
    from digest.app import Probed, check_online

    def report(probed: Probed) -> None:
        if probed.works:
            say(f"works: {probed.what}: {probed.words}")
        else:
            warn(f"fails: {probed.what}: {probed.words}")

    async def work(app: App) -> tuple[Probed, ...]:
        return await check_online(app, report)

    probed = run_with_app(settings, work, now_utc())
    failed = sum(not one.works for one in probed)
    say(f"{counted(len(probed), 'probe')}, {failed} failed")
    if failed:
        raise typer.Exit(1)


def _try_topics(settings: Settings) -> None:
    """Say what is wrong with each topic and what it takes of the stored stories of a week, where there are any."""
    from digest.app import try_on_stored
    from digest.errors import StoreError

    try:
        tried = try_on_stored(settings, settings.topics, now_utc(), timedelta(days=7))
    except StoreError as error:
        warn(f"note: topics were not tried on stored stories: {error}")
        return
    plain = {topic.id for topic in settings.topics if topic.about}
    for one in tried:
        for flaw in one.flaws:
            warn(f'note: topic "{one.topic_id}": {flaw}')
        if one.stories:
            say(
                f"topic {one.topic_id}: takes {len(one.taken)} of {counted(one.stories, 'stored story')} of the last 7 days"
            )
        if not one.taken and one.stories >= _MANY_STORIES and one.topic_id in plain:
            warn(
                f'note: topic "{one.topic_id}": about asks for several of its words in one entry;'
                " words that are each enough by themselves belong into any"
            )


def _in_words(digest: Digest, settings: Settings) -> str:
    from digest.editing.plans import plan_slots, schedule_in_words

    readers = sum(digest.id in subscriber.digests for subscriber in settings.subscribers)
    upcoming = [one for one in plan_slots(settings.digests, now_utc(), 31) if one.digest_id == digest.id]
    following = f"next {upcoming[0].local:%a %d %B %H:%M}" if upcoming else "never by itself"
    topics = "every story" if digest.topics == ("*",) else ", ".join(digest.topics)
    return (
        f"{digest.name or digest.id}: {schedule_in_words(digest)}; {topics}; {counted(readers, 'reader')}; {following}"
    )


COMMANDS = (check, config)
