"""A message as a standard mail: text and HTML in one, headers that no title can break.

Read `compose_mail`, then `_list_headers` (the way out, the thread), then `MailPolicy`, which writes the headers
that machines read on one line and encodes the subject itself: the standard library would decode what looks like an encoded word in a
title, and folds some titles into headers that it then refuses (CVE-2024-6923 and its kin).
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from textwrap import wrap
from typing import Final

import regex

from digest.model import Message, WayOut
from digest.text import clean

__all__ = ["MailPolicy", "compose_mail", "mail_address"]

UNFOLDED: Final = frozenset(
    {"list-unsubscribe", "list-unsubscribe-post", "list-id", "message-id", "references", "in-reply-to"}
)
_ENCODED_BYTES: Final = 39
"""Bytes of text in one encoded word: `=?utf-8?b?` + 52 + `?=` after "Subject: " stays within 76."""
_PLAIN_WIDTH: Final = 66
"""Of a line of plain words after "Subject: ", so that it stays within 76."""
_ADDRESS: Final = regex.compile(r"[!#-'*+./0-9=?A-Z^-~-]{1,64}@[A-Za-z0-9.-]{1,255}")
_LONGEST_NAME: Final = 40
_LONGEST_THREAD: Final = 900
"""Characters of a References line: it is not folded, and no line of a mail has more than 998."""
_MAILBOXES: Final = frozenset({"from", "to", "reply-to"})
_PRINTABLE: Final = regex.compile(r"[ -~]*")
_NO_ATOM: Final = regex.compile(r"[^A-Za-z0-9-]+")


class MailPolicy(EmailPolicy):
    """Write mail headers: one line for what machines read, encoded words of our own for the subject."""

    def header_store_parse(self, name: str, value: object) -> tuple[str, str]:
        """Keep a header's text as it was given, in one line; only structured ones are parsed."""
        text = clean(str(value))
        if _is_ours(name):
            return name, text
        parsed: tuple[str, str] = super().header_store_parse(name, text)
        return parsed

    def fold(self, name: str, value: str) -> str:
        """Write one header for a text generator."""
        if not _is_ours(name):
            folded: str = super().fold(name, value)
            return folded
        written = _written(name.lower(), value, self.linesep)
        return f"{name}: {written}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write one header for a bytes generator."""
        if not _is_ours(name):
            folded: bytes = super().fold_binary(name, value)
            return folded
        return self.fold(name, value).encode("ascii")


POLICY: Final = MailPolicy(linesep="\r\n", max_line_length=76, cte_type="7bit")


def compose_mail(
    message: Message,
    *,
    sender: str,
    recipient: str,
    date: datetime,
    reply_to: str = "",
) -> EmailMessage:
    """Make the mail of a message's email parts; the same arguments give the same bytes.

    `sender`, `recipient` and `reply_to` are "Name <address>".
    No title, name or quote can raise or reach a header of its own.
    """
    contents = {part.name: part.content for part in message.parts if part.form == "email"}
    mail = EmailMessage(policy=POLICY)
    mail["From"] = _mailbox(sender)
    mail["To"] = _mailbox(recipient)
    if reply_to:
        mail["Reply-To"] = _mailbox(reply_to)
    mail["Subject"] = contents.get("subject", "")
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = _id(message.message_id)
    mail["List-Id"] = _list_id(message.digest_id, sender)
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in (*_way_out(message.way_out), *_thread(message)):
        mail[name] = value
    mail.set_content(_text(contents.get("text", "")), cte="quoted-printable")
    mail.add_alternative(_text(contents.get("html", "")), subtype="html", cte="quoted-printable")
    mail.set_boundary("=_" + hashlib.sha256(message.message_id.encode("utf-8", "replace")).hexdigest()[:32])
    return mail


def mail_address(text: str) -> str | None:
    """Give the address of "Name <address>" as servers take it, in ASCII; None where there is none.

    A domain in other letters is written in its ASCII form; letters beyond ASCII before the @ would need SMTPUTF8,
    which not every server on the way has.
    """
    bare = clean(text)
    local, _, domain = (bare.rpartition("<")[2].partition(">")[0] if "<" in bare else bare).strip().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None
    return address if _ADDRESS.fullmatch(address) else None


