"""A message as the pipeline hands it over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from digest.model import Address, Message, Part
from digest.render import TemplateRenderer
from digest.render.samples import sample_issues


@pytest.fixture
def make_message() -> Callable[..., Message]:
    """Make a message of a sample issue in every form; only what a test names differs."""

    def make(sample: str = "new and updates", **other: Any) -> Message:
        issue = sample_issues()[sample]
        renderer = TemplateRenderer(None)
        parts = (*renderer.render(issue, "email"), *renderer.render(issue, "telegram"), *renderer.render(issue, "web"))
        known: dict[str, Any] = {
            "delivery_id": 1,
            "message_id": "1.1.2026-06-16T0730@digest.example.org",
            "digest_id": "morning",
            "slot_label": "2026-06-16T07:30",
            "slot_instant": issue.slot.instant,
            "address": Address(channel="file", value="out"),
            "parts": parts,
        }
        return Message(**(known | other))

    return make


@pytest.fixture
def make_mail_parts() -> Callable[..., tuple[Part, ...]]:
    """Make the parts of a mail with a given subject and texts."""

    def make(subject: str, text: str = "text\n", page: str = "<p>page</p>\n") -> tuple[Part, ...]:
        contents = {"subject": subject, "html": page, "text": text}
        return tuple(Part(form="email", name=name, content=content) for name, content in contents.items())

    return make
