"""The JSON Schema of the file, for editors and for finding which keys a table may have."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from digest.config.schema import File

__all__ = ["describe"]


class _AsWritten(GenerateJsonSchema):
    """Show defaults as an admin would write them."""

    def encode_default(self, dft: Any) -> Any:
        return dft


@cache
def describe() -> dict[str, Any]:
    """Give the JSON Schema, draft 2020-12; TOML has no null, so it names none."""
    schema = _without_null(File.model_json_schema(schema_generator=_AsWritten))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "digest settings",
    }


def _without_null(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_null(item) for item in node if item != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    plain = {key: _without_null(value) for key, value in node.items() if not (key == "default" and value is None)}
    choices = plain.get("anyOf")
    if isinstance(choices, list) and len(choices) == 1:
        del plain["anyOf"]
        plain = {**choices[0], **plain}
    return plain
