"""Column types: what Python values become in the database and come back as, the same on every database.

`Instant` keeps times aware, `PlainText` and `Json` survive what strangers put into strings,
`Verbatim` keeps a string byte for byte.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import JSON, BigInteger, DateTime, Integer, LargeBinary, Row, Select, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

__all__ = ["AnyRow", "AnySelect", "Id", "Instant", "Json", "PlainText", "Verbatim", "clean_string"]

# NUL ends a string for PostgreSQL, a lone surrogate has no UTF-8: neither database keeps them.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
AnySelect: TypeAlias = "Select[*tuple[Any, ...]]"

# SQLite counts up only a column that is called INTEGER; there it has 64 bits as well.
Id: Final = BigInteger().with_variant(Integer, "sqlite")


def clean_string(text: str) -> str:
    """Drop the characters that no database keeps: NUL and lone surrogates."""
    return _UNSTORABLE.sub("", text)


class Instant(TypeDecorator[datetime]):
    """Take an aware time, give it back aware and in UTC; SQLite itself forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody knows which instant it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give UTC, whatever the session's zone is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Take any string; what no database keeps is dropped."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Clean the string on its way in, in comparisons too."""
        return None if value is None else clean_string(value)


class Json(TypeDecorator[Any]):
    """Take lists, mappings, strings and numbers; strings in them are cleaned like `PlainText`."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        """Clean every string on its way in."""
        return _cleaned(value)


class Verbatim(TypeDecorator[str]):
    """Take a string and give it back byte for byte, even one that is no valid Unicode (an ETag)."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> bytes | None:
        """Encode, lone surrogates as well."""
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> str | None:
        """Decode what was encoded."""
        return None if value is None else bytes(value).decode("utf-8", "surrogatepass")


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_string(value)
    if isinstance(value, dict):
        return {clean_string(name): _cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    return value
