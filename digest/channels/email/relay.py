"""The relay: a connection as `[email]` wants it, or one line that names the setting to look at.

Credentials and mail go over TLS whose certificate was verified (by the system's authorities, or those in the file that
the variable SSL_CERT_FILE names), unless the admin chose `security = "none"`.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from dataclasses import dataclass, field
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPTimeoutError,
)

from digest.channels.email.connections import CrowdedError
from digest.channels.mail import mail_address
from digest.errors import ChannelError
from digest.model import EmailSettings
from digest.text import clean, shorten

__all__ = ["Patience", "Relay", "one_line"]

_HOSTNAME_MISMATCH: Final = frozenset({62, 64})
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
_CLOSING: Final = 421


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds a server may take: to be connected, to answer a command, to take a whole mail.

    After `idle` seconds a connection that nobody uses is given up. Servers that make strangers wait are real, and
    RFC 5321 (4.5.3.2) asks for minutes.
    """

    connect: float = 30
    answer: float = 120
    acceptance: float = 600
    idle: float = 30


@dataclass(slots=True, kw_only=True)
class Relay:
    """The server that `[email]` names."""

    settings: EmailSettings
    patience: Patience
    _name: str = ""
    _contexts: dict[bool, ssl.SSLContext] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.settings.host}:{self.settings.port}"

    async def connect(self) -> SMTP:
        """Connect, protect and sign in; raise ChannelError with one line, CrowdedError where others are in the way."""
        if self.settings.username and self.settings.password is None:
            raise ChannelError(f"there is no password for {self} ([email] password_env or password_file)")
        smtp = await self._client(verify_name=True)
        try:
            await self._reach(smtp)
            await self._sign_in(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    async def _client(self, *, verify_name: bool) -> SMTP:
        return SMTP(
            hostname=self.settings.host.strip("[]").removesuffix("."),
            port=self.settings.port,
            local_hostname=await self._own_name(),
            timeout=self.patience.connect,
            use_tls=self.settings.security == "tls",
            start_tls=False,  # done by hand: it must not be optional
            tls_context=await self._context(verify_name=verify_name),
        )

    async def _reach(self, smtp: SMTP) -> None:
        try:
            await self._open(smtp)
        except ssl.SSLCertVerificationError as error:
            raise ChannelError(await self._untrusted(error)) from error
        except SMTPHeloError as error:
            raise self._turned_away(error) from error
        except SMTPConnectResponseError as error:
            raise self._turned_away(error) from error
        except (SMTPException, OSError) as error:
            cause = error.__cause__
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise ChannelError(await self._untrusted(cause)) from error
            raise ChannelError(self._unreached(error)) from error

    async def _open(self, smtp: SMTP) -> None:
        """Connect and greet, and again under TLS; then be more patient."""
        await smtp.connect()
        await _greet(smtp)
        if self.settings.security == "starttls":
            if not smtp.supports_extension("starttls"):
                raise ChannelError(
                    f"{self} offers no STARTTLS, and nothing is sent in the clear "
                    '([email] security: "tls", or "none" in a network you trust)'
                )
            await smtp.starttls()
            await _greet(smtp)
        smtp.timeout = self.patience.answer

    async def _sign_in(self, smtp: SMTP) -> None:
        if not self.settings.username or self.settings.password is None:
            return
        hint = "([email] username, password_env or password_file)"
        try:
            await smtp.login(self.settings.username, self.settings.password.reveal())
        except SMTPAuthenticationError as error:
            answer = one_line(f"{error.code} {error.message}")
            raise ChannelError(f"{self} refuses the login of {self.settings.username}: {answer} {hint}") from error
        except (SMTPException, OSError, ValueError) as error:
            raise ChannelError(f"{self} takes no login: {one_line(str(error))} {hint}") from error

    def _turned_away(self, error: SMTPResponseException) -> ChannelError:
        reason = f"{self} takes no mail from us: {one_line(f'{error.code} {error.message}')}"
        return CrowdedError(reason) if error.code == _CLOSING else ChannelError(reason)

    def _unreached(self, error: Exception) -> str:
        """Say in one line why there is no connection, and which setting to look at."""
        cause = error.__cause__ or error
        if isinstance(cause, socket.gaierror):
            return f"{self.settings.host} cannot be looked up: {cause.strerror} ([email] host)"
        if isinstance(cause, ssl.SSLError) and self.settings.security == "tls":
            return f'{self} does not speak TLS from the start ([email] port, or security = "starttls")'
        if isinstance(error, SMTPTimeoutError):
            return f"{self} does not answer in {self.patience.connect:g} seconds ([email] host, port, security)"
        if isinstance(cause, OSError) and (cause.errno == errno.ECONNREFUSED or "Connect call failed" in str(cause)):
            return f"nothing answers at {self} ([email] host, port)"
        reason = getattr(cause, "strerror", None) or str(cause)
        return f"{self} cannot be used: {one_line(reason)} ([email] host, port, security)"

    async def _untrusted(self, error: ssl.SSLCertVerificationError) -> str:
        if error.verify_code not in _HOSTNAME_MISMATCH:
            return (
                f"the certificate of {self} is not trusted: {error.verify_message} "
                "([email] host; the variable SSL_CERT_FILE can name an authority of your own)"
            )
        names = await self._certified_names()
        of = f", which is the certificate of {names}" if names else ""
        return f"the certificate that {self} shows is not for {self.settings.host}{of} ([email] host)"

    async def _certified_names(self) -> str:
        """Ask once more, for the names in the certificate; nothing is said over that connection."""
        smtp = await self._client(verify_name=False)
        try:
            await self._open(smtp)
            certificate = smtp.get_transport_info("peercert") or {}
        except (SMTPException, OSError, ChannelError):
            return ""
        finally:
            smtp.close()
        return one_line(", ".join(name for _, name in certificate.get("subjectAltName", ())))

    async def _context(self, *, verify_name: bool) -> ssl.SSLContext:
        if verify_name not in self._contexts:
            context = await asyncio.to_thread(ssl.create_default_context)
            context.check_hostname = verify_name
            self._contexts[verify_name] = context
        return self._contexts[verify_name]

    async def _own_name(self) -> str:
        """Tell what to greet with: this machine's full name, else the domain of the sender."""
        if not self._name:
            full = await asyncio.to_thread(socket.getfqdn)
            sender = mail_address(self.settings.sender) or "@localhost"
            self._name = full if "." in full and full.isascii() else sender.rpartition("@")[2]
        return self._name


async def _greet(smtp: SMTP) -> None:
    try:
        await smtp.ehlo()
    except SMTPHeloError as error:
        if error.code == _CLOSING or not smtp.is_connected:
            raise
        await smtp.helo()


def one_line(text: str) -> str:
    """Make a server's words fit for a log: one line, not too long."""
    return shorten(clean(text.encode("utf-8", "replace").decode()), 200)
