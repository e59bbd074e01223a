"""`digest demo`: the whole job on bundled sample feeds, without secrets and without a network.

It plays two mornings. On the first every story is new; on the second the same feeds have moved on, and
only what is new since then comes, with updates marked.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import counted, now_utc, say
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.model import Settings
    from digest.pipeline.deliver import Delivered

CONFIG = "demo.toml"
MORNINGS = (("day1", datetime(2026, 6, 15, 4, 30, tzinfo=UTC)), ("day2", datetime(2026, 6, 16, 4, 30, tzinfo=UTC)))
"""07:30 in Istanbul, on the days the sample feeds were written for."""
POLLED_BEFORE = timedelta(minutes=10)


def demo(
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")] = Path("demo"),
) -> None:
    """Play two mornings on sample feeds: poll, group, compose, deliver to files, and say where to look."""
    from digest.config import load

    folder = out.absolute()
    _begin(folder)
    for day, now in MORNINGS:
        _lay_out(day, folder)
        settings = load(folder / CONFIG, os.environ)
        story = asyncio.run(_play(settings, now))
    _say_where(folder, story)


def _begin(folder: Path) -> None:
    """Make the folder, or clear what an earlier demo left; anybody else's folder is refused."""
    if folder.exists() and any(folder.iterdir()) and not (folder / CONFIG).exists():
        raise DigestError(f"{folder} has other files in it; name an empty folder with --out")
    for old in ("feeds", "out"):
        shutil.rmtree(folder / old, ignore_errors=True)
    for old_store in folder.glob("digest.db*"):
        old_store.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    with resources.as_file(_samples() / CONFIG) as sample:
        shutil.copyfile(sample, folder / CONFIG)


def _lay_out(day: str, folder: Path) -> None:
    """Put the documents of that morning where the config's feeds point to."""
    with resources.as_file(_samples() / day / "feeds") as feeds:
        shutil.copytree(feeds, folder / "feeds", dirs_exist_ok=True)


def _samples() -> resources.abc.Traversable:
    return resources.files("digest") / "samples"


async def _play(settings: Settings, now: datetime) -> int:
    """Play one morning; give the id of the story that most outlets tell."""
    from digest.app import group_entries, list_stories, open_app, poll_feeds, prepare_slot, send_slot
    from digest.editing.slots import parse_slot

    say(f"{now.astimezone(settings.site.timezone):%A %d %B %Y, %H:%M}")
    async with open_app(settings, now) as app:
        polled = await poll_feeds(app, now - POLLED_BEFORE)
        new = sum(one.ingested.new for one in polled)
        say(f"  polled {counted(len(polled), 'feed')}: {counted(new, 'new entry')}")
        for one in polled:
            if one.status == "failing":
                raise DigestError(f"the sample feed {one.name} failed: {one.detail}")
        grouped = await group_entries(app, now - POLLED_BEFORE)
        say(f"  grouped them: {counted(grouped.opened, 'new story')}, {grouped.revisions} entries with news")
        for digest in settings.digests:
            slot = parse_slot("", digest, now)
            prepared = await prepare_slot(app, digest, slot, now)
            published, delivered = await send_slot(app, prepared, now)
            say(f"  {digest.name}: {counted(len(published.issue_ids), 'issue')} published, {_sent(delivered)}")
        return (await list_stories(app, now, timedelta(days=1)))[0].story.id


def _sent(delivered: Delivered | None) -> str:
    if delivered is None or delivered.problems:
        raise DigestError("the demo could not write its files: " + "; ".join(delivered.problems if delivered else ()))
    return f"{delivered.sent} delivered"


def _say_where(folder: Path, story: int) -> None:
    say()
    say("Open in a browser:")
    for index in sorted((folder / "out").rglob("index.html")):
        say(f"  {_short(index)}")
    program, config = _short(Path(sys.argv[0])), _short(folder / CONFIG)
    days = (now_utc() - MORNINGS[0][1]).days + 1
    say()
    say("Then look into it:")
    say(f"  {program} stories --since {days}d --config {config}")
    say(f"  {program} why {story} --config {config}")
    say(f"  {program} preview morning --since {days}d --config {config}")


def _short(path: Path) -> str:
    """Show a path as it can be typed here: a program on the PATH by its name, what lies below from here."""
    if path.name == "__main__.py" or shutil.which(path.name) == str(path):
        return "digest"
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


COMMANDS = (demo,)
