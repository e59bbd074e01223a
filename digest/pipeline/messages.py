"""A claim becomes the message that a channel is asked to send: the same at every try, and the reader's own."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from digest.model import Address, Claim, Message, Part, Secret, WayOut
from digest.tokens import READER

__all__ = ["Postal", "make_message", "message_id", "personal", "unrecorded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Postal:
    """What every message of this site carries: `domain` is the right side of Message-IDs.

    `key` makes their left side, so that only who saw a message can name it: a bounce proves itself by that.
    `way_out` tells how a subscription is ended; on the channels in `hold` nothing is repeated of which
    nobody knows whether it went out.
    """

    domain: str
    key: Secret = field(default_factory=lambda: Secret(""))
    way_out: Callable[[int], WayOut] = lambda _: WayOut()
    hold: frozenset[str] = frozenset()


def make_message(claim: Claim, postal: Postal) -> Message:
    """Make the message of a claim, with the way out of whoever gets it."""
    way_out = postal.way_out(claim.subscription_id)
    return Message(
        delivery_id=claim.delivery_id,
        message_id=message_id(claim.digest_id, claim.slot_label, claim.address, postal),
        digest_id=claim.digest_id,
        slot_label=claim.slot_label,
        slot_instant=claim.slot_instant,
        address=claim.address,
        parts=personal(claim.parts, way_out),
        next_part=claim.next_part,
        reference=claim.reference,
        follows=tuple(
            message_id(earlier.digest_id, earlier.slot_label, claim.address, postal) for earlier in claim.follows
        ),
        reply_to=claim.reply_to,
        way_out=way_out,
    )


def message_id(digest_id: str, slot_label: str, address: Address, postal: Postal) -> str:
    """Make the Message-ID of a slot's issue for an address: the same at every try, and nobody else can make it."""
    key, told = postal.key.reveal().encode(), f"message {digest_id} {slot_label} {address}".encode()
    return f"<{hmac.new(key, told, hashlib.sha256).hexdigest()[:24]}@{postal.domain}>"


def personal(parts: Sequence[Part], way_out: WayOut) -> tuple[Part, ...]:
    """Put the reader's own token where rendering left room for it."""
    token = way_out.page.rpartition("/")[2]
    return tuple(replace(part, content=part.content.replace(READER, token)) for part in parts)


async def unrecorded(_parts: int, _reference: str) -> None:
    """Take no note of how far a message got: it is a copy that is not tried again."""
