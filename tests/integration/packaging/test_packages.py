"""The package works away from the checkout: as a wheel, and installed for editing.

Nothing is downloaded: the build backend is in the lock, and the fresh environments find the
dependencies in the environment that runs the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from digest import __version__


def call(*arguments: str | Path, folder: Path) -> str:
    """Run a program and give what it printed; neither this environment nor the checkout leaks into it."""
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DIGEST_", "VIRTUAL_"))
    }
    done = subprocess.run(arguments, cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
    return done.stdout


def install(folder: Path, *what: str | Path) -> Path:
    """Make a fresh environment with only this installed, by uv or by venv and pip; give its programs."""
    target, uv = folder / "environment", shutil.which("uv")
    if uv:
        call(uv, "venv", "--quiet", "--python", sys.executable, target, folder=folder)
        command: list[str | Path] = [uv, "pip", "install", "--quiet", "--offline", "--python", target]
    else:
        call(sys.executable, "-m", "venv", target, folder=folder)
        command = [target / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-index"]
    packages = next((target / "lib").glob("python*")) / "site-packages"
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    call(*command, "--no-deps", "--no-build-isolation", *what, folder=folder)
    return target / "bin"


def play(programs: Path, folder: Path) -> Path:
    """Ask the installed command for its version and its demo; give the folder its package lies in."""
    assert call(programs / "digest", "--version", folder=folder).strip() == f"digest {__version__}"
    call(programs / "digest", "demo", "--out", folder / "demo", folder=folder)
    assert any((folder / "demo").rglob("*.eml"))
    where = call(programs / "python", "-c", "import digest; print(digest.__file__)", folder=folder)
    return Path(where.strip()).resolve().parent


@pytest.fixture(scope="module")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a source archive, and of a wheel that was built from that archive."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, project, folder=folder)
    return folder


def test_the_wheel_holds_all_that_is_read_at_run_time(built: Path, project: Path) -> None:
    """Templates, the example configuration, sample feeds, phrases and migrations, each file of them."""
    (wheel,) = built.glob("newsdigest-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    package = {
        path.relative_to(project).as_posix()
        for path in (project / "digest").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    templates = {
        f"digest/_templates/{path.relative_to(project / 'templates').as_posix()}"
        for path in (project / "templates").rglob("*.j2")
    }
    assert {name for name in package if name.endswith((".po", ".toml", ".mako", ".typed"))}
    assert len(templates) >= 5
    assert package | templates | {"digest/_config.example.toml"} <= held
    assert {name.partition("/")[0] for name in held} == {"digest", f"newsdigest-{__version__}.dist-info"}


def test_an_installed_wheel_plays_the_demo(built: Path, tmp_path: Path) -> None:
    """From any folder, without the checkout."""
    (wheel,) = built.glob("newsdigest-*.whl")
    programs = install(tmp_path, wheel)
    assert play(programs, tmp_path).is_relative_to(tmp_path)


def test_an_editable_install_plays_the_demo(project: Path, tmp_path: Path) -> None:
    """From any folder, with the code and the templates of the checkout."""
    programs = install(tmp_path, "--editable", project)
    assert play(programs, tmp_path) == project / "digest"
