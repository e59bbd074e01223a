"""Print how alike strangers get in windows of several sizes: `python tests/benchmarks/strangers.py FILE.jsonl…`.

Rows are those of `digest evaluate`; of files whose rows name a `dataset`, those of `oneoff` are read, of others the
first row of each cluster. Nobody joins anybody. All rows, each fourth and each sixteenth make windows of three sizes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from digest.model import Entry
from digest.stories.evaluation import Row, read_rows
from digest.stories.members import Member, Texts
from digest.stories.similarity import Newcomer, candidates
from digest.stories.terms import features
from digest.stories.window import Window

_WEEK = 7 * 86400.0
_LEVELS = (0.08, 0.10, 0.12, 0.14, 0.17, 0.19, 0.22)


def strangers(lines: Sequence[str]) -> list[Row]:
    """List the rows that belong to nothing, by time."""
    rows = read_rows(lines)
    marked = {row["id"] for row in map(json.loads, lines) if row.get("dataset") == "oneoff"}
    first = {row.cluster: row for row in reversed(rows)}
    chosen = [row for row in rows if (row.id in marked if marked else first[row.cluster] is row)]
    return sorted(chosen, key=lambda row: row.at)


def measure(rows: Sequence[Row]) -> None:
    window, best, sizes = Window(_WEEK), [], []
    for number, row in enumerate(rows, 1):
        clock = row.at.timestamp()
        window.advance(clock)
        entry = Entry(
            id=number,
            feed_id=1,
            outlet=row.source,
            title=row.title,
            summary=row.text,
            published=row.at,
            seen_at=row.at,
            language=row.language,
        )
        found = features(entry)
        reading = window.read(found)
        newcomer = Newcomer(reading, window.weigh(reading), found.language, row.source, clock)
        alike = candidates(newcomer, 0.0, window)
        if number > len(rows) // 4:
            best.append(alike[0].score if alike else 0.0)
            sizes.append(len(window.groups))
        window.insert(_alone(entry, found.language, clock), newcomer.weights)
    shares = " | ".join(f"{sum(score > level for score in best) / len(best):.1%}" for level in _LEVELS)
    print(f"| {sum(sizes) / len(sizes):,.0f} | {shares} |", flush=True)


def _alone(entry: Entry, language: str, clock: float) -> Member:
    return Member(
        entry_id=entry.id,
        story_id=entry.id,
        clock=clock,
        outlet=entry.outlet,
        language=language,
        script="",
        url=0,
        title=0,
        pattern=0,
        copy=False,
        remembered=False,
        texts=Texts(title=entry.title, summary=entry.summary, text=""),
    )


def main() -> None:
    print("| stories in the window | " + " | ".join(f"best above {level:.2f}" for level in _LEVELS) + " |")
    print("|---" * (len(_LEVELS) + 1) + "|")
    for name in sys.argv[1:]:
        rows = strangers(Path(name).read_text(encoding="utf-8").splitlines())
        for step in (1, 4, 16):
            measure(rows[::step])


if __name__ == "__main__":
    main()
