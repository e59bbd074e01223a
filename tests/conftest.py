"""What every test may use, and who may skip.

`make test` lists what was skipped. With DIGEST_CI=1 (`.ci/run`) a skip fails the run unless its
reason is one that no change to the code can mend: a missing system package, or the development
data that lies beside the checkout on the developers' machines only.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

# Search finds the same examples every time: whoever types `make test` gets our verdict, not luck.
# `pytest --hypothesis-profile=search` looks for new ones.
settings.register_profile("default", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("default")

ALLOWED_SKIPS = re.compile(r"shared/data|system package", re.IGNORECASE)


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data(project: Path) -> Path:
    """The development data, where it lies beside the checkout."""
    folder = project.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no development data at ../shared/data")
    return folder


def forbidden_skips(reasons: Iterable[str]) -> tuple[str, ...]:
    """Pick the reasons for which nobody may skip in CI."""
    return tuple(sorted({reason for reason in reasons if not ALLOWED_SKIPS.search(reason)}))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("DIGEST_CI") != "1" or reporter is None or hasattr(session.config, "workerinput"):
        return
    forbidden = forbidden_skips(_reason(report) for report in reporter.stats.get("skipped", ()))
    if forbidden:
        reporter.section("skipped without a good reason (DIGEST_CI=1)")
        for reason in forbidden:
            reporter.write_line(reason)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


# --- a private PostgreSQL ------------------------------------------------------------------------


@pytest.fixture
def postgresql_database(postgresql_server: str) -> str:
    """The URL of a fresh database on the private server."""
    name = f"digest_{uuid.uuid4().hex[:12]}"
    _run([_binaries() / "createdb", "-h", postgresql_server, "-U", "digest", "-T", "template0", name])
    return f"postgresql://digest@/{name}?host={postgresql_server}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a private PostgreSQL and give the folder of its socket; each test process has its own."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (the postgres extra)")
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL server binaries are not installed (Debian: system package postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    as_user = _as_user(folder)
    data, log = folder / "data", folder / "log"
    try:
        _run(
            [*as_user, binaries / "initdb", "-D", data, "-U", "digest", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        )
        options = f"-k {folder} -h '' -F -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"
        _run([*as_user, binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"])
        yield str(folder)
        _run([*as_user, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    """Find the folder of the newest server there is."""
    found = [Path(program).resolve().parent for program in [shutil.which("initdb")] if program]
    found += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    return next((folder for folder in found if (folder / "pg_ctl").exists() and (folder / "initdb").exists()), None)


def _as_user(folder: Path) -> list[str]:
    """PostgreSQL refuses root: step down to a user who owns the folder."""
    if os.geteuid() != 0:
        return []
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _run(command: Sequence[str | Path]) -> None:
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        env=os.environ | {"LC_ALL": "C"},
    )
    assert done.returncode == 0, done.stderr.decode()
