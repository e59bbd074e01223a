"""How long and how large a request may be. (Its head is bounded by the server: 16 kB.)"""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digest.inbound.web.answers import said

__all__ = ["MOST_BODY", "guarded"]

MOST_BODY: Final = 10_000
"""A one-click POST has 26 bytes."""
_PATIENCE: Final = 20.0
"""Seconds for a whole request and its answer."""


def guarded(site: ASGIApp, *, seconds: float = _PATIENCE) -> ASGIApp:
    """Refuse what is too large, cut off what takes too long, and read no body that nobody wants."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                if _has_body(headers):
                    MutableHeaders(scope=message)["connection"] = "close"
            await send(message)

        wanted = said("too large", 413) if _length(headers) > MOST_BODY else site
        try:
            async with asyncio.timeout(seconds):
                await wanted(scope, receive, answer)
        except TimeoutError:
            if not started:
                await said("that took too long", 503)(scope, receive, answer)

    return guard


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or _length(headers) > 0


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 20 else 0
