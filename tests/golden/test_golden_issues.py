"""Whole issues as they were once looked at and found good.

`make golden` writes them anew (DIGEST_GOLDEN=write): look at them in a browser, and at the diff,
before committing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.model import Form
from digest.render import TemplateRenderer
from digest.render.samples import FIFTY, sample_issues

FOLDER = Path(__file__).parent
BASE = "https://digest.example.org"
ISSUES = {
    "update": ("new and updates", BASE),
    "hebrew": ("right to left", BASE),
    "quiet": ("one story", None),
    "fifty": (FIFTY, BASE),
    "hostile": ("hostile", None),
    "machine": ("written by a machine", BASE),
}
FORMS: tuple[Form, ...] = ("email", "telegram", "web")


def files_of(sample: str, base_url: str | None) -> dict[str, str]:
    """Render an issue to golden files: name without the issue's → content."""
    issue = sample_issues(base_url=base_url)[sample]
    parts = {form: TemplateRenderer(None).render(issue, form) for form in FORMS}
    subject, page, text = (part.content for part in parts["email"])
    messages = "\n\n=== next message ===\n\n".join(part.content for part in parts["telegram"])
    return {
        "mail.txt": f"Subject: {subject}\n\n{text}",
        "mail.html": page,
        "chat.html": messages + "\n",
        "page.html": parts["web"][0].content,
    }


@pytest.mark.parametrize("name", ISSUES)
def test_a_golden_issue_is_rendered_as_it_was(name: str) -> None:
    """A change of a template, a phrase or a filter shows here as what the reader would see."""
    for suffix, content in files_of(*ISSUES[name]).items():
        path = FOLDER / f"{name}.{suffix}"
        if os.environ.get("DIGEST_GOLDEN") == "write":
            path.write_text(content, encoding="utf-8")
        assert content == path.read_text(encoding="utf-8"), f"{path.name}: run `make golden` if this is wanted"


def test_every_golden_file_belongs_to_an_issue() -> None:
    """None is left over from an issue that is no more."""
    kept = {path.name for path in FOLDER.iterdir() if path.suffix in {".txt", ".html"}}
    wanted = {f"{name}.{suffix}" for name, issue in ISSUES.items() for suffix in files_of(*issue)}
    assert kept == wanted
