"""Print the table of docs/explanation/generated-summaries.md: `python tests/benchmarks/summary_scores.py [-v]`.

`-v` lists every honest text that is thrown away, and every other one that is not.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.model import Quote
from digest.stories.overlap import judge
from digest.text import sentences

FOLDER = Path(__file__).parents[1] / "data/summaries"


def quotes_of(row: dict[str, Any]) -> Iterator[Quote]:
    for source in row["sources"]:
        if "gnore all previous" not in source["text"]:  # such an entry is no source
            for text in sentences(source["text"], row["language"]):
                yield Quote(text=text, outlet=source["outlet"], url="", language=row["language"], direction="ltr")


def main() -> None:
    kinds, missed = Counter[str](), Counter[str]()
    print("| set | honest texts | that pass | others | that pass |\n|---|---|---|---|---|")
    for name in ("checked", "held_out", "fresh", "last"):
        counts = Counter[str]()
        for row in map(json.loads, (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
            sources = tuple(quotes_of(row))
            texts = [("", text) for text in row["honest"]] + [(one["kind"], one["text"]) for one in row["invented"]]
            for kind, text in texts:
                verdict = judge(text, sources, row["headline"], row["language"], 320)
                side = "invented" if kind else "honest"
                counts.update([side, *([f"{side} passed"] if not verdict.reason else [])])
                kinds[kind] += 1
                missed[kind] += not verdict.reason
                if "-v" in sys.argv and bool(kind) != bool(verdict.reason):
                    print(f"  {kind or 'honest'}: {text} ({verdict.reason or 'passes'})", file=sys.stderr)
        print(
            f"| `{name}` | {counts['honest']} | {counts['honest passed']} | {counts['invented']} "
            f"| {counts['invented passed']} |"
        )
    print("\n" + ", ".join(f"{kind} {missed[kind]} of {count}" for kind, count in sorted(kinds.items()) if kind))


if __name__ == "__main__":
    main()