def _way_out(way_out: WayOut) -> Iterator[tuple[str, str]]:
    """Say how to unsubscribe (RFC 2369); by one click (RFC 8058) only over https, else programs show no button."""
    ways = ", ".join(f"<{way}>" for way in (way_out.page, way_out.mailto) if way)
    if ways:
        yield "List-Unsubscribe", ways
    if way_out.page.startswith("https:"):
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _thread(message: Message) -> Iterator[tuple[str, str]]:
    """Name the earlier mails about the same stories, the newest of them that fit on one line; last what is answered."""
    answered = (message.reply_to,) if message.reply_to.startswith("<") else ()
    ids = list(dict.fromkeys(_id(earlier) for earlier in (*answered, *message.follows)))
    if answered:
        ids.append(ids.pop(0))
    while len(" ".join(ids)) > _LONGEST_THREAD:
        ids.pop(0)
    if ids:
        yield "In-Reply-To", ids[-1]
        yield "References", " ".join(ids)


def _id(message_id: str) -> str:
    return f"<{message_id.strip().strip('<>')}>"


def _is_ours(name: str) -> bool:
    return name.lower() == "subject" or name.lower() in UNFOLDED | _MAILBOXES


def _written(name: str, value: str, linesep: str) -> str:
    if name in UNFOLDED:
        return value.encode("ascii", "replace").decode("ascii")
    return _folded(value, linesep) if name in _MAILBOXES else _subject(value, linesep)


def _subject(value: str, linesep: str) -> str:
    """Write text as it is, in short lines, where it is plain and has no endless word; else as encoded words."""
    lines = wrap(value, _PLAIN_WIDTH, break_long_words=False, break_on_hyphens=False)
    if _PRINTABLE.fullmatch(value) and "=?" not in value and all(len(line) <= _PLAIN_WIDTH for line in lines):
        return f"{linesep} ".join(lines)
    return _encoded(value, linesep)


def _folded(mailbox: str, linesep: str) -> str:
    """Break a mailbox between its encoded words."""
    return mailbox.replace("?= =?", f"?={linesep} =?").replace("?= <", f"?={linesep} <")


def _encoded(value: str, linesep: str) -> str:
    """Write text as encoded words (RFC 2047), whole characters in each."""
    return f"{linesep} ".join(f"=?utf-8?b?{b64encode(piece).decode('ascii')}?=" for piece in _pieces(value))


def _pieces(value: str) -> Iterator[bytes]:
    piece = b""
    for character in value:
        encoded = character.encode("utf-8", "replace")
        if len(piece) + len(encoded) > _ENCODED_BYTES:
            yield piece
            piece = b""
        piece += encoded
    yield piece


def _mailbox(text: str) -> str:
    """Write "Name <address>" so that the name cannot become an address, in ASCII."""
    name, address = _taken_apart(text)
    if not name:
        return address
    if _PRINTABLE.fullmatch(name) and "=?" not in name and len(name) <= _LONGEST_NAME:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{_encoded(name, '')} <{address}>"


def _taken_apart(text: str) -> tuple[str, str]:
    """Give name and address of "Name <address>"; an address that is none becomes one of this machine."""
    name = clean(text).rpartition("<")[0].strip()
    address = mail_address(text) or "digest@localhost"
    quoted = len(name) > 1 and name[0] == name[-1] == '"'
    return (name[1:-1].replace('\\"', '"').replace("\\\\", "\\") if quoted else name), address


def _list_id(digest_id: str, sender: str) -> str:
    domain = _taken_apart(sender)[1].rpartition("@")[2] or "localhost"
    label = _NO_ATOM.sub("-", digest_id)[:63].strip("-") or "digest"
    return f"<{label}.{domain}>"


def _text(content: str) -> str:
    """Make text that any codec can write, with plain line ends only."""
    return content.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
