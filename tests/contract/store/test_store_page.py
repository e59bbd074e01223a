"""The reference page of the store names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from digest.store.schema import metadata


def test_the_page_has_a_row_for_every_table(project: Path) -> None:
    page = (project / "docs/reference/store.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [a-z, ]*\| `(\w+)` \|", page, flags=re.MULTILINE)
    assert sorted(rows) == sorted(metadata.tables)
