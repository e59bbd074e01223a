"""The page of errors names every error there is."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from digest import errors

CLASSES = [
    name
    for name, thing in vars(errors).items()
    if name in errors.__all__ and inspect.isclass(thing) and issubclass(thing, errors.DigestError)
]


@pytest.fixture(scope="module")
def page(project: Path) -> str:
    return (project / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")


def test_every_error_class_has_its_section_and_no_section_is_of_another(page: str) -> None:
    """DigestError itself is the whole page."""
    headings = re.findall(r"^## `(\w+)`$", page, flags=re.MULTILINE)
    assert set(headings) == set(CLASSES) - {"DigestError"}
    assert "DigestError" in page


@pytest.mark.parametrize("name", errors.__all__)
def test_every_public_name_and_its_fields_are_explained(name: str, page: str) -> None:
    """What a caller can catch, and read off an error, is on the page."""
    assert f"`{name}`" in page
    promise = inspect.getdoc(getattr(errors, name)) or ""
    assert all(f"`{field}`" in page for field in re.findall(r"`(\w+)`", promise))
