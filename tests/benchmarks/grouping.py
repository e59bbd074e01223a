"""How fast the grouper is and how much it remembers: `python tests/benchmarks/grouping.py [ENTRIES] [PER_DAY]`.

The stream is made up: two thirds one-offs, the rest events that several outlets report in overlapping
words; a vocabulary with the long tail of natural language (Zipf); texts of two sentences.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from digest.model import Entry, GroupingSettings
from digest.stories import Grouper

_START = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = [
    first + last for first in "bdfgklmnprstvz" for last in ("a", "e", "i", "o", "u", "an", "er", "is", "ol", "ut")
]


def stream(entries: int, per_day: int, seed: int = 7) -> Iterator[Entry]:
    """Make entries one after the other, always the same for a seed."""
    random_numbers = random.Random(seed)
    vocabulary = ["".join(random_numbers.choices(_SYLLABLES, k=random_numbers.randint(2, 4))) for _ in range(40_000)]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    gap = timedelta(days=1) / per_day
    events: list[list[str]] = []
    for number in range(1, entries + 1):
        fresh = random_numbers.choices(vocabulary, weights, k=24)
        if random_numbers.random() < 1 / 3:
            if not events or random_numbers.random() < 0.25:
                events.append(fresh[:12])
                del events[:-200]
            fresh = random_numbers.sample(random_numbers.choice(events), 8) + fresh[:16]
            random_numbers.shuffle(fresh)
        at = _START + number * gap
        yield Entry(
            id=number,
            feed_id=number % 500,
            outlet=f"Outlet {number % 500}",
            title=" ".join(fresh[:9]).capitalize(),
            summary=" ".join(fresh[9:17]).capitalize() + ". " + " ".join(fresh[17:]).capitalize() + ".",
            published=at,
            seen_at=at,
            language="en",
        )


def main() -> None:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    per_day = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    made = list(stream(entries, per_day))
    grouper = Grouper(GroupingSettings())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stories = set()
    size = 0
    start = step = time.perf_counter()
    for count, entry in enumerate(made, start=1):
        placement = grouper.add(entry)
        stories.add(placement.membership.story_id)
        size += len(placement.fingerprint)
        if count % max(1, entries // 10) == 0:
            now = time.perf_counter()
            print(f"{count:>9,} entries  {entries // 10 / (now - step):>7,.0f} entries/s")
            step = now
    seconds = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{entries:,} entries in {seconds:.1f} s: {entries / seconds:,.0f} entries/s, {len(stories):,} stories")
    print(f"{grown:,.0f} MB more memory; {size / entries:,.0f} characters a fingerprint")


if __name__ == "__main__":
    main()
