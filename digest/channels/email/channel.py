"""EmailChannel: a message becomes one mail to one reader, over connections that are used again.

Read `send`, then `_refusal`, which turns a server's no into who must act. How a connection comes about is in `relay`,
how a mail goes over it in `transaction`, what a refusal means in `verdict`.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from aiosmtplib import SMTP, SMTPException

from digest.channels.email.connections import Connections, part_with
from digest.channels.email.relay import Patience, Relay, one_line
from digest.channels.email.signing import make_signer
from digest.channels.email.transaction import Letter, LostError, RefusedError, hand_over
from digest.channels.email.verdict import enhanced_code, verdict
from digest.channels.mail import compose_mail, mail_address
from digest.errors import AddressError, ChannelError, DeliveryError
from digest.model import EmailSettings, Message, Receipt
from digest.ports import Accepted

__all__ = ["EmailChannel"]

_PATIENT: Final = Patience()


class EmailChannel:
    """Send mail through the relay of `[email]`; ConfigError where mail is to be signed and cannot be."""

    def __init__(self, *, settings: EmailSettings, config: Path | None = None, patience: Patience = _PATIENT) -> None:
        self._settings = settings
        self._signer = make_signer(settings.dkim, config) if settings.dkim else None
        self._relay = Relay(settings=settings, patience=patience)
        self._patience = patience
        self._connections = Connections(self._relay.connect, idle=patience.idle)

    async def send(self, message: Message, accepted: Accepted) -> Receipt:  # noqa: ARG002 - a mail goes out whole
        """Send the mail; a connection that ends before the mail was sent is replaced, once, at once."""
        letter = await asyncio.to_thread(self._letter, message)
        try:
            await self._hand_over(letter, fresh=False)
        except LostError:
            try:
                await self._hand_over(letter, fresh=True)
            except LostError as lost:
                raise self._loss(lost) from lost
        return Receipt(reference=message.message_id)

    async def probe(self) -> str:
        """Connect, protect and sign in, and say in one line that the relay takes mail; raise DeliveryError otherwise."""
        smtp = await self._relay.connect()
        await part_with(smtp)
        return f"{self._relay} takes mail"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections that are kept."""
        await self._connections.aclose()

    def _letter(self, message: Message) -> Letter:
        """Compose and sign; nothing is changed after that."""
        if not any(part.form == "email" for part in message.parts):
            raise DeliveryError("the issue was not rendered as a mail", permanent=True)
        recipient, sender = mail_address(message.address.value), mail_address(self._settings.sender)
        if recipient is None or "<" in message.address.value:
            raise AddressError("is no address that every mail server takes (letters beyond ASCII before the @)")
        mail = compose_mail(
            message,
            sender=self._settings.sender,
            recipient=recipient,
            reply_to=self._settings.reply_to,
            date=datetime.now(UTC),
        ).as_bytes()
        bounces = self._settings.bounces
        return Letter(
            sender=(mail_address(bounces.address) if bounces else None) or sender or "digest@localhost",
            recipient=recipient,
            raw=self._signer.sign(mail) if self._signer else mail,
        )

    async def _hand_over(self, letter: Letter, *, fresh: bool) -> None:
        async with self._connections.lent(fresh=fresh) as smtp:
            try:
                await hand_over(smtp, letter, acceptance=self._patience.acceptance)
            except RefusedError as refused:
                error = self._refusal(refused)
                await _start_anew(smtp)
            else:
                return
        raise error

    def _refusal(self, refused: RefusedError) -> DeliveryError:
        """Say who must act on a refusal."""
        enhanced = enhanced_code(refused.text)
        reason = one_line(f"{self._settings.host} said: {refused}")
        meaning = verdict(refused.stage, refused.code, enhanced, refused.text)
        if meaning == "channel":
            return ChannelError(f"{reason} ([email] from, username, password_env)")
        if meaning == "address":
            return AddressError(reason, suppress=True)
        return DeliveryError(reason, permanent=meaning == "refused")

    def _loss(self, lost: LostError) -> DeliveryError:
        """Blame the server for what happens before a reader is named, this mail for what happens after."""
        reason = f"{self._relay} ended the connection, twice: {one_line(str(lost))}"
        return ChannelError(reason) if lost.stage == "mail" else DeliveryError(reason, permanent=False)


async def _start_anew(smtp: SMTP) -> None:
    """Make a connection fit for the next mail after a refusal, or close it."""
    try:
        await smtp.rset()
    except (SMTPException, OSError):
        smtp.close()
