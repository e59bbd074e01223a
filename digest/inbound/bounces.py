"""What came back: is it a mail that was not delivered, a complaint, a wish to unsubscribe, or something else?

Anybody can write to a bounce mailbox, so what a mail says is believed only as far as it proves itself: a wish carries a
signed token, a report quotes a Message-ID that only who saw the mail can know. Reading is done here; whether the proof
holds is decided where the readers are known.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header
from email.message import Message as Mail
from typing import Final, Literal, TypeAlias

from flufl.bounce import all_failures

from digest.channels.email.verdict import enhanced_code, verdict
from digest.text import clean, shorten

__all__ = ["MOST_BYTES", "Kind", "Returned", "understand"]

Kind: TypeAlias = Literal["unsubscribe", "complaint", "dead", "trouble", "other"]
"""`dead`: the mailbox is not there; `trouble`: this mail did not arrive, and the next may."""

MOST_BYTES: Final = 256_000
"""Of a mail are read; a report comes first in it, and then the mail that came back, perhaps whole."""
_MOST_PARTS: Final = 100
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs what it raises, with a traceback
_MOST_ADDRESSES: Final = 10
_TOKEN: Final = re.compile(r"\bunsubscribe\s+([A-Za-z0-9_.-]{8,200})")
_MESSAGE_ID: Final = re.compile(rb"[0-9a-f]{24}@[A-Za-z0-9.-]{1,253}")
_ADDRESS: Final = re.compile(r"[^\s<>()\";:,@]{1,64}@[^\s<>()\";:,@]{1,253}")
_COMPLAINTS: Final = frozenset({"abuse", "fraud", "virus", "other", "opt-out", "miscategorized"})
_ANSWER: Final = re.compile(r"\b([45]\d\d)[ -]+(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a mail says, unproven. `message_ids` are all it quotes that could be ours, `addresses` whom it is about."""

    kind: Kind = "other"
    addresses: tuple[str, ...] = ()
    message_ids: frozenset[str] = frozenset()
    token: str = ""
    reason: str = ""


def understand(raw: bytes) -> Returned:
    """Tell what a mail says; "other" for what nobody understands. Takes bounded time for any bytes."""
    read = raw[:MOST_BYTES]
    if read.lower().count(b"content-type") > _MOST_PARTS:
        return Returned(reason="has too many parts to be read")
    try:
        return _understood(read)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's mail does to a parser must cost only that mail
        return Returned(reason=f"cannot be read: {type(error).__name__}")


def _understood(raw: bytes) -> Returned:
    mail = message_from_bytes(raw)
    if "From" not in mail:  # flufl.bounce counts on it
        mail["From"] = "nobody@localhost"
    if token := _TOKEN.search(_subject(mail)):
        return Returned(kind="unsubscribe", token=token[1])
    quoted = frozenset(f"<{found.decode('ascii')}>" for found in _MESSAGE_ID.findall(_quoted(mail, raw)))
    if complaint := _complaint(mail):
        return Returned(
            kind="complaint",
            addresses=_addresses_in(complaint, mail),
            message_ids=quoted,
            reason=f"complained ({_one_line(complaint['Feedback-Type'])})",
        )
    temporary, permanent = all_failures(mail)
    failed = tuple(sorted(address.decode("ascii", "replace") for address in permanent or temporary))[:_MOST_ADDRESSES]
    if not failed:
        return Returned(message_ids=quoted, reason="says nothing that a machine understands")
    status, diagnosis = _diagnosis(mail)
    dead = bool(permanent) and _says_dead(status, diagnosis, mail)
    reason = _one_line(diagnosis or status or "it came back")
    return Returned(kind="dead" if dead else "trouble", addresses=failed, message_ids=quoted, reason=reason)


def _subject(mail: Mail) -> str:
    """Undo the encoding and the folds of the subject."""
    pieces = decode_header(str(mail.get("Subject", ""))[:2_000])
    texts = (
        piece.decode(charset or "ascii", "replace") if isinstance(piece, bytes) else piece for piece, charset in pieces
    )
    return " ".join("".join(texts).split())


def _quoted(mail: Mail, raw: bytes) -> bytes:
    """Give all text in which the mail that came back may be quoted, whatever its encoding."""
    decoded = (part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart())
    return b"\n".join([raw, *(text for text in decoded if isinstance(text, bytes))])


def _complaint(mail: Mail) -> Mail | None:
    """Find the report of a feedback loop (RFC 5965) that says a reader complained."""
    for part in _blocks(mail, "message/feedback-report"):
        if str(part.get("Feedback-Type", "")).strip().lower() in _COMPLAINTS:
            return part
    return None


def _blocks(mail: Mail, kind: str) -> Iterator[Mail]:
    """Give the header blocks of every report of a kind; parsers see them as mails or as text."""
    for part in mail.walk():
        if part.get_content_type() != kind:
            continue
        payload = part.get_payload()
        if isinstance(payload, list):
            yield from (block for block in payload if isinstance(block, Mail))
        else:
            text = part.get_payload(decode=True)
            yield message_from_bytes(text if isinstance(text, bytes) else b"")


def _addresses_in(report: Mail, mail: Mail) -> tuple[str, ...]:
    """List whom a complaint is about: as the report says, and as the mail that it quotes was addressed."""
    named = [str(value) for name in ("Original-Rcpt-To", "Removal-Recipient") for value in report.get_all(name, [])]
    quoted = [str(part.get("To", "")) for part in mail.walk() if part is not mail]
    found = (address for text in (*named, *quoted) for address in _ADDRESS.findall(text[:1_000]))
    return tuple(dict.fromkeys(found))[:_MOST_ADDRESSES]


def _diagnosis(mail: Mail) -> tuple[str, str]:
    """Give status and diagnosis of the recipient that failed (RFC 3464), as far as the mail has them."""
    for block in _blocks(mail, "message/delivery-status"):
        if str(block.get("Action", "")).strip().lower().startswith(("fail", "delay")):
            status = enhanced_code(str(block.get("Status", "")))
            return status, " ".join(str(block.get("Diagnostic-Code", "")).partition(";")[2].split())
    return "", ""


def _says_dead(status: str, diagnosis: str, mail: Mail) -> bool:
    """Judge as if the server had said it to us."""
    answer = _ANSWER.search(diagnosis)
    code = int(answer[1]) if answer else 450 if status.startswith("4") else 550
    words = (answer[2] if answer else diagnosis) or (_first_text(mail) if not status else "")
    return verdict("rcpt", code, status or enhanced_code(words), words) == "address"


def _first_text(mail: Mail) -> str:
    """Give the words that a person would read first, for reports that are not made for machines."""
    for part in mail.walk():
        text = part.get_payload(decode=True) if part.get_content_type() == "text/plain" else None
        if isinstance(text, bytes):
            return text[:2_000].decode("utf-8", "replace")
    return ""


def _one_line(text: object) -> str:
    return shorten(clean(str(text)), 200)
