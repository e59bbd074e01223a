"""A week in minutes: exactly what `digest plan` announced, each reader each slot once, no story told twice.

The week has the night on which Europe's clocks go back; readers have own hours, own zones and quiet hours.
"""

from __future__ import annotations

import json
import random
import signal
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from torture.desk import DigestLine, chat, mailbox
from torture.ledger import read_ledger
from torture.stage import Stage, open_stage
from torture.verdict import Piece, Tally, judge

__all__ = ["SUNDAY", "live"]

MONDAY = datetime(2026, 10, 19, 0, 0, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 10, 24, 21, 0, 30, tzinfo=UTC)
AFTER = timedelta(seconds=1)
SOON = timedelta(seconds=59)
DIGESTS = (
    DigestLine(id="morning", schedule='at = ["07:30"]\ntimezone = "Europe/Istanbul"'),
    DigestLine(id="press", schedule='at = ["08:00", "17:00"]\ndays = "mon-fri"\ntimezone = "Europe/Berlin"'),
    DigestLine(id="night", schedule='cron = "30 2 * * *"\ntimezone = "Europe/Berlin"'),
    DigestLine(id="weekly", schedule='cron = "0 10 * * sun"\ntimezone = "America/New_York"'),
)
READERS = (
    chat(61, digests=("morning", "night")),
    chat(62, 'timezone = "Asia/Kolkata"\nat = ["06:45", "19:15"]', digests=("morning",)),
    chat(63, 'quiet = "22:00-07:00"', digests=("night", "press")),
    chat(64, 'timezone = "Australia/Lord_Howe"', digests=("press", "weekly")),
    mailbox("lea", digests=("morning", "weekly")),
    mailbox("max", 'timezone = "America/New_York"\nquiet = "23:00-06:30"\nat = ["23:30"]', digests=("morning",)),
    mailbox("ned", 'timezone = "Europe/London"\nat = ["01:30"]', digests=("night",)),
)
FEED = '[[feed]]\nurl = "file:wire.xml"\nname = "Wire"\nlanguage = "en"\nevery = "15m"'
WORDS = (
    "amber",
    "basil",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heron",
    "islet",
    "jetty",
    "kayak",
    "lemon",
    "maple",
    "nylon",
    "olive",
    "pearl",
)
Announced = dict[Piece, datetime]


async def live(folder: Path, days: float, start: datetime = MONDAY) -> Tally:
    """Let so many days pass, from one announced moment to the next, with news all the time."""
    dice = random.Random(7)
    async with open_stage(folder, start, READERS, DIGESTS, more=FEED) as stage:
        news = _News(stage, dice)
        announced = await _announced(stage, start + timedelta(days=days))
        running = await stage.start()
        await stage.idle(running)
        for moment in _stops(start, announced.values(), dice):
            news.write()
            stage.clock.put(moment)
            await stage.idle(running)
        running.signal(signal.SIGTERM)
        await running.ended()
        tally = judge(stage.witness.arrivals, announced, read_ledger(stage.desk.store))
        tally.violations += [*_untimely(stage, announced), *_told_twice(stage)]
        tally.counts["announced"] = len(announced)
        tally.counts["stories told"] = sum(len(arrival.stories) for arrival in stage.witness.arrivals)
    if not tally.counts["stories told"]:
        tally.violations.append("no news came at all: this proves nothing")
    return tally


class _News:
    """A wire that has something new each time it is written."""

    def __init__(self, stage: Stage, dice: random.Random) -> None:
        self._stage, self._dice, self._items = stage, dice, list[str]()
        self.write()

    def write(self) -> None:
        number, words = len(self._items), self._dice.sample(WORDS, 6)
        title = (
            f"{words[0].title()}{number} {words[1]}{number} opens {words[2]}{number} near {words[3].title()}{number}"
        )
        self._items.append(
            f"<item><title>{title}</title><link>https://wire.example/{number}</link><guid>{number}</guid>"
            f"<description>The {words[4]}{number} said so.</description>"
            f"<pubDate>{format_datetime(self._stage.clock.now())}</pubDate></item>"
        )
        head = '<rss version="2.0"><channel><title>Wire</title><language>en</language>'
        fresh = self._stage.desk.folder / "wire.new"
        fresh.write_text(head + "".join(self._items[-40:]) + "</channel></rss>", encoding="utf-8")
        fresh.replace(self._stage.desk.folder / "wire.xml")


async def _announced(stage: Stage, until: datetime) -> Announced:
    """Ask `digest plan` of each reader what will come when."""
    found: Announced = {}
    for reader in READERS:
        channel = "email" if "@" in reader.address else "telegram"
        asked = await stage.start("plan", "--json", "--reader", f"{channel}:{reader.address}", "--days", "7")
        assert await asked.ended() == 0, asked.log.read_text(encoding="utf-8")
        for one in json.loads(asked.out.read_text(encoding="utf-8")):
            slot = one["digest_id"], one["slot"]["label"], one["slot"]["timezone"]
            found[reader.address, slot, 0] = datetime.fromisoformat(one["at"])
        asked.out.unlink()
    return {piece: moment for piece, moment in found.items() if moment <= until}


def _stops(start: datetime, moments: Iterable[datetime], dice: random.Random) -> list[datetime]:
    """Stop just after each moment, and now and then on the way."""
    found, before = [], start
    for moment in sorted(set(moments)):
        if moment - before > timedelta(hours=1) and dice.random() < 0.5:
            found.append(before + (moment - before) * dice.uniform(0.2, 0.8))
        found.append(moment + AFTER)
        before = moment
    return found


def _untimely(stage: Stage, announced: Announced) -> Iterable[str]:
    for arrival in stage.witness.arrivals:
        due = announced.get((arrival.reader, arrival.slot, arrival.part), arrival.shown)
        if not timedelta(0) <= arrival.shown - due < SOON:
            yield f"{arrival.reader} {arrival.slot}: announced for {due}, came {arrival.shown}"


def _told_twice(stage: Stage) -> Iterable[str]:
    told = Counter((arrival.reader, story) for arrival in stage.witness.arrivals for story in arrival.stories)
    return (f"told twice to {reader}: {story}" for (reader, story), count in told.items() if count > 1)
