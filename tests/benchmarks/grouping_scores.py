"""Print the score table of docs/explanation/grouping.md: `python tests/benchmarks/grouping_scores.py FILE.jsonl…`.

With `--encoder package.module:function` first, entries are compared by sense, too.

Rows are those of `digest evaluate`. "Falsely joined" is the share of one-offs (gold clusters of one row; in
files whose rows name a `dataset`, those of `oneoff`) in a story with an entry of another cluster and another title,
of another outlet or of their own; where a file has such a dataset, the other scores are of its events alone.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from digest.inference.encoder import TextEncoder
from digest.model import GroupingSettings
from digest.stories import compile_topics
from digest.stories.evaluation import Row, grouping_scores, read_rows, replay


def falsely_joined(
    rows: Sequence[Row], clusters: Mapping[str, str], one_offs: set[str], *, own_outlet: bool = False
) -> float:
    """Tell the share of one-offs that are in a story with a stranger, of another outlet or of their own."""
    stories: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        stories[clusters[row.id]].append(row)
    joined = sum(
        row.id in one_offs and any(is_stranger(row, other, own_outlet=own_outlet) for other in members)
        for members in stories.values()
        for row in members
    )
    return joined / max(1, len(one_offs))


def across_languages(rows: Sequence[Row], clusters: Mapping[str, str]) -> str:
    """Tell of the pairs of entries of two languages which share of those in one story belong there, and are found."""
    gold = {row.id: str(row.cluster) for row in rows}
    both = {row.id: f"{gold[row.id]} {clusters[row.id]}" for row in rows}
    right, joined, wanted = (_pairs(rows, homes) for homes in (both, clusters, gold))
    return f"{right / joined:.3f}, {right / wanted:.3f}" if joined and wanted else ""


def _pairs(rows: Sequence[Row], homes: Mapping[str, str]) -> int:
    """Count the pairs of rows in one home that are of two languages."""
    sizes = Counter(homes[row.id] for row in rows)
    in_one_language = Counter((homes[row.id], row.language) for row in rows)
    return (sum(n * n for n in sizes.values()) - sum(n * n for n in in_one_language.values())) // 2


def is_stranger(row: Row, other: Row, *, own_outlet: bool = False) -> bool:
    same_outlet = bool(row.source) and row.source == other.source
    other_title = row.title.lower()[:40] != other.title.lower()[:40]
    return row.cluster != other.cluster and same_outlet == own_outlet and other_title


def main() -> None:
    print(
        "| labelled rows | entries / events | precision | recall | F1 | ARI | V | one-offs falsely joined with other outlets, with their own "
        "| pairs across languages: precision, recall | entries/s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    files = sys.argv[1:]
    encode = None
    if files[:1] == ["--encoder"]:
        encode, files = TextEncoder(files[1]).encode, files[2:]
    for name in files:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
        rows = read_rows(lines)
        marked = {row["id"] for row in map(json.loads, lines) if row.get("dataset") == "oneoff"}
        start = time.perf_counter()
        clusters = {each.id: each.cluster for each in replay(rows, GroupingSettings(), compile_topics([]), encode)}
        seconds = time.perf_counter() - start
        sizes = Counter(row.cluster for row in rows)
        alone = marked or {row.id for row in rows if sizes[row.cluster] == 1}
        gold = {row.id: row.cluster for row in rows if row.cluster is not None and row.id not in marked}
        scores = grouping_scores(gold, clusters)
        print(
            f"| {Path(name).stem} | {len(rows):,} / {scores.clusters} | {scores.precision:.3f} | {scores.recall:.3f} "
            f"| **{scores.f1:.3f}** | {scores.ari:.3f} | {scores.v_measure:.3f} "
            f"| {falsely_joined(rows, clusters, alone):.1%}, {falsely_joined(rows, clusters, alone, own_outlet=True):.1%} "
            f"| {across_languages(rows, clusters)} | {len(rows) / seconds:,.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
