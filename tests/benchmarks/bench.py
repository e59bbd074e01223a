"""What must stay fast, in figures: run by `make bench`, judged by whoever reads them.

Each measure runs a few times and tells its best: the others were disturbed by something else.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from grouping import measure
from polling import polling

from digest.editing.slots import slots
from digest.model import Digest
from digest.render import TemplateRenderer
from digest.render.samples import FIFTY, sample_issues

START = datetime(2026, 6, 15, tzinfo=UTC)
ENTRIES = 24_000


def best(work: Callable[[], object], times: int = 3) -> float:
    """Give the seconds of the fastest run."""

    def once() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return min(once() for _ in range(times))


def grouped() -> str:
    found = measure(ENTRIES, ENTRIES // 12)
    return (
        f"{found.rate:10,.0f} entries/s   grouped, of {ENTRIES:,}; {found.last:,.0f} in the last tenth, "
        f"{found.filled:,.0f} when the window had filled; {found.megabytes:,.0f} MB"
    )


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
    for each in (grouped, polling, rendering, planning, starting):
        print(each(), flush=True)
