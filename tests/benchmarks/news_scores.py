"""Print the score of docs/explanation/updates.md: `python tests/benchmarks/news_scores.py [FILE.jsonl]`.

Rows are those of tests/data/news/updates.jsonl: what a story was told, the next entry, and whether it is news.
Grouping has no say: what was told is one story, whatever its words.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from digest.model import Entry, GroupedEntry, GroupingSettings
from digest.stories import Grouper, Ledger
from digest.stories.terms import features
from digest.stories.window import Window

CASES = Path(__file__).parents[1] / "data/news/updates.jsonl"
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def decide(case: Mapping[str, Any]) -> bool:
    """Tell whether the last entry of a case is news to the story of the others."""
    *told, last = [
        Entry(
            id=number,
            feed_id=number,
            outlet=f"Outlet {'abcd'[number]}",
            title=said["title"],
            summary=said["text"],
            language=said.get("lang", case["lang"]),
            seen_at=START + timedelta(minutes=number),
        )
        for number, said in enumerate((*case["told"], case["next"]), start=1)
    ]
    ledgers: list[Ledger] = []

    def kept(window: Window) -> Ledger:
        ledgers.append(Ledger(window))
        return ledgers[-1]

    Grouper(GroupingSettings(), kept).restore(
        GroupedEntry(
            entry_id=entry.id,
            story_id=told[0].id,
            clock=entry.clock,
            fingerprint=Grouper(GroupingSettings()).add(entry).fingerprint,
        )
        for entry in told
    )
    return ledgers[0].news(last, features(last), told[0].id) is not None


def main() -> None:
    path = Path(sys.argv[1]) if sys.argv[1:] else CASES
    counts: dict[str, Counter[tuple[bool, bool]]] = {"all": Counter()}
    for case in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        told = decide(case)
        for group in ("all", case["lang"], case["kind"]):
            counts.setdefault(group, Counter())[told, case["news"]] += 1
    print("| cases | how many | precision | recall | rightly no news |")
    print("|---|---|---|---|---|")
    for group, count in counts.items():
        told, gold, quiet = (sum(n for key, n in count.items() if test(key)) for test in TESTS)
        right = count[True, True]
        print(
            f"| {group} | {count.total()} | {share(right, told)} | {share(right, gold)} | {share(count[False, False], quiet)} |"
        )


TESTS = (lambda key: key[0], lambda key: key[1], lambda key: not key[1])


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


if __name__ == "__main__":
    main()
