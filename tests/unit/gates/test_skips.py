"""Who may skip: nobody, unless the machine itself lacks something."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("reason", "ci", "code"),
    [
        ("I did not feel like it", "1", 1),
        ("I did not feel like it", "", 0),
        ("no development data at ../shared/data", "1", 0),
        ("the system package postgresql is missing", "1", 0),
    ],
)
@pytest.mark.parametrize("workers", ["0", "1"])
def test_in_ci_a_skip_needs_a_reason_that_no_change_can_mend(
    project: Path, tmp_path: Path, reason: str, ci: str, code: int, workers: str
) -> None:
    """`.ci/run` is red when a test was quietly switched off, with one process or several."""
    (tmp_path / "conftest.py").write_text((project / "tests" / "conftest.py").read_text(encoding="utf-8"), "utf-8")
    (tmp_path / "test_skipping.py").write_text(
        f"import pytest\ndef test_one(): pass\ndef test_two(): pytest.skip({reason!r})\n", "utf-8"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            workers,
            "-p",
            "no:cacheprovider",
            "--rootdir",
            tmp_path,
            tmp_path,
        ],
        env={**os.environ, "DIGEST_CI": ci},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert (reason in done.stdout.partition("without a good reason")[2]) == bool(code)
