"""The two commands on a machine that lacks something: they say what."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def old_machine(project: Path, tmp_path: Path) -> Path:
    """A checkout on a machine whose only Python is 3.9, and that has no uv."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("make", "sh", "rm", "touch"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    python = tools / "python3"
    python.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n', encoding="utf-8")
    python.chmod(0o755)
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(project / name, checkout)
    return checkout


def make(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    tools = checkout.parent / "tools"
    environ = {"PATH": str(tools), "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [tools / "make", *arguments], cwd=checkout, env=environ, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("goal", ["run", "test"])
def test_an_old_python_is_refused_in_words(old_machine: Path, goal: str) -> None:
    """It says which Python is needed, which was found, and how to name another; nothing is made."""
    done = make(old_machine, goal)
    assert done.returncode == 2
    assert "needs Python 3.11 or newer, and python3 is Python 3.9.2." in done.stderr
    assert f"make {goal} PYTHON=" in done.stderr
    assert not (old_machine / ".venv").exists()


def test_a_missing_python_is_named(old_machine: Path) -> None:
    """A name that is nowhere is said to be missing."""
    (old_machine.parent / "tools" / "python3").unlink()
    assert "and python3 is missing." in make(old_machine, "run").stderr


def test_locking_without_uv_says_what_is_missing(old_machine: Path) -> None:
    """Only those who change dependencies need uv."""
    before = (old_machine / "requirements.lock").read_bytes()
    done = make(old_machine, "lock")
    assert done.returncode == 2
    assert "needs uv" in done.stderr
    assert (old_machine / "requirements.lock").read_bytes() == before
