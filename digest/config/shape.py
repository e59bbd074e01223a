"""The tables held against the schema: the file's shape, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from digest.config.editors import describe
from digest.config.explain import explain
from digest.config.findings import Finding
from digest.config.schema import File

__all__ = ["shape"]


def shape(raw: Mapping[str, Any], limit: int) -> File | list[Finding]:
    """Give the tables as a `File`, or at most `limit` findings where they are none."""
    try:
        return File.model_validate(raw)
    except ValidationError as error:
        return explain(error, describe(), limit)
