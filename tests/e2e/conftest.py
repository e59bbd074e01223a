"""The command as a process, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def digest(tmp_path: Path) -> Run:
    """Run `digest` in the test's folder; `code` is the exit status that the test expects."""

    def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            [sys.executable, "-m", "digest", *arguments],
            cwd=tmp_path,
            env={k: v for k, v in os.environ.items() if k != "DIGEST_CONFIG"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        assert ended.returncode == code, f"exit {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
        return ended

    return run


@pytest.fixture
def answer(digest: Run) -> Callable[..., Any]:
    """Run a command with --json and read what it says."""

    def run(*arguments: str, code: int = 0) -> Any:
        return json.loads(digest(*arguments, "--json", code=code).stdout)

    return run


@pytest.fixture
def write_feed(tmp_path: Path) -> Callable[..., None]:
    """Write an RSS document of (title, summary) pairs, published a little while ago."""

    def write(name: str, *items: tuple[str, str]) -> None:
        published = format_datetime(datetime.now(UTC) - timedelta(minutes=30))
        entries = "".join(
            f"<item><title><![CDATA[{title}]]></title><description><![CDATA[{summary}]]></description>"
            f"<link>https://{name}.example/{number}</link><pubDate>{published}</pubDate></item>"
            for number, (title, summary) in enumerate(items)
        )
        document = f'<rss version="2.0"><channel><title>{name}</title><language>en</language>{entries}</channel></rss>'
        (tmp_path / f"{name}.xml").write_text(document, encoding="utf-8")

    return write


@pytest.fixture
def site(tmp_path: Path, write_feed: Callable[..., None]) -> Path:
    """A small site: two outlets with one event in common, one digest, one reader; gives its folder."""
    write_feed(
        "wire",
        (
            "Warehouse fire in Haifa harbour injures three",
            "Three people were injured in the harbour, firefighters said.",
        ),
        ("Council approves new tram line", "The council voted for a line to the university."),
    )
    write_feed(
        "post", ("Three injured as Haifa harbour warehouse burns", "The fire in the harbour broke out before dawn.")
    )
    (tmp_path / "config.toml").write_text(
        """
[site]
title = "Desk"
[[feed]]
url = "file:wire.xml"
[[feed]]
url = "file:post.xml"
[[digest]]
id = "morning"
at = ["07:30"]
[[subscriber]]
name = "Newsroom"
file = "out/"
digests = ["morning"]
""",
        encoding="utf-8",
    )
    return tmp_path
