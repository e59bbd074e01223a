"""The examples of README, tutorial and how-tos run as they stand.

A page is played in an empty folder, from top to bottom: a fenced block with `title="NAME"` is saved
under that name, a `toml` block is loaded as a configuration (and saved as `config.toml`), and in a
`console` block every line that begins with `$ digest` is run and must exit with 0. A feed that a
configuration expects in a file of the reader's own is put there.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from digest.config import load
from digest.model import Settings

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)(?: title=\"([\w./-]+)\")?[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLAYED = [ROOT / "README.md", ROOT / "docs" / "tutorial.md"]
FEED = """<rss version="2.0"><channel><title>Wire</title><item><guid>1</guid>
<title>Israeli minister to visit Ankara for talks on Turkish flights</title><link>https://wire.example/1</link></item>
</channel></rss>"""
LOADED = sorted((ROOT / "docs").glob("**/*.md"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    language: str
    title: str
    text: str

    @property
    def commands(self) -> list[list[str]]:
        """The digest commands of a console block, without prompt and comment."""
        typed = (line.removeprefix("$ ") for line in self.text.splitlines() if line.startswith("$ digest"))
        return [shlex.split(line, comments=True)[1:] for line in typed]


def blocks(page: Path) -> Iterator[Block]:
    for language, title, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        yield Block(language=language, title=title or ("config.toml" if language == "toml" else ""), text=text)


def run(arguments: list[str], folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "digest", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"digest {shlex.join(arguments)}\n{done.stdout}{done.stderr}"


def provide_feeds(settings: Settings) -> None:
    for feed in settings.feeds:
        path = Path(url2pathname(urlsplit(feed.url).path))
        if feed.url.startswith("file:") and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(FEED, encoding="utf-8")


@pytest.mark.parametrize("page", PLAYED, ids=lambda page: page.name)
def test_a_page_can_be_followed_from_top_to_bottom(page: Path, tmp_path: Path) -> None:
    """Whoever types what stands there gets what it says, in this order, without a network."""
    played = 0
    for block in blocks(page):
        if block.title:
            (tmp_path / block.title).write_text(block.text, encoding="utf-8")
        if block.language == "toml":
            provide_feeds(load(tmp_path / block.title, {}))
        for arguments in block.commands if block.language == "console" else ():
            run(arguments, tmp_path)
            played += 1
    assert played


@pytest.mark.parametrize("page", LOADED, ids=lambda page: str(page.relative_to(ROOT / "docs")))
def test_every_configuration_shown_on_a_page_loads(page: Path, tmp_path: Path) -> None:
    """An example that is only a part of a file is still free of mistakes, once the folders it names are there."""
    for number, block in enumerate(block for block in blocks(page) if block.language == "toml"):
        path = tmp_path / f"{number}.toml"
        path.write_text(block.text, encoding="utf-8")
        for folder in re.findall(r'^templates = "(.+)"', block.text, re.MULTILINE):
            for name in ("default", *re.findall(r'^template = "(.+)"', block.text, re.MULTILINE)):
                (tmp_path / folder / name).mkdir(parents=True, exist_ok=True)
        settings = load(path, dict.fromkeys(re.findall(r'_env = "(\w+)"', block.text), "secret"))
        assert settings.path == path
