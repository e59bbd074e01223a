"""The mailbox in which bounces, complaints and wishes to unsubscribe arrive, read over IMAP with TLS.

A mail is marked as seen only after it was dealt with: what a crash interrupts is read again. Nothing is deleted; what
nobody understood is flagged for a person to look at.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from imap_tools import AND, ImapToolsError, MailBox, MailboxLoginError

from digest.errors import DigestError
from digest.inbound.bounces import MOST_BYTES
from digest.model import BounceMailbox, Secret
from digest.text import clean, shorten

__all__ = ["IMAPS", "read_unseen"]

IMAPS: Final = 993
_MOST_MAILS: Final = 200
"""Read at once; the others have their turn at the next reading."""
_PATIENCE: Final = 30.0
_PART: Final = f"(BODY.PEEK[]<0.{MOST_BYTES}>)"


def read_unseen(mailbox: BounceMailbox, handle: Callable[[bytes], bool], *, port: int = IMAPS) -> None:
    """Let every unseen mail be dealt with, the oldest first, and mark it; False from `handle` flags it. Blocks.

    Raises DigestError in one line where the mailbox cannot be read.
    """
    if mailbox.password is None:
        raise DigestError(f"{_asked(mailbox)}: there is no password ([email] bounces: password_env or password_file)")
    with _explained(mailbox), _opened(mailbox, mailbox.password, port) as opened:
        for uid in opened.uids(AND(seen=False))[:_MOST_MAILS]:
            raw = _fetch(opened, uid)
            understood = raw is None or handle(raw)
            opened.client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)" if understood else r"(\Seen \Flagged)")


@contextmanager
def _opened(mailbox: BounceMailbox, password: Secret, port: int) -> Iterator[MailBox]:
    host = mailbox.imap.strip("[]").removesuffix(".")
    opened = MailBox(host, port=port, timeout=_PATIENCE, ssl_context=ssl.create_default_context())
    try:
        plain = (mailbox.username + password.reveal()).isascii()
        (opened.login if plain else opened.login_utf8)(mailbox.username, password.reveal())
        yield opened
    finally:
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
            opened.logout()


def _fetch(opened: MailBox, uid: str) -> bytes | None:
    """Read the beginning of a mail; None for one that somebody has removed meanwhile."""
    status, parts = opened.client.uid("FETCH", uid, _PART)
    if status != "OK":
        raise imaplib.IMAP4.error(f"mail {uid} is not given out")
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


@contextmanager
def _explained(mailbox: BounceMailbox) -> Iterator[None]:
    """Turn what goes wrong into one line that names the setting."""
    where = _asked(mailbox)
    try:
        yield
    except socket.gaierror as error:
        raise DigestError(f"{where}: the host cannot be looked up ([email] bounces: imap)") from error
    except ssl.SSLCertVerificationError as error:
        raise DigestError(
            f"{where}: its certificate is not trusted: {error.verify_message} ([email] bounces: imap)"
        ) from error
    except MailboxLoginError as error:
        problem = f"{where}: the login of {mailbox.username} is refused ([email] bounces: username, password_env)"
        raise DigestError(problem) from error
    except (ImapToolsError, imaplib.IMAP4.error, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise DigestError(f"{where}: {shorten(clean(str(reason)), 200)} ([email] bounces: imap)") from error


def _asked(mailbox: BounceMailbox) -> str:
    return f"the bounce mailbox at {mailbox.imap} cannot be read"
