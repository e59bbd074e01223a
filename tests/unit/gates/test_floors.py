"""The floors hold, and the linter that proves it can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLANTED = {
    # contract: module (may be new), import, what the report names
    "Imports go down only": [
        ("digest/model/issues.py", "digest.stories"),
        ("digest/editing/slots.py", "digest.ports"),
        ("digest/pipeline/poll.py", "digest.store"),
        ("digest/store/stray.py", "digest.channels"),
    ],
    "touch no disk": [("digest/stories/stray.py", "sqlalchemy"), ("digest/pipeline/poll.py", "socket")],
    "Decisions are plain": [("digest/editing/slots.py", "time")],
    "pydantic stays": [("digest/store/stray.py", "pydantic")],
    "Jinja stays": [("digest/channels/stray.py", "jinja2")],
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def verdict(output: str, contract: str) -> str:
    """The last word of the summary line of a contract."""
    return next((line.split()[-1] for line in output.splitlines() if contract in line), "absent")


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    """The package and its contracts, to be broken."""
    shutil.copytree(project / "digest", tmp_path / "digest", ignore=shutil.ignore_patterns("__pycache__", "samples"))
    shutil.copy(project / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_floors_hold(project: Path) -> None:
    """Imports go down only, and every contract was looked at."""
    done = lint(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {contract: verdict(done.stdout, contract) for contract in PLANTED} == dict.fromkeys(PLANTED, "KEPT")


def test_every_contract_can_break(copy: Path) -> None:
    """One planted import for each way to break the house, and each is named."""
    for places in PLANTED.values():
        for module, imported in places:
            with (copy / module).open("a", encoding="utf-8") as file:
                file.write(f"\nimport {imported}\n")
    done = lint(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    assert {contract: verdict(done.stdout, contract) for contract in PLANTED} == dict.fromkeys(PLANTED, "BROKEN")
    for places in PLANTED.values():
        for module, imported in places:
            importer = module.removesuffix(".py").replace("/", ".")
            assert f"{importer} -> {imported}" in done.stdout


def test_a_module_on_no_floor_is_refused(copy: Path) -> None:
    """Whoever adds a module to the top of the package decides where it stands."""
    (copy / "digest" / "helpers.py").write_text("", "utf-8")
    done = lint(copy)
    assert done.returncode == 1
    assert verdict(done.stdout, "Imports go down only") == "BROKEN"
    assert "digest.helpers" in done.stdout
