"""What every test may use, and who may skip.

`make test` lists what was skipped. With DIGEST_CI=1 (`.ci/run`) a skip fails the run unless its
reason is one that no change to the code can mend: a missing system package, or the development
data that lies beside the checkout on the developers' machines only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
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
