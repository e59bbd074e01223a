"""Generated summaries in issues: what holds is shown as what it is, and whatever goes wrong, the issue is as without."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.editing.compose import Edition
from digest.editing.slots import parse_slot
from digest.errors import SummaryError
from digest.model import (
    Address,
    Brief,
    Digest,
    Feed,
    FetchState,
    GroupingSettings,
    ParsedEntry,
    ParsedFeed,
    Site,
    Subscriber,
)
from digest.pipeline.group import GroupLane, group
from digest.pipeline.publish import Prepared, prepare, publish
from digest.pipeline.summaries import SummaryDesk
from digest.render import TemplateRenderer
from digest.store import open_store

NOW = datetime(2026, 6, 15, 4, 30, tzinfo=UTC)
MORNING = Digest(id="morning", timezone=ZoneInfo("UTC"))
FIRE = "Three people were injured when a warehouse burned down in Haifa harbour. Firefighters fought the flames for nine hours."
TRAM = "The council of Piraeus voted for a tram line to the university. The line costs 40 million euros."
SUMMED_UP = {
    "Warehouse fire in Haifa harbour": "A warehouse burned down in Haifa harbour.",
    "Council approves tram line to university": "The line costs 40 million euros. The council of Piraeus voted for a tram line.",
}
WRITTEN = "Written by a machine from"


class Machine:
    """Write what a function makes of a brief, and remember what was asked."""

    def __init__(self, write: Callable[[Brief], str]) -> None:
        self.write_text = write
        self.asked: list[str] = []
        self.at_once = 0
        self.most_at_once = 0

    async def write(self, brief: Brief) -> str:
        self.asked.append(brief.headline)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(0)
            return self.write_text(brief)
        finally:
            self.at_once -= 1


class Sleeper(Machine):
    """Never come to an end, but for the first brief."""

    async def write(self, brief: Brief) -> str:
        if self.asked:
            await asyncio.sleep(3600)
        return await super().write(brief)


class World:
    """One store with two stories, and two readers of the morning digest."""

    def __init__(self) -> None:
        self.store = open_store("sqlite://")
        self.store.feeds.sync([Feed(url="file:///wire.xml", name="Wire", language="en")], NOW)
        readers = [
            Subscriber(address=Address(channel="file", value=f"/{name}"), digests=("morning",), language=language)
            for name, language in (("dana", ""), ("jan", "de"))
        ]
        self.store.readers.sync(readers, NOW)
        (feed,) = self.store.feeds.followed()
        self.hear(feed.id, *zip(SUMMED_UP, (FIRE, TRAM), strict=True))

    def hear(self, feed_id: int, *items: tuple[str, str]) -> None:
        entries = tuple(
            ParsedEntry(
                keys=(f"title:{title}",),
                title=title,
                summary=summary,
                link="https://wire.example/1",
                published=NOW - timedelta(hours=1),
                language="en",
            )
            for title, summary in items
        )
        state = FetchState(status="ok", succeeded_at=NOW)
        self.store.entries.ingest(feed_id, ParsedFeed(entries=entries), state, now=NOW, first_poll=timedelta(days=1))

    async def prepare(self, machine: Machine | None, label: str = "2026-06-15T04:30", **limits: object) -> Prepared:
        lane = GroupLane(owner="test", settings=GroupingSettings())
        await group(lane, entries=self.store.entries, stories=self.store.stories, now=NOW)
        return await prepare(
            Edition(digest=MORNING, site=Site(), slot=parse_slot(label, MORNING, NOW), now=NOW),
            (),
            stories=self.store.stories,
            readers=self.store.readers,
            issues=self.store.issues,
            renderer=TemplateRenderer(None),
            desk=machine and SummaryDesk(writer=machine, kept=self.store.summaries, **limits),  # type: ignore[arg-type]
        )


@pytest.fixture
def world() -> World:
    return World()


def texts(prepared: Prepared) -> str:
    """What both readers read of their mails."""
    return "\n".join(
        " ".join(part.content.split())
        for draft in prepared.drafts
        for part in draft.parts
        if (part.form, part.name) == ("email", "text")
    )


def honest(brief: Brief) -> str:
    return SUMMED_UP[brief.headline]


async def test_a_summary_that_holds_is_shown_as_a_machines_with_its_source(world: World) -> None:
    """In place of the quotes, in the reader's words, for every audience; asked for once a story."""
    machine = Machine(honest)
    prepared = await world.prepare(machine)
    read = texts(prepared)
    assert read.count("A warehouse burned down in Haifa harbour. Written by a machine from Wire") == 1
    assert read.count("A warehouse burned down in Haifa harbour. Von einer Maschine geschrieben nach Wire") == 1
    assert "Firefighters" not in read
    assert sorted(machine.asked) == sorted(SUMMED_UP)
    assert prepared.trouble == ""


