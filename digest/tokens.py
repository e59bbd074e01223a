"""Signed tokens: who holds one may do one thing to one row, and nobody can make one up.

A rendered part is shared by an audience, so it cannot hold a reader's own link: `READER` stands where the
reader's token belongs until the part goes out. No text of a feed can hold that character.
"""

from __future__ import annotations

import hashlib
from typing import Final, Literal, TypeAlias

from itsdangerous import BadData, URLSafeSerializer

__all__ = ["READER", "Purpose", "read_token", "sign_token"]

Purpose: TypeAlias = Literal["unsubscribe", "resubscribe"]
"""What a token allows; a token of one purpose is worthless for another."""

READER: Final = "\x1a"
"""Stands in a rendered part for the token of whoever gets it."""

_LONGEST: Final = 200


def sign_token(secret: str, purpose: Purpose, row_id: int) -> str:
    """Make the token of a row (of a subscription); the same arguments give the same token, safe in a URL."""
    return str(_serializer(secret, purpose).dumps(row_id))


def read_token(secret: str, purpose: Purpose, token: str) -> int | None:
    """Give the row that a token was made for; None for one that was not made by us for this purpose."""
    if len(token) > _LONGEST:
        return None
    try:
        row_id = _serializer(secret, purpose).loads(token)
    except BadData:
        return None
    return row_id if isinstance(row_id, int) else None


def _serializer(secret: str, purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"digest {purpose}", signer_kwargs={"digest_method": hashlib.sha256})
