"""The reference of templates names all there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from digest.model import Issue, Item, OutletLink, Quote, Section, Slot
from digest.render import TemplateRenderer, check_templates
from digest.render.filters import FILTERS, TESTS
from digest.render.reader import LANGUAGES
from digest.render.renderer import VARIABLES, Links
from digest.render.samples import FIFTY, sample_issues

EXAMPLE = re.compile(r"^```jinja\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def page(project: Path) -> str:
    return (project / "docs" / "reference" / "templates.md").read_text(encoding="utf-8")


def test_every_variable_and_field_is_documented(page: str) -> None:
    """What a template finds, by the name it is written with."""
    assert [name for name in VARIABLES if f"| `{name}` |" not in page] == []
    assert [f.name for f in fields(Issue) if f"`issue.{f.name}`" not in page] == []
    assert [f.name for f in fields(Item) if f"`item.{f.name}`" not in page] == []
    assert [f.name for f in fields(Links) if f"`links.{f.name}`" not in page] == []
    for noun in (Section, Quote, OutletLink, Slot):
        assert [f.name for f in fields(noun) if f"`{f.name}`" not in page] == []


def test_every_filter_and_language_is_documented(page: str) -> None:
    """With an example of its use."""
    assert [name for name in FILTERS if not re.search(rf"\\\|{name}\b", page)] == []
    assert [name for name in TESTS if f" is {name}(" not in page] == []
    assert [language for language in LANGUAGES if f"`{language}`" not in page] == []


def test_no_filter_is_documented_that_is_not_there(page: str) -> None:
    """A filter that was renamed leaves no trace."""
    assert set(re.findall(r"\\\|(\w+)", page)) <= set(FILTERS)


def test_every_file_of_the_default_set_is_documented(page: str, project: Path) -> None:
    """Whoever opens the folder knows what each file is for."""
    names = sorted(path.name for path in (project / "templates" / "default").iterdir())
    assert [name for name in names if f"`{name}`" not in page] == []


def test_the_example_of_a_chat_works(page: str, own: Callable[..., Path]) -> None:
    """As printed, on every sample."""
    (example,) = EXAMPLE.findall(page)
    folder = own(default={"telegram.html.j2": example})
    assert check_templates(folder, ["default"]) == ()
    chat = TemplateRenderer(folder).render(sample_issues()[FIFTY], "telegram")
    assert chat[-1].content.endswith("That's all.")
