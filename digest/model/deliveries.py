"""What goes out: deliveries that are claimed, the messages they become, and what a channel says to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.model.issues import Part
from digest.model.settings import Address, QuietHours

__all__ = ["Claim", "EarlierSlot", "Message", "Receipt", "WayOut"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery that this process holds under a lease, with all it needs to go out.

    `next_part` is the first part that was not accepted yet, `reference` the channel's own ids of those
    that were. `follows` are the slots, oldest first, in which this address was told the stories that
    are updates now; `reply_to` the channel's id of the first alert of an alert's story there. `quiet` are the
    reader's quiet hours in `timezone` (None: none, or it goes out all the same). `fence` grows with every claim of
    the delivery: an older claim can no longer begin or undo anything.
    """

    delivery_id: int
    subscription_id: int
    issue_id: int
    digest_id: str
    slot_label: str
    slot_instant: datetime
    address: Address
    attempts: int
    next_part: int
    parts: tuple[Part, ...]
    reference: str = ""
    follows: tuple[EarlierSlot, ...] = ()
    reply_to: str = ""
    quiet: QuietHours | None = None
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    fence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSlot:
    """A slot of a digest that was delivered to the same address before."""

    digest_id: str
    slot_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """How a reader unsubscribes without signing in: a page of ours, and a mail that a machine reads.

    `mailto` is a whole mailto: address with its subject; either is "" where there is none.
    """

    page: str = ""
    mailto: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel is asked to send: all parts of one issue for one address.

    `message_id` is deterministic, so that a repeat can be recognised; `follows` are the ids of earlier
    messages to this address about the same stories, `reply_to` the channel's own id of the one that this
    answers. Sending begins at `next_part`; `reference` holds the channel's ids of the parts before it.
    """

    delivery_id: int
    message_id: str
    digest_id: str
    slot_label: str
    slot_instant: datetime
    address: Address
    parts: tuple[Part, ...]
    next_part: int = 0
    reference: str = ""
    follows: tuple[str, ...] = ()
    reply_to: str = ""
    way_out: WayOut = field(default_factory=WayOut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The channel's yes: `reference` is its own id of what it accepted.

    `moved_to` is the address to use from now on, where the channel says that this one has moved;
    `note` is for the admin (a part that had to be sent without its formatting).
    """

    reference: str
    moved_to: Address | None = None
    note: str = ""
