"""What it costs to look at a config of 1,000 feeds, and to judge it when it changed."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from digest.config import load
from digest.config.watch import _judge, _look

FEED = '[[feed]]\nurl = "https://example.org/{0}"\nname = "Outlet {0}"\ntags = ["press"]\n'
LOOKS = 100


def measure(folder: Path) -> str:
    """Look a hundred times, judge once."""
    path = folder / "config.toml"
    path.write_text("".join(FEED.format(number) for number in range(1_000)))
    settings = load(path, {})
    start = time.perf_counter()
    for _ in range(LOOKS):
        look = _look(path, settings)
    looked = time.perf_counter()
    _judge(look, path, {})
    judged = time.perf_counter()
    size = path.stat().st_size
    return (
        f"{size:,} bytes: a look {(looked - start) * 1_000 / LOOKS:.2f} ms, judging {(judged - looked) * 1_000:.0f} ms"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(measure(Path(folder)))
