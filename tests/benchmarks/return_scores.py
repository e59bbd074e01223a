"""Print what becomes of events that come again: `python tests/benchmarks/return_scores.py`.

Rows are those of tests/data/returns/returns.jsonl: what three outlets said of an event, and what they say some days
later of the same one (continuing) or of another of its kind (recurring). All are told between the entries of
`june_english` and, as many days later, those of `june_languages`. Those not looked at were written before the first
measurement and nothing was changed after it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from digest.model import Entry, GroupingSettings
from digest.stories import Grouper
from digest.stories.evaluation import read_rows

DATA = Path(__file__).parents[1] / "data"
GAPS = (5, 8, 12, 20)

Case = Mapping[str, Any]


def cases() -> list[Case]:
    written = (DATA / "returns/returns.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in written.splitlines()]


def joined(found: Sequence[Case], days: int) -> frozenset[str]:
    """Name the cases of which the second part is, in some entry, in a story of the first, so many days later."""
    parts: list[tuple[datetime, str, str, str, str, str]] = []
    for name, later in (("june_english", 0), ("june_languages", days)):
        written = (DATA / f"stories/{name}.jsonl").read_text(encoding="utf-8").splitlines()
        parts += [
            (row.at + timedelta(days=later), row.source, row.title, row.text, row.language, "")
            for row in read_rows(written)
        ]
    start = min(part[0] for part in parts) + timedelta(days=2)
    for hours, case in enumerate(found):
        for part, later in (("first", 0), ("second", days)):
            for place, title in enumerate(case[part]):
                at = start + timedelta(days=later, hours=hours + 2 * place)
                parts.append((at, f"Outlet {place}", title, "", "en", f"{case['id']} {part}"))
    grouper = Grouper(GroupingSettings())
    homes: dict[str, set[int]] = {}
    for number, (at, outlet, title, text, language, part) in enumerate(sorted(parts), start=1):
        entry = Entry(
            id=number, feed_id=1, outlet=outlet, title=title, summary=text, language=language, seen_at=at, published=at
        )
        placement = grouper.add(entry)
        homes.setdefault(part, set()).add(placement.membership.story_id)
        if (merge := placement.merge) is not None:
            for stories in homes.values():
                if merge.old_id in stories:
                    stories.add(merge.story_id)
    return frozenset(case["id"] for case in found if homes[f"{case['id']} first"] & homes[f"{case['id']} second"])


def main() -> None:
    found = cases()
    print("| days later | recurring, falsely joined | continuing, rightly joined |")
    print("|---|---|---|")
    for days in GAPS:
        names = joined(found, days)
        shares = []
        for kind in ("recurring", "continuing"):
            for looked_at in (True, False):
                those = [case for case in found if case["kind"] == kind and case["looked_at"] is looked_at]
                shares.append(f"{sum(case['id'] in names for case in those)} of {len(those)}")
        print(f"| {days} | {shares[0]}; not looked at {shares[1]} | {shares[2]}; not looked at {shares[3]} |")


if __name__ == "__main__":
    main()
