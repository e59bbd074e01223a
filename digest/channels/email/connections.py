"""Connections to one relay, kept for the next mail: a few at once, and none for longer than it is of use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from aiosmtplib import SMTP, SMTPException

from digest.errors import ChannelError

__all__ = ["Connections", "CrowdedError", "part_with"]

_AT_ONCE: Final = 4
_FAREWELL: Final = 5.0
"""Seconds a server may take to say goodbye."""


class CrowdedError(ChannelError):
    """The server takes no further connection just now."""


class Connections:
    """Lend connections, each to one mail at a time; one that was given back healthy is lent again.

    Where the server takes fewer at once than we would like, those that there are have to do.
    """

    def __init__(self, connect: Callable[[], Awaitable[SMTP]], *, idle: float) -> None:
        self._connect = connect
        self._idle_seconds = idle
        self._lent = 0
        self._most = _AT_ONCE
        self._idle: dict[SMTP, asyncio.TimerHandle] = {}
        self._partings: set[asyncio.Task[None]] = set()
        self._free = asyncio.Event()

    @asynccontextmanager
    async def lent(self, *, fresh: bool = False) -> AsyncIterator[SMTP]:
        """Lend a connection, a new one where the idle ones are not to be trusted; an error closes it."""
        smtp = await self._take(fresh=fresh)
        try:
            yield smtp
        except BaseException:
            smtp.close()
            raise
        finally:
            self._keep(smtp)
            self._give_turn()

    async def aclose(self) -> None:
        """Say goodbye on every idle connection."""
        for smtp in tuple(self._idle):
            self._part(smtp)
        await asyncio.gather(*self._partings)

    async def _take(self, *, fresh: bool) -> SMTP:
        if fresh:  # where the server dropped one, it dropped the others too
            await self.aclose()
        while True:
            while self._lent >= self._most:
                self._free.clear()
                await self._free.wait()
            self._lent += 1
            try:
                return self._reused() or await self._connect()
            except BaseException as error:
                self._give_turn()
                there_are = self._lent + len(self._idle)
                if not isinstance(error, CrowdedError) or not there_are:
                    raise
                self._most = there_are

    def _reused(self) -> SMTP | None:
        while self._idle:
            smtp, timer = self._idle.popitem()
            timer.cancel()
            if smtp.is_connected:
                return smtp
        return None

    def _keep(self, smtp: SMTP) -> None:
        if smtp.is_connected:
            loop = asyncio.get_running_loop()
            self._idle[smtp] = loop.call_later(self._idle_seconds, self._part, smtp)

    def _give_turn(self) -> None:
        self._lent -= 1
        if not self._lent:
            self._most = _AT_ONCE
        self._free.set()

    def _part(self, smtp: SMTP) -> None:
        self._idle.pop(smtp).cancel()
        parting = asyncio.create_task(part_with(smtp))
        self._partings.add(parting)
        parting.add_done_callback(self._partings.discard)


async def part_with(smtp: SMTP) -> None:
    """Say goodbye, and close whatever the server answers."""
    with suppress(SMTPException, OSError):
        await smtp.quit(timeout=_FAREWELL)
    smtp.close()
