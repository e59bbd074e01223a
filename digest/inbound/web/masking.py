"""An address as it may be shown to whoever holds a link: its owner knows it again, nobody else learns it."""

from __future__ import annotations

from typing import Final

from digest.model import Address

__all__ = ["masked"]

_HIDDEN: Final = "•••"


def masked(address: Address) -> str:
    """Mask an address: `r•••@example.org`, `Telegram •••67`, and of any other channel only its name."""
    if address.channel == "email":
        local, _, domain = address.value.rpartition("@")
        return f"{local[:1] if len(local) > 2 else ''}{_HIDDEN}@{domain}"
    if address.channel == "telegram":
        return f"Telegram {_HIDDEN}{address.value[-2:]}"
    return f"{address.channel} {_HIDDEN}"
