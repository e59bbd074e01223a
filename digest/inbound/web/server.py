"""uvicorn inside our event loop: it takes no signals, writes no log of its own, and ends when it is told."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from digest.errors import DigestError

__all__ = ["open_listener", "serve_site"]

_MOST_AT_ONCE: Final = 500
HEAD_SECONDS: Final = 10.0
_LAST_SECONDS: Final = 3  # for answers that are under way when the service ends


class _Server(uvicorn.Server):
    """A server that leaves the signals to the service."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def open_listener(listen: str) -> socket.socket:
    """Listen at `host:port`; DigestError names the setting where that fails."""
    host, _, port = listen.rpartition(":")
    try:
        family, _, _, _, address = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        known = error.errno is not None and error.errno > 0  # else it is the resolver's number
        reason = os.strerror(error.errno or 0) if known else error.strerror or error
        raise DigestError(f"[web] listen: nothing can listen at {listen}: {reason}") from error


async def serve_site(
    site: ASGIApp,
    listener: socket.socket,
    stop: asyncio.Event,
    ready: Callable[[str], None],
    *,
    head_seconds: float = HEAD_SECONDS,
) -> None:
    """Serve until `stop` is set, then finish what is under way; `head_seconds` is the patience with silent visitors."""
    server = _Server(
        uvicorn.Config(
            site,
            http="h11",
            ws="none",
            lifespan="off",
            loop="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=_LAST_SECONDS,
            limit_concurrency=_MOST_AT_ONCE,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    watching = asyncio.create_task(_drop_the_silent(server, head_seconds))
    ending = asyncio.create_task(stop.wait())
    host, port = listener.getsockname()[:2]
    ready(f"page on http://{f'[{host}]' if ':' in host else host}:{port}")
    try:
        await asyncio.wait((serving, ending), return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        ending.cancel()
        watching.cancel()
        await serving


async def _drop_the_silent(server: uvicorn.Server, seconds: float) -> None:
    """Cut off whoever holds a connection without finishing the head of a request."""
    waiting: dict[H11Protocol, object] = {}
    while True:
        await asyncio.sleep(seconds)
        idle = {
            one: one.cycle
            for one in server.server_state.connections
            if isinstance(one, H11Protocol) and (one.cycle is None or one.cycle.response_complete)
        }
        for one, cycle in idle.items():
            if one in waiting and waiting[one] is cycle:
                one.transport.abort()
        waiting = dict(idle)
