"""Who may skip: nobody, unless the machine itself lacks something."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXCUSE = "I did not feel like it"
ALLOWED = ("no development data at ../shared/data", "the system package postgresql is missing")


@pytest.mark.parametrize(
    ("reasons", "ci", "workers", "code"),
    [
        ((EXCUSE, *ALLOWED), "1", 0, 1),
        ((EXCUSE, *ALLOWED), "1", 1, 1),
        ((EXCUSE, *ALLOWED), "", 0, 0),
        (ALLOWED, "1", 0, 0),
    ],
)
def test_in_ci_a_skip_needs_a_reason_that_no_change_can_mend(
    project: Path, tmp_path: Path, reasons: tuple[str, ...], ci: str, workers: int, code: int
) -> None:
    """`.ci/run` is red when a test was quietly switched off, with one process or several."""
    (tmp_path / "conftest.py").write_text((project / "tests" / "conftest.py").read_text(encoding="utf-8"), "utf-8")
    (tmp_path / "test_skipping.py").write_text(
        "import pytest\n\n@pytest.mark.parametrize('reason', " + repr([*reasons, ""]) + ")\n"
        "def test_one(reason):\n    if reason:\n        pytest.skip(reason)\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", f"-n{workers}", "-pno:cacheprovider", f"--rootdir={tmp_path}", tmp_path],
        env={**os.environ, "DIGEST_CI": ci},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    named = done.stdout.partition("without a good reason (DIGEST_CI=1)")[2].partition("short test summary")[0]
    assert done.returncode == code, done.stdout + done.stderr
    assert (EXCUSE in named) == bool(code)
    assert not any(reason in named for reason in ALLOWED)
