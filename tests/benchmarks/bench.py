"""What must stay fast, in figures: run by `make bench`, judged by whoever reads them.

Each measure runs a few times and tells its best: the others were disturbed by something else.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from polling import polling

from digest.editing.slots import slots
from digest.model import Digest, Entry, GroupingSettings
from digest.render import TemplateRenderer
from digest.render.samples import FIFTY, sample_issues
from digest.stories.grouper import Grouper

START = datetime(2026, 6, 15, tzinfo=UTC)
ENTRIES = 4_000


def best(work: Callable[[], object], times: int = 3) -> float:
    """Give the seconds of the fastest run."""

    def once() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return min(once() for _ in range(times))


def made_up_entries() -> list[Entry]:
    """A week of entries over a vocabulary with a long tail; every third continues an event."""
    chance = random.Random(7)
    vocabulary = [f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{number:x}" for number in range(20_000)]
    events: list[list[str]] = []
    entries = []
    for number in range(1, ENTRIES + 1):
        if not events or number % 3:
            events.append([vocabulary[min(int(chance.paretovariate(0.6)), 19_999)] for _ in range(24)])
        words = chance.sample(chance.choice(events[-200:]), 18)
        seen_at = START + timedelta(days=7 * number / ENTRIES)
        entries.append(
            Entry(
                id=number,
                feed_id=number % 50,
                outlet=f"Outlet {number % 50}",
                title=" ".join(words[:8]).capitalize(),
                summary=" ".join(words[8:]).capitalize() + ".",
                seen_at=seen_at,
                language="en",
            )
        )
    return entries


def grouping() -> str:
    entries = made_up_entries()

    def group() -> None:
        grouper = Grouper(GroupingSettings())
        for entry in entries:
            grouper.add(entry)

    return f"{ENTRIES / best(group, 2):10,.0f} entries/s   grouped, in a window of a week"


def rendering() -> str:
    renderer, issue = TemplateRenderer(), sample_issues()[FIFTY]
    milliseconds = best(lambda: [renderer.render(issue, form) for form in ("email", "telegram", "web")]) * 1000
    return f"{milliseconds:10,.0f} ms          an issue of fifty stories in all forms"


def planning() -> str:
    digest = Digest(id="d", timezone=ZoneInfo("Europe/Berlin"), cron="*/5 * * * *")
    milliseconds = best(lambda: slots(digest, after=START, until=START + timedelta(days=30))) * 1000
    return f"{milliseconds:10,.0f} ms          the slots of a month, one every five minutes"


def starting() -> str:
    milliseconds = (
        best(lambda: subprocess.run([sys.executable, "-m", "digest", "--help"], capture_output=True, check=True)) * 1000
    )
    return f"{milliseconds:10,.0f} ms          digest --help"


if __name__ == "__main__":
    for measure in (grouping, polling, rendering, planning, starting):
        print(measure(), flush=True)
