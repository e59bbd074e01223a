"""A newcomer finds their way: each package says at its door what is in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

LEFT_OUT = {"migrations", "locale", "samples"}
"""Folders of files that nobody imports."""


def packages() -> list[str]:
    root = Path(__file__).parents[3] / "digest"
    return sorted(path.parent.relative_to(root.parent).as_posix() for path in root.rglob("*/__init__.py"))


@pytest.mark.parametrize("package", packages())
def test_a_package_names_each_of_its_modules_at_the_door(package: str, project: Path) -> None:
    """Whoever adds a module says in a word what it is for."""
    folder = project / package
    door = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    inside = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert inside - LEFT_OUT - {"__init__"} - set(re.findall(r"\w+", door)) == set()
