"""How fast a bot may send: Telegram's limits, its penalties, and two lanes.

Telegram takes about 30 messages a second from a bot, one a second to a chat, 20 a minute to a group, and
answers 429 with a time to be silent to whoever is faster (https://core.telegram.org/bots/faq#broadcasting-to-users).
The limits hold for the bot, so one `Lanes` is shared by all that sends in its name.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from aiolimiter import AsyncLimiter
from telegram.ext import BaseRateLimiter

from digest.channels.telegram.errors import FloodError

__all__ = ["Lane", "Lanes", "Pace"]

_LIMITED: Final = ("send", "edit")
_MOST_CHATS: Final = 1_000
Answer: TypeAlias = "bool | dict[str, Any] | list[dict[str, Any]]"


class Lane(IntEnum):
    """Who goes first: a reply to somebody who waits for it, or an issue to many."""

    REPLY = 0
    BROADCAST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast to send, a little below what Telegram allows, since messages bunch up on their way.

    A group gets `group_burst` messages at once and then `group_per_minute`: together at most 20 a minute.
    `patience` is how many seconds of silence each lane waits out by itself; 0 for a rate means no limit.
    """

    per_second: float = 25.0
    chat_per_second: float = 1.0
    group_burst: int = 5
    group_per_minute: float = 14.0
    patience: Mapping[Lane, float] = field(
        default_factory=lambda: MappingProxyType({Lane.REPLY: 60.0, Lane.BROADCAST: 3.0})
    )


class Lanes(BaseRateLimiter[Lane]):
    """Let a bot's requests through at its pace, replies first; none while Telegram wants silence."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace or Pace()
        self._queue = _Queue()
        self._bot = _even(self._pace.per_second)
        self._chats: dict[str, tuple[AsyncLimiter, ...]] = {}
        self._silent_until = 0.0

    async def initialize(self) -> None:
        """Nothing is to be opened."""

    async def shutdown(self) -> None:
        """Nothing is to be closed."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Answer:
        """Make the request when it is its turn; FloodError where Telegram wants more silence than its lane waits out."""
        lane = Lane.REPLY if rate_limit_args is None else rate_limit_args
        chat = str(data.get("chat_id", "")) if endpoint.startswith(_LIMITED) else ""
        patience = self._pace.patience[lane]
        while True:
            if (silence := self._silence()) > patience:
                raise FloodError(silence)
            patience -= silence
            await asyncio.sleep(silence)
            await self._turn(lane, chat)
            if self._silence():
                continue  # it began while this one waited, and whoever waits it out must not go all at once
            try:
                return await callback(*args, **kwargs)
            except FloodError as flood:
                # Its clock began before ours: what we wait is never too short.
                self._silent_until = max(self._silent_until, _now() + flood.seconds)

    def _silence(self) -> float:
        """Tell for how many seconds nothing may be sent."""
        return max(0.0, self._silent_until - _now())

    async def _turn(self, lane: Lane, chat: str) -> None:
        """Wait until this chat, and then the bot, may send one more message; "" is a request that is none."""
        if not chat:
            return
        for limiter in self._limits_of(chat):
            await limiter.acquire()
        async with self._queue.turn(lane):
            for limiter in self._bot:
                await limiter.acquire()

    def _limits_of(self, chat: str) -> tuple[AsyncLimiter, ...]:
        if chat not in self._chats:
            if len(self._chats) >= _MOST_CHATS:
                self._chats = {name: known for name, known in self._chats.items() if not _rested(known)}
            self._chats[chat] = (*_even(self._pace.chat_per_second), *self._group_limit(chat))
        return self._chats[chat]

    def _group_limit(self, chat: str) -> tuple[AsyncLimiter, ...]:
        """Groups and channels have negative numbers, or a name."""
        if not self._pace.group_per_minute or not chat.startswith(("-", "@")):
            return ()
        burst = self._pace.group_burst
        return (AsyncLimiter(burst, 60.0 * burst / self._pace.group_per_minute),)


class _Queue:
    """Let requests through in the order of their lanes, then of their coming."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Lane, int]] = []
        self._numbers: Iterator[int] = itertools.count()
        self._moved = asyncio.Condition()

    @asynccontextmanager
    async def turn(self, lane: Lane) -> AsyncIterator[None]:
        """Wait until nobody is before this one."""
        place = (lane, next(self._numbers))
        heapq.heappush(self._waiting, place)
        try:
            async with self._moved:
                await self._moved.wait_for(lambda: self._waiting[0] == place)
            yield
        finally:
            self._waiting.remove(place)
            heapq.heapify(self._waiting)
            async with self._moved:
                self._moved.notify_all()


def _even(per_second: float) -> tuple[AsyncLimiter, ...]:
    """Limit to an even stream: a bucket that held a whole second's worth would let twice as many through in one."""
    return (AsyncLimiter(1, 1 / per_second),) if per_second else ()


def _rested(limiters: tuple[AsyncLimiter, ...]) -> bool:
    return all(limiter.has_capacity(limiter.max_rate) for limiter in limiters)


def _now() -> float:
    return asyncio.get_running_loop().time()
