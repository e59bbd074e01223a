"""What went wrong on the way, in one plain line that says who must act.

Only host names are repeated, never a URL's path, query or a header.
"""

from __future__ import annotations

import errno
import socket
import ssl
from typing import Final

import aiohttp

from digest.errors import FetchError

__all__ = ["reason_of"]


def reason_of(error: Exception, host: str) -> FetchError:
    """Make the error of a feed out of what the client raised."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _name_fault(error.os_error, host)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return FetchError(_certificate_fault(error.certificate_error, host))
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return FetchError(sentence.format(host=host))
    if isinstance(error, aiohttp.ClientConnectorError):
        return _connection_fault(error.os_error, host)
    if isinstance(error, OSError):
        return _connection_fault(error, host)
    return FetchError(f"{host} cannot be asked ({type(error).__name__}); it is tried again")


_SENTENCES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (aiohttp.ClientConnectorSSLError, "{host} does not speak TLS as it should; tell its owner, or try http://"),
    (aiohttp.InvalidURL, "{host} is no host that can be connected to; mend the feed's url"),
    (aiohttp.ClientPayloadError, "{host} broke off in the middle of the document; it is tried again"),
    (aiohttp.ServerDisconnectedError, "{host} closed the connection without an answer; it is tried again"),
    (
        aiohttp.ClientResponseError,
        "{host} does not answer in HTTP, or with headers that are too long; tell its owner",
    ),
    (ValueError, "a header of this feed holds a character that no header can hold; mend it in the config"),
)
"""More special classes first: some of them are a ValueError or an OSError too."""


def _name_fault(error: OSError, host: str) -> FetchError:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, socket.gaierror):
        cause = cause.__cause__ or cause.__context__
    if cause is not None and cause.errno == socket.EAI_AGAIN:
        sentence = f"the name server does not answer for {host}; check this machine's network, it is tried again"
        return FetchError(sentence, ours=True)
    return FetchError(f"there is no host {host}; mend the feed's url, or look for its new address")


def _certificate_fault(error: Exception, host: str) -> str:
    detail = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else ""
    return f"the certificate of {host} does not hold ({detail or 'wrong name'}); tell its owner"


def _connection_fault(error: OSError, host: str) -> FetchError:
    if error.errno == errno.EACCES:
        there = f"{error.strerror}; {host} leads there"
        return FetchError(f"{there}: list its network in [fetch] allow_networks if you want that")
    if error.errno in {errno.EMFILE, errno.ENFILE}:
        sentence = (
            "this machine has no more sockets for us; raise its limit of open files, or lower [fetch] concurrency"
        )
        return FetchError(sentence, ours=True)
    if error.errno == errno.ECONNREFUSED:
        return FetchError(f"{host} refuses connections; it is tried again")
    if error.errno in {errno.ENETUNREACH, errno.ENETDOWN}:
        return FetchError(f"there is no way to {host}; check this machine's network, it is tried again", ours=True)
    return FetchError(f"the connection to {host} failed ({error.strerror or 'it was cut'}); it is tried again")
