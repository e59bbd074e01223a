"""One HTTP session a process: guarded sockets, bounded headers, nothing from the environment, no cookies.

`WebSource` opens it when the first feed needs it; nobody else imports aiohttp for feeds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDictProxy
from yarl import URL

from digest.sources.web.guard import Network, guarded_sockets
from digest.sources.web.reasons import reason_of
from digest.sources.web.resolver import OwnThreads
from digest.sources.web.verbatim import VerbatimRequest

__all__ = ["Answer", "WebClient"]

_LONGEST_HEADER: Final = 16_384
_MOST_HEADERS: Final = 128
_PIECE: Final = 65_536
# Idle connections are kept only as long as the next feed of the same host takes: thousands of hosts share the limit of open files.
_IDLE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The head of an answer, names in small letters, and its body to be read in pieces, still encoded."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]


class WebClient:
    """Ask servers, one request at a time; whatever goes wrong is a FetchError."""

    def __init__(self, allowed: Sequence[Network], resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver or OwnThreads()
        connector = aiohttp.TCPConnector(
            socket_factory=guarded_sockets(allowed),
            resolver=self._resolver,
            limit=0,  # whoever polls counts: `concurrency`, `per_host`
            keepalive_timeout=_IDLE_SECONDS,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            request_class=VerbatimRequest,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # the caller has one deadline for everything
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            max_headers=_MOST_HEADERS,
            read_bufsize=_PIECE,
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()
        await self._resolver.close()

    @asynccontextmanager
    async def ask(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[Answer]:
        """Ask for a document; no redirect is followed. What is left of the answer is dropped with its connection."""
        address = URL(url)
        try:
            async with self._session.get(address, headers=headers, allow_redirects=False) as response:
                yield Answer(
                    status=response.status,
                    headers=_plain(response.headers),
                    pieces=response.content.iter_any(),
                )
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise reason_of(error, address.host or "") from error


def _plain(headers: CIMultiDictProxy[str]) -> dict[str, str]:
    """Take the first of each name, but all encodings: a second one is a second layer."""
    plain = {name.lower(): content for name, content in [*headers.items()][::-1]}
    if "content-encoding" in plain:
        plain["content-encoding"] = ", ".join(headers.getall("content-encoding"))
    return plain
