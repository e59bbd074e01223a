"""Act on what comes back: end a subscription by its reader's wish, suppress an address that is dead or complained.

A stranger can write to the bounce mailbox and cannot do either: a wish needs the token that we signed, a report the
Message-ID of a mail that we sent to the very address it is about, which only who saw the mail can name.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from digest.app.site import App, link_secret
from digest.errors import DigestError
from digest.inbound.bounces import Returned, understand
from digest.inbound.mailbox import IMAPS, read_unseen
from digest.model import Address
from digest.pipeline.messages import message_id
from digest.tokens import read_token

__all__ = ["HandledMail", "handle_mail", "read_mailbox"]

Outcome: TypeAlias = Literal["unsubscribed", "suppressed", "noted", "ignored"]
_MOST_SENT: Final = 1_000
"""Of an address's mails, the newest that a report may be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandledMail:
    """What came of one mail; `address` is whom it was about, where that was proven.

    `noted` is a trouble that will pass, or a reader whom nothing more has to be done for; `ignored` proves nothing.
    """

    outcome: Outcome
    address: Address | None = None
    reason: str = ""


async def read_mailbox(app: App, now: datetime, *, port: int = IMAPS) -> tuple[HandledMail, ...]:
    """Deal with every unseen mail of the bounce mailbox; nothing where `[email] bounces` names none.

    Raises DigestError in one line where the mailbox cannot be read; what was handled until then stays handled.
    """
    mailbox = app.settings.email.bounces if app.settings.email else None
    if mailbox is None:
        return ()
    handled: list[HandledMail] = []

    def handle(raw: bytes) -> bool:
        handled.append(_act(app, understand(raw), now))
        return handled[-1].outcome != "ignored"

    await asyncio.to_thread(read_unseen, mailbox, handle, port=port)
    return tuple(handled)


async def handle_mail(app: App, raw: bytes, now: datetime) -> HandledMail:
    """Deal with one mail that came some other way, such as a pipe."""
    if app.settings.email is None:
        raise DigestError("there is no [email] in the config, so nothing can have come back")
    return await asyncio.to_thread(lambda: _act(app, understand(raw), now))


def _act(app: App, returned: Returned, now: datetime) -> HandledMail:
    if returned.kind == "unsubscribe":
        return _unsubscribe(app, returned.token)
    if returned.kind == "other":
        return HandledMail(outcome="ignored", reason=returned.reason)
    address = _proven(app, returned)
    if address is None:
        return HandledMail(outcome="ignored", reason="quotes no mail of ours to the address it is about")
    if returned.kind == "trouble":
        return HandledMail(outcome="noted", address=address, reason=returned.reason)
    app.store.readers.suppress(address, returned.reason, now=now)
    return HandledMail(outcome="suppressed", address=address, reason=returned.reason)


def _unsubscribe(app: App, token: str) -> HandledMail:
    subscription_id = read_token(link_secret(app.settings).reveal(), "unsubscribe", token)
    if subscription_id is None:
        return HandledMail(outcome="ignored", reason="asks to unsubscribe with a token that is not ours")
    subscription = app.store.readers.get(subscription_id)
    if subscription is None:
        return HandledMail(outcome="noted", reason="asks to unsubscribe from a copy that had no subscription")
    app.store.readers.leave(subscription_id)
    return HandledMail(outcome="unsubscribed", address=subscription.address, reason=f"left {subscription.digest_id}")


def _proven(app: App, returned: Returned) -> Address | None:
    """Find the address of the report to which we sent a mail that it quotes."""
    for value in returned.addresses:
        for address, slots in app.store.outbox.sent_to("email", value, limit=_MOST_SENT).items():
            ours = {message_id(slot.digest_id, slot.slot_label, address, app.postal) for slot in slots}
            if ours & returned.message_ids:
                return address
    return None
