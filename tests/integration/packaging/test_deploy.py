"""The files that install digest: the systemd unit, the container file, the compose sample."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MOST_EXPOSED = "20"  # of 100; systemd calls up to 20 "OK"


@pytest.fixture
def deploy(project: Path) -> Path:
    return project / "deploy"


@pytest.fixture
def systemd_analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("system package systemd is not installed")
    return found


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_the_unit_is_one_that_systemd_understands(deploy: Path, systemd_analyze: str, tmp_path: Path) -> None:
    """Without a warning; the command is put where this test has one."""
    unit = tmp_path / "digest.service"
    text = (deploy / "digest.service").read_text()
    unit.write_text(text.replace("/usr/local/lib/digest/bin/digest", str(Path(sys.executable).with_name("digest"))))
    done = run(systemd_analyze, "verify", "--man=no", unit)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_unit_is_locked_up(deploy: Path, systemd_analyze: str) -> None:
    """As systemd itself scores it."""
    done = run(systemd_analyze, "security", "--offline=true", f"--threshold={MOST_EXPOSED}", deploy / "digest.service")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_config_is_not_started_again_and_again(deploy: Path) -> None:
    """Status 2 is for the admin."""
    text = (deploy / "digest.service").read_text()
    assert "RestartPreventExitStatus=2" in text
    assert "@resources" not in "".join(line for line in text.split("\n") if line.startswith("SystemCallFilter"))


def test_the_container_is_not_root_has_one_volume_and_a_health_check(deploy: Path, project: Path) -> None:
    """And copies only what there is."""
    text = (deploy / "Containerfile").read_text()
    last = text[text.rindex("\nFROM") :]
    assert re.findall(r"^USER (\d+)$", last, re.MULTILINE) == ["10001"]
    assert re.findall(r"^VOLUME (\S+)$", last, re.MULTILINE) == ["/data"]
    assert "HEALTHCHECK" in last
    assert "--require-hashes" in text
    for source in re.findall(r"^COPY (?!--from)(\S+) ", text, re.MULTILINE):
        assert (project / source).exists()


def test_no_secret_and_no_state_gets_into_the_image(project: Path) -> None:
    """What is built elsewhere is kept out of it too."""
    ignored = (project / ".dockerignore").read_text().split()
    assert {".git", ".venv", "*.db*", "config.toml", "secrets", "deploy/secrets"} <= set(ignored)


def test_the_sample_of_compose_names_the_container_file_and_is_locked_up(deploy: Path) -> None:
    """Paths are relative to the file."""
    text = (deploy / "compose.yaml").read_text()
    assert (deploy / re.findall(r"context: (\S+)", text)[0] / re.findall(r"dockerfile: (\S+)", text)[0]).exists()
    for wanted in ("read_only: true", "cap_drop", "no-new-privileges:true", "stop_grace_period: 20s"):
        assert wanted in text
    assert '"127.0.0.1:8080:8080"' in text
