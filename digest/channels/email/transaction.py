"""One mail over one connection: MAIL, RCPT, DATA, the mail itself, and which answer came where.

Until the mail itself is sent, a lost connection means that it was surely not taken: `LostError`. From then on nobody
knows: `UncertainError`.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final

from aiosmtplib import SMTP, SMTPException, SMTPResponse

from digest.channels.email.verdict import Stage
from digest.errors import UncertainError

__all__ = ["Letter", "LostError", "RefusedError", "hand_over"]

_CLOSING: Final = 421
_LINE_WITH_DOT: Final = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail in its envelope. `raw` is in ASCII, with CRLF at the end of every line."""

    sender: str
    recipient: str
    raw: bytes


class LostError(Exception):
    """The connection ended before the mail was sent: it was not taken."""

    def __init__(self, stage: Stage, reason: str) -> None:
        self.stage: Stage = stage
        super().__init__(reason)


class RefusedError(Exception):
    """The server said no; the connection goes on."""

    def __init__(self, stage: Stage, answer: SMTPResponse) -> None:
        self.stage: Stage = stage
        self.code = answer.code
        self.text = answer.message
        super().__init__(f"{answer.code} {answer.message}")


async def hand_over(smtp: SMTP, letter: Letter, *, acceptance: float) -> None:
    """Send a mail; `acceptance` is how many seconds the server may take to say yes to all of it."""
    size = [b"SIZE=%d" % len(letter.raw)] if smtp.supports_extension("size") else []
    await _ask("mail", smtp.execute_command(b"MAIL", f"FROM:<{letter.sender}>".encode("ascii"), *size))
    await _ask("rcpt", smtp.execute_command(b"RCPT", f"TO:<{letter.recipient}>".encode("ascii")))
    await _ask("data", smtp.execute_command(b"DATA"), wanted=3)
    answer = await _pour(smtp, letter.raw, acceptance)
    if answer.code // 100 != 2:
        raise RefusedError("end", answer)


async def _ask(stage: Stage, command: Awaitable[SMTPResponse], *, wanted: int = 2) -> None:
    try:
        answer = await command
    except (SMTPException, OSError) as error:
        raise LostError(stage, str(error) or "no answer") from error
    if answer.code == _CLOSING:
        raise LostError(stage, f"{answer.code} {answer.message}")
    if answer.code // 100 != wanted:
        raise RefusedError(stage, answer)


async def _pour(smtp: SMTP, raw: bytes, acceptance: float) -> SMTPResponse:
    """Send the mail itself and wait for the answer to it."""
    protocol = smtp.protocol
    try:
        if protocol is None:
            raise LostError("data", "the connection ended")
        protocol.write(_LINE_WITH_DOT.sub(b"..", raw) + b".\r\n")
    except SMTPException as error:
        raise LostError("data", str(error)) from error
    try:
        return await protocol.read_response(timeout=acceptance)
    except (SMTPException, OSError) as error:
        smtp.close()
        raise UncertainError(f"the answer to a mail that was sent whole got lost: {error}") from error
