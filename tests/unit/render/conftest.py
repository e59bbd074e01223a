"""What the tests of rendering share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from digest.model import Form, Issue
from digest.render import TemplateRenderer

Rendered = Callable[[Issue, Form], dict[str, str]]


@pytest.fixture(scope="session")
def rendered() -> Rendered:
    """Render an issue with the packaged templates: the parts by name (`message-0` … for a chat)."""
    renderer = TemplateRenderer(None)

    def render(issue: Issue, form: Form) -> dict[str, str]:
        parts = renderer.render(issue, form)
        return {f"{part.name}-{part.position}" if form == "telegram" else part.name: part.content for part in parts}

    return render


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., Path]:
    """Write an admin's folder of templates: a keyword a template, with its files by name."""

    def write(**templates: dict[str, str]) -> Path:
        for template, files in templates.items():
            for name, content in files.items():
                path = tmp_path / template / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(content, encoding="utf-8")
        return tmp_path

    return write
