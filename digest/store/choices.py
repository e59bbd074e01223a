"""A reader's choices as they are kept: one JSON object, each key as an admin would write it."""

from __future__ import annotations

from typing import Any

from digest.model import Subscriber

__all__ = ["written"]


def written(reader: Subscriber) -> dict[str, Any]:
    """Write the choices of a reader down; empty ones mean the digest's own."""
    quiet = reader.quiet
    return {
        "topics": list(reader.topics),
        "mute": list(reader.mute),
        "reads": list(reader.reads),
        "language": reader.language,
        "timezone": reader.timezone.key if reader.timezone else "",
        "at": [f"{hour:%H:%M}" for hour in reader.at],
        "quiet": f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else "",
    }
