"""Requests whose headers go out byte for byte, also where those bytes are no text.

aiohttp reads a header as UTF-8 with surrogates for what is none, and drops the surrogates when it
writes. An ETag must come back as it was given, so such a header is put in just before it is sent.
"""

from __future__ import annotations

from typing import Any

from aiohttp import ClientRequest, ClientResponse
from aiohttp.connector import Connection

__all__ = ["VerbatimRequest"]


class VerbatimRequest(ClientRequest):
    """Write headers with surrogates as the bytes they stand for."""

    async def send(self, conn: Connection) -> ClientResponse:
        """Send the request; only one without a body, which all of ours are."""
        raw = [(name, content) for name, content in self.headers.items() if not _is_text(content)]
        if not raw:
            return await super().send(conn)
        for name, _ in raw:
            del self.headers[name]
        lines = b"".join(f"{name}: {content}\r\n".encode("utf-8", "surrogateescape") for name, content in raw)
        shown: Any = _Before(conn, protocol=_Before(conn.protocol, transport=_Transport(conn.transport, lines)))
        return await super().send(shown)


class _Before:
    """Stand before a thing with some of its attributes replaced."""

    def __init__(self, thing: object, **replaced: object) -> None:
        self.__dict__.update(replaced)
        self._thing = thing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._thing, name)


class _Transport(_Before):
    """Put lines at the end of the head, which is the first and only thing that is written."""

    def __init__(self, transport: object, lines: bytes) -> None:
        super().__init__(transport)
        self._lines = lines

    def write(self, head: bytes) -> None:
        self._thing.write(head.removesuffix(b"\r\n") + self._lines + b"\r\n")  # type: ignore[attr-defined]


def _is_text(content: str) -> bool:
    try:
        content.encode()
    except UnicodeEncodeError:
        return False
    return True
