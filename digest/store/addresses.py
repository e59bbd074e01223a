"""Addresses as three columns (`channel`, `value`, `thread`; thread 0 is none), and their suppression."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, exists

from digest.errors import StoreError
from digest.model import Address
from digest.store.schema import suppressions
from digest.store.types import AnyRow, clean_string

__all__ = ["address_of", "columns_of", "stored", "suppressed"]

_LONGEST: Final = 600  # an index takes no more


def columns_of(address: Address) -> dict[str, Any]:
    """Give the columns of an address; StoreError for an absurdly long one."""
    kept = stored(address)
    if len(kept.value) > _LONGEST:
        raise StoreError(f"an address is longer than {_LONGEST} characters: {kept.value[:40]}…")
    return {"channel": kept.channel, "value": kept.value, "thread": kept.thread or 0}


def stored(address: Address) -> Address:
    """Give the address as the store will give it back."""
    return Address(channel=address.channel, value=clean_string(address.value), thread=address.thread or None)


def address_of(row: AnyRow) -> Address:
    """Make the noun of a row with those columns."""
    return Address(channel=row.channel, value=row.value, thread=row.thread or None)


def suppressed(addressed: FromClause) -> ColumnElement[bool]:
    """Tell whether the address in these columns is suppressed, whatever its thread."""
    return exists().where(suppressions.c.channel == addressed.c.channel, suppressions.c.value == addressed.c.value)
