"""How fast the grouper is and how much it remembers: `python tests/benchmarks/grouping.py [ENTRIES] [PER_DAY] [LANGUAGE…]`.

The stream is made up, and its texts are as long as those of real feeds, on average 27 words: of what belongs to
nothing, six of ten entries, a title of 7 words and a lead of 28; of the events of a few days that several outlets
report in overlapping words, headlines of 10 words, one in three with a lead of 12. Two words in five serve grammar,
the others have the long tail of natural language (Zipf). Seconds are those of the processor, and those of making the
stream do not count.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from digest.model import Entry, GroupingSettings
from digest.stories import Grouper
from digest.stories.background import FUNCTION

_START = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = [
    first + last for first in "bdfgklmnprstvz" for last in ("a", "e", "i", "o", "u", "an", "er", "is", "ol", "ut")
]
_VOCABULARY = 150_000
_GRAMMAR = sorted(FUNCTION["en"])
_ONE_OFFS = 0.6
_REPORTS = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """What a stream cost: entries a second in all, in the last tenth and when the window had filled; megabytes."""

    rate: float
    last: float
    filled: float
    megabytes: float
    stories: int


def stream(entries: int, per_day: int, languages: Sequence[str] = ("en",), seed: int = 7) -> Iterator[Entry]:
    """Make entries one after the other, always the same for a seed; they say that they are in these languages."""
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 3))) for _ in range(_VOCABULARY)]
    weights = list(accumulate(1 / (rank + 20) for rank in range(_VOCABULARY)))
    gap = timedelta(days=1) / per_day
    events: list[list[str]] = []
    for number in range(1, entries + 1):
        if chance.random() < _ONE_OFFS:
            said = chance.choices(vocabulary, cum_weights=weights, k=chance.randint(2, 6) + chance.randint(3, 29))
            title = chance.randint(5, 9)
        else:
            if not events or chance.random() < 1 / _REPORTS:
                events.append(chance.choices(vocabulary, cum_weights=weights, k=14))
                del events[: -per_day // 8]
            said = chance.sample(chance.choice(events), 6) + chance.choices(vocabulary, cum_weights=weights, k=2)
            if chance.random() < 1 / 3:
                said += chance.sample(said, 4) + chance.choices(vocabulary, cum_weights=weights, k=3)
            title = 10
        words = [
            word for each in said for word in ((each, chance.choice(_GRAMMAR)) if chance.random() < 0.7 else (each,))
        ]
        at = _START + number * gap
        yield Entry(
            id=number,
            feed_id=number % 2000,
            outlet=f"Outlet {number % 2000}",
            title=" ".join(words[:title]).capitalize(),
            summary=(" ".join(words[title:60]).capitalize() + ".") if len(words) > title + 5 else "",
            published=at,
            seen_at=at,
            language=languages[number % len(languages)],
        )


def measure(entries: int, per_day: int, languages: Sequence[str] = ("en",)) -> Measure:
    """Group a stream of that many entries."""
    grouper = Grouper(GroupingSettings())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stories = 0
    tenths: list[float] = []
    spent = 0.0
    window = 7 * per_day
    filled = (0, 0.0)
    for count, entry in enumerate(stream(entries, per_day, languages), start=1):
        start = time.process_time()
        placement = grouper.add(entry)
        spent += time.process_time() - start
        stories += placement.membership.reason == "opened"
        if count == min(window, entries * 9 // 10) - entries // 10:
            filled = (count, spent)
        elif filled[0] and count == filled[0] + entries // 10:
            tenths.append((count - filled[0]) / (spent - filled[1]))
        if count == entries - entries // 10:
            last = spent
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Measure(
        rate=entries / spent,
        last=(entries // 10) / (spent - last),
        filled=tenths[0] if tenths else 0.0,
        megabytes=grown,
        stories=stories,
    )


def main() -> None:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    per_day = int(sys.argv[2]) if len(sys.argv) > 2 else max(1, entries // 12)
    found = measure(entries, per_day, sys.argv[3:] or ("en",))
    print(f"{found.rate:,.0f} entries/s over {entries:,} entries, {per_day:,} a day: {found.stories:,} stories")
    print(f"{found.last:,.0f} entries/s in the last tenth, {found.filled:,.0f} when the window had filled")
    print(f"{found.megabytes:,.0f} MB more memory")


if __name__ == "__main__":
    main()
