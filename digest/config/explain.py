"""What pydantic found, in plain words: unknown and missing keys, wrong types, values out of bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from digest.config.findings import MISSING, UNKNOWN, Finding
from digest.config.locate import KeyPath
from digest.config.nearby import nearest
from digest.config.values import Unfit, show

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails, ValidationError

__all__ = ["explain"]

Schema = Mapping[str, Any]


def explain(error: ValidationError, schema: Schema, limit: int) -> list[Finding]:
    """Turn the first `limit` errors of pydantic into findings."""
    details = error.errors(include_url=False)[:limit]
    findings = [_finding(detail, schema) for detail in details]
    meant = {(*finding.path[:-1], _meant(finding)) for finding in findings}
    return [finding for finding in findings if finding.problem != MISSING or finding.path not in meant]


def _meant(finding: Finding) -> str:
    """Give the key that a misspelt one stands for: it is not missing."""
    match = re.fullmatch(r"did you mean (\w+)\?", finding.mend)
    return match[1] if match else ""


def _keys_at(schema: Schema, path: KeyPath) -> dict[str, Schema]:
    """List the keys that a table may have, each with its schema; a table of own names has none."""
    properties: dict[str, Schema] = _table(schema, path).get("properties", {})
    return properties


def _table(schema: Schema, path: KeyPath) -> Schema:
    node = _resolved(schema, schema)
    for part in path:
        if isinstance(part, int):
            node = node.get("items", {})
        else:
            named = node.get("properties", {})
            node = named.get(part) or next(iter(node.get("patternProperties", {}).values()), {})
        node = _resolved(node, schema)
    return node


def _resolved(node: Schema, schema: Schema) -> Schema:
    for choice in node.get("anyOf", ()):
        if "$ref" in choice:
            node = choice
    if "$ref" not in node:
        return node
    found: Schema = schema["$defs"][node["$ref"].rpartition("/")[2]]
    return found


def _finding(detail: ErrorDetails, schema: Schema) -> Finding:
    path: KeyPath = tuple(part for part in detail["loc"] if part != "[key]")
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown(path, detail["input"], schema)
    if kind == "missing":
        return Finding(path=path, problem=MISSING, mend=_needs(path[:-1]))
    fault = detail.get("ctx", {}).get("error")
    if isinstance(fault, Unfit) and fault.at:
        path = (*path, fault.at)
    problem, mend = _explanation(kind, detail, path)
    return Finding(path=path, problem=problem, mend=mend)


def _explanation(kind: str, detail: ErrorDetails, path: KeyPath) -> tuple[str, str]:
    value, context = detail["input"], detail.get("ctx", {})
    fault = context.get("error")
    if isinstance(fault, Unfit):
        return fault.problem, fault.mend
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", context["expected"])
        near = nearest(CHOICES.get(value.lower(), value), choices) if isinstance(value, str) else None
        hint = f'did you mean "{near}"?' if near else ""
        return f"{show(value)} is not one of {', '.join(choices)}", hint
    if kind in BOUNDS:
        name, word, hint = BOUNDS[kind]
        return f"{show(value)} is too {word}", f"{hint} {context[name]:g}"
    if kind in TYPES:
        return TYPES[kind](value, path)
    return "cannot be read", ""


def _unknown(path: KeyPath, value: object, schema: Schema) -> Finding:
    key = str(path[-1])
    known = _keys_at(schema, path[:-1])
    secret = next((name for name in known if name.endswith("_env") and _names_secret(key, name)), None)
    if secret is not None:
        mend = f'write {secret} = "NAME" of an environment variable, or {secret[:-4]}_file = "a path"'
        return Finding(path=path, problem="is a secret, which does not belong in this file", mend=mend)
    what = "is not a section" if len(path) == 1 else UNKNOWN
    homes = [name for name in _keys_at(schema, ()) if key in {*_keys_at(schema, (name,)), *_keys_at(schema, (name, 0))}]
    if homes and not _of_tables(value):
        listed = " or ".join(_header((home,), schema) for home in homes[:3])
        return Finding(path=path, problem=f"{what} here", mend=f"it belongs under {listed}")
    near = (SYNONYMS.get(key.lower()) if len(path) == 1 else None) or nearest(key, known)
    if near is not None:
        mend = f"did you mean {_header((near,), schema) if len(path) == 1 else near}?"
        return Finding(path=path, problem=what, mend=mend)
    return Finding(path=path, problem=what, mend=f"known here: {', '.join(known)}" if len(known) <= 14 else "")


def _of_tables(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value))


def _names_secret(key: str, variable: str) -> bool:
    """Tell whether a key looks like the secret itself that this `…_env` would name."""
    words = set(re.split(r"[\W_]+", key.casefold()))
    base = variable.removesuffix("_env")
    spoken = {"pass", "passwd", "pwd"} if base == "password" else set()
    return bool(words & {base, *spoken}) and not words & {"env", "file"}


def _header(path: KeyPath, schema: Schema | None = None) -> str:
    """Write the header of a table as the file would."""
    name = ".".join(part for part in path if isinstance(part, str))
    listed = any(isinstance(part, int) for part in path)
    if schema is not None and len(path) == 1:
        listed = _table(schema, path).get("type") == "array"
    return f"[[{name}]]" if listed else f"[{name}]"


def _needs(path: KeyPath) -> str:
    listed = any(isinstance(part, int) for part in path)
    return f"every {_header(path)} needs one" if listed else f"{_header(path)} needs it"


def _text(value: object, _path: KeyPath) -> tuple[str, str]:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return "must be text in quotes", f'write "{value}"' if plain and len(show(value)) < 20 else ""


def _boolean(value: object, _path: KeyPath) -> tuple[str, str]:
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in {"true", "yes", "on", "false", "no", "off"}:
        return "must be true or false", f"write {'true' if word in {'true', 'yes', 'on'} else 'false'}, without quotes"
    return "must be true or false", ""


def _number(value: object, _path: KeyPath) -> tuple[str, str]:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]+)?", value.strip()):
        return "must be a number", f"write {value.strip()}, without quotes"
    return ("must be a whole number" if isinstance(value, float) else "must be a number"), ""


def _list(value: object, path: KeyPath) -> tuple[str, str]:
    if len(path) == 1:
        return "is a list of tables", f"write [[{path[0]}]], with double brackets"
    return "must be a list", f"write [{show(value)}]" if isinstance(value, str | int) else ""


def _must_be_table(value: object, path: KeyPath) -> tuple[str, str]:
    if len(path) > 1 and isinstance(value, list) and value and isinstance(value[0], dict):
        name = ".".join(part for part in path if isinstance(part, str))
        return "is one table", f"write [{name}], with single brackets"
    if len(path) == 1:
        return "is one table", f"write [{path[0]}], with single brackets, once"
    if len(path) == 2 and isinstance(path[1], int):
        return "must be a table", f"write [[{path[0]}]] on a line of its own"
    return "must be a table", 'write it as { key = "value" }'


TYPES: dict[str, Callable[[object, KeyPath], tuple[str, str]]] = {
    "string_type": _text,
    "bool_type": _boolean,
    "int_type": _number,
    "float_type": _number,
    "finite_number": lambda *_: ("must be a finite number", ""),
    "list_type": _list,
    "dict_type": _must_be_table,
    "model_type": _must_be_table,
    "too_short": lambda *_: ("is empty", "name at least one"),
}
# Other words for a section.
SYNONYMS = {"smtp": "email", "mail": "email", "database": "store", "db": "store", "storage": "store", "bot": "telegram"}
SYNONYMS |= {"source": "feed", "sources": "feed", "reader": "subscriber", "readers": "subscriber", "user": "subscriber"}
SYNONYMS |= {"server": "web", "http": "fetch", "newsletter": "digest", "schedule": "digest", "general": "site"}
# Other words for a choice.
CHOICES = {"ssl": "tls", "smtps": "tls", "ssl/tls": "tls", "plain": "none", "off": "none", "fine": "tight"}
CHOICES |= {"narrow": "tight", "strict": "tight", "loose": "wide", "coarse": "wide", "medium": "normal"}
BOUNDS = {
    "greater_than": ("gt", "small", "more than"),
    "greater_than_equal": ("ge", "small", "at least"),
    "less_than_equal": ("le", "large", "at most"),
}
