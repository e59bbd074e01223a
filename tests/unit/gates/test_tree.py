"""What must not be in the tree: places of one machine, clocks in decisions, a lock that lags behind."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BINARY = {".png", ".jpg", ".gif", ".ico", ".mo", ".gz", ".zip", ".woff2"}
STRAY = {
    "places on one machine": r"(?<![\w.])/(?:work|root|opt|home/\w+|Users/\w+)/|/tmp/(?:brief|uvenv|bash)",
    "package hosts": r"\bpypi\.org|pythonhosted\.org|registry\.npmjs|--(?:extra-)?index-url|--find-links",
    "unfinished work": r"\b(?:TODO|FIXME|XXX)\b|NotImplementedError",
    "talk about how it was written": r"(?i)\b(?:sub-?agents?|coding agents?|this brief|issues show)\b"
    r"|shared/(?:DESIGN|INTERFACE|HOUSE_STYLE|DEPENDENCIES|DIGEST)\b",
    "suppressions of everything": r"# noqa(?!: ?[A-Z]+[0-9]+)|# type: ignore(?!\[)",
}
PLANTED = {
    "places on one machine": 'DATA = "/home/ann/feeds/"',
    "package hosts": "--index-url https://mirror.example/simple",
    "unfinished work": "# TODO: later",
    "talk about how it was written": "# see ../shared/DESIGN.md",
    "suppressions of everything": "import os  # noqa",
}


def tracked() -> list[Path]:
    """The files that git knows, or all of a source archive without its leftovers; this one apart."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        files = [path for path in ROOT.rglob("*") if not {".venv", "__pycache__"} & set(path.parts)]
    return [path for path in files if path.is_file() and path.suffix not in BINARY and path != Path(__file__).resolve()]


def lines_with(pattern: str, text: str) -> list[str]:
    return [line.strip()[:150] for line in text.splitlines() if re.search(pattern, line)]


@pytest.mark.parametrize("kind", STRAY)
def test_the_tree_holds_nothing_that_does_not_belong(kind: str) -> None:
    """No file has a machine's paths, package hosts, unfinished work or bare suppressions."""
    files = tracked()
    assert len(files) > 50
    found = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in files
        for line in lines_with(STRAY[kind], path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize("kind", STRAY)
def test_what_does_not_belong_would_be_found(kind: str) -> None:
    """The gate can fail, and ordinary lines pass it."""
    assert lines_with(STRAY[kind], PLANTED[kind]) == [PLANTED[kind]]
    assert lines_with(STRAY[kind], 'import os  # noqa: F401  # a reason\nPATH = "docs/howto/home/index"') == []


CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "time_ns", "localtime", "gmtime"}
CLOCKLESS = ["model", "errors.py", "text", "urls.py", "stories", "editing", "ports.py", "pipeline", "render", "store"]


def calls_of_clocks(source: str) -> list[int]:
    """List the lines that call a clock of the standard library, such as `datetime.now(UTC)`."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"}
    ]


@pytest.mark.parametrize("name", CLOCKLESS)
def test_nothing_below_the_runners_reads_a_clock(name: str) -> None:
    """Time is an argument: whatever decides or stores can be asked about any moment."""
    place = ROOT / "digest" / name
    files = [place] if place.suffix else sorted(place.rglob("*.py"))
    assert files
    assert {str(file): calls_of_clocks(file.read_text(encoding="utf-8")) for file in files} == {
        str(file): [] for file in files
    }


def test_a_read_clock_would_be_found() -> None:
    """The gate can fail, and making a time of day passes it."""
    source = (
        "import time\nfrom datetime import datetime\nstart = time.monotonic()\nnow = datetime.now()\nt = time(7, 30)\n"
    )
    assert calls_of_clocks(source) == [3, 4]


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement.strip(), maxsplit=1)[0]).lower()


def test_every_dependency_is_pinned_and_hashed() -> None:
    """`make lock` was run after the last change of the dependencies."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *(one for extra in project["project"]["optional-dependencies"].values() for one in extra),
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(
        r"^([a-z0-9-]+)==\S+ (?:; .*)?\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock, re.MULTILINE
    )
    assert {name_of(one) for one in wanted} - {name for name, _ in pinned} == set()
    assert len(pinned) == len(re.findall(r"^[a-z]", lock, re.MULTILINE))
    assert "://" not in lock
