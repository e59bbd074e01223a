"""Turns: how many requests one host, and one registered domain, gets at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from digest.urls import host, site

__all__ = ["Turns"]

_HOSTS_OF_A_SITE: Final = 4


@dataclass(slots=True)
class _Gate:
    """Who is inside is counted by the semaphore, who is here at all by `users`."""

    places: asyncio.Semaphore
    users: int = 0


class Turns:
    """Let at most `per_host` in for one host, and four times as many for all hosts of one registered domain."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._gates: dict[str, _Gate] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for a turn at the server of this address, and hold it."""
        name, domain = host(url), site(url)
        async with (
            self._through(f"host {name}", self._per_host),
            self._through(domain, _HOSTS_OF_A_SITE * self._per_host),
        ):
            yield

    @asynccontextmanager
    async def _through(self, name: str, places: int) -> AsyncIterator[None]:
        gate = self._gates.setdefault(name, _Gate(asyncio.Semaphore(places)))
        gate.users += 1
        try:
            async with gate.places:
                yield
        finally:
            gate.users -= 1
            if not gate.users:
                self._gates.pop(name, None)
