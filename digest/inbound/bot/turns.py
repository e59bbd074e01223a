"""Whose turn it is: many chats at once, the updates of one chat one after another, and few of them waiting."""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter
from collections.abc import Awaitable
from typing import Any, Final
from weakref import WeakValueDictionary

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

__all__ = ["InTurn"]

_CHATS_AT_ONCE: Final = 64
_MOST_WAITING: Final = 4

log = structlog.get_logger()


class InTurn(BaseUpdateProcessor):
    """Let each chat have its updates seen to in order; what one pours in beyond a few is dropped."""

    def __init__(self) -> None:
        super().__init__(_CHATS_AT_ONCE)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[int] = Counter()

    async def initialize(self) -> None:
        """Nothing is to be opened."""

    async def shutdown(self) -> None:
        """Nothing is to be closed."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then let the update be handled."""
        chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else 0
        if self._waiting[chat] >= _MOST_WAITING:
            if inspect.iscoroutine(coroutine):
                coroutine.close()
            log.info("bot.dropped", chat=chat)
            return
        self._waiting[chat] += 1
        try:
            lock = self._locks.setdefault(chat, asyncio.Lock())
            async with lock:
                await coroutine
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat]