async def test_what_was_written_is_not_asked_for_again(world: World) -> None:
    """Neither what was shown nor what was thrown away; the next issue of the same revision is the same."""
    first = Machine(
        lambda brief: honest(brief) if "fire" in brief.headline else "Forty trams burned in Piraeus harbour."
    )
    shown = texts(await world.prepare(first))
    again = Machine(honest)
    assert texts(await world.prepare(again)) == shown
    assert again.asked == []
    assert shown.count(WRITTEN) == 1
    assert "The council of Piraeus voted for a tram line to the university." in shown


async def test_a_new_fact_is_a_new_question(world: World) -> None:
    """The summary belongs to the revision."""
    await world.prepare(Machine(honest))
    (feed,) = world.store.feeds.followed()
    world.hear(
        feed.id,
        ("Warehouse fire in Haifa harbour: owner Ilan Peretz arrested", FIRE + " Owner Ilan Peretz was arrested."),
    )
    machine = Machine(lambda _: "nothing")
    await world.prepare(machine)
    assert len(machine.asked) == 1


async def test_a_kept_summary_is_judged_anew(world: World) -> None:
    """Where the outlet takes back what it said, its summary goes, too; nobody is asked."""
    await world.prepare(Machine(honest))
    (feed,) = world.store.feeds.followed()
    world.hear(
        feed.id, ("Warehouse fire in Haifa harbour", "Nothing burned in Haifa harbour, the mayor said on Monday.")
    )
    machine = Machine(honest)
    read = texts(await world.prepare(machine))
    assert "A warehouse burned down" not in read
    assert machine.asked == []


def fails(error: Exception) -> Callable[[Brief], str]:
    def write(_: Brief) -> str:
        raise error

    return write


@pytest.mark.parametrize(
    ("write", "trouble"),
    [
        (fails(SummaryError("the.host is in trouble (HTTP 500)", over=True)), "the.host is in trouble (HTTP 500)"),
        (fails(SummaryError("the.host answered with no text")), "the.host answered with no text"),
        (fails(RuntimeError("bang")), "the writer failed: RuntimeError"),
        (lambda _: "Thirteen people were injured in Haifa harbour.", ""),
        (lambda _: "", ""),
        (lambda _: "Fire! " * 100_000, ""),
        (lambda _: "<script>alert(1)</script> A warehouse burned down in Haifa harbour.", ""),
        (lambda _: "Ein Lagerhaus ist im Hafen von Haifa abgebrannt.", ""),
        (lambda _: "\ud800\x00\u202e A warehouse in Haifa harbour", ""),
    ],
)
async def test_whatever_a_machine_does_the_issue_is_as_without_it(
    world: World, write: Callable[[Brief], str], trouble: str
) -> None:
    """The same parts, to the last character; trouble is said once."""
    without = await world.prepare(None)
    prepared = await world.prepare(Machine(write))
    assert texts(prepared) == texts(without)
    assert [draft.told for draft in prepared.drafts] == [draft.told for draft in without.drafts]
    assert prepared.trouble == trouble


async def test_when_it_is_over_nobody_asks_on(world: World) -> None:
    """A refused key is refused for every story."""
    machine = Machine(fails(SummaryError("no", over=True)))
    await world.prepare(machine, at_once=1)
    assert len(machine.asked) == 1


async def test_an_issue_waits_only_so_long_and_keeps_what_came_in(world: World) -> None:
    """What was written in time is shown; the rest has the sentences of its sources, and can be asked for again."""
    sleeper = Sleeper(honest)
    prepared = await world.prepare(sleeper, patience=timedelta(seconds=0.5), at_once=1)
    assert texts(prepared).count(WRITTEN) == 1
    assert prepared.trouble == "1 of 2 summaries were not written in time"
    machine = Machine(honest)
    assert texts(await world.prepare(machine)).count(WRITTEN) == 2
    assert len(machine.asked) == 1


async def test_so_many_are_asked_for_and_so_many_at_once(world: World) -> None:
    """A budget for the slot, however many stories there are."""
    machine = Machine(honest)
    await world.prepare(machine, most=1)
    assert len(machine.asked) == 1
    (feed,) = world.store.feeds.followed()
    world.hear(
        feed.id,
        *(
            (f"{word} found in village pond", f"A {word} was found in the pond.")
            for word in ("Goose", "Bicycle", "Anchor")
        ),
    )
    machine = Machine(lambda _: "nothing")
    await world.prepare(machine, at_once=2)
    assert machine.most_at_once <= 2


async def test_an_update_stays_in_its_sources_words(world: World) -> None:
    """Who was told the story reads what is new as an outlet wrote it."""
    await publish(await world.prepare(None), issues=world.store.issues, now=NOW)
    (feed,) = world.store.feeds.followed()
    world.hear(
        feed.id,
        ("Warehouse fire in Haifa harbour: owner Ilan Peretz arrested", FIRE + " Owner Ilan Peretz was arrested."),
    )
    machine = Machine(honest)
    prepared = await world.prepare(machine, "2026-06-15T04:31")
    assert "1 update" in texts(prepared)
    assert WRITTEN not in texts(prepared)
    assert machine.asked == []
