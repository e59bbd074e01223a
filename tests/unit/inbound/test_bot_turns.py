"""Chats do not wait for each other, and none fills the bot with its own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from digest.inbound.bot.turns import InTurn


def typed(number: int, chat: int) -> Update:
    message = Message(message_id=number, date=datetime.now(UTC), chat=Chat(id=chat, type="private"))
    return Update(update_id=number, message=message)


async def test_a_chat_that_pours_in_is_answered_a_few_times_and_nobody_else_waits() -> None:
    """The first ones, in order; the rest is dropped at once."""
    turns, handled, gate = InTurn(), [], asyncio.Event()

    async def handle(number: int) -> None:
        await gate.wait()
        handled.append(number)

    async def other() -> None:
        handled.append(-1)

    flood = [asyncio.create_task(turns.process_update(typed(n, 5), handle(n))) for n in range(500)]
    for _ in range(1_000):  # all of them have come, and the first waits at the gate
        await asyncio.sleep(0)
    await turns.process_update(typed(999, 6), other())
    assert handled == [-1]
    gate.set()
    await asyncio.gather(*flood)
    assert handled == [-1, 0, 1, 2, 3]
    await turns.process_update(typed(1000, 5), handle(1000))
    assert handled[-1] == 1000


async def test_a_handler_that_fails_gives_its_turn_on() -> None:
    """The next one is handled all the same."""
    turns, handled = InTurn(), []

    async def fail() -> None:
        raise ValueError("planted")

    async def handle() -> None:
        handled.append(1)

    results = await asyncio.gather(
        turns.process_update(typed(1, 5), fail()), turns.process_update(typed(2, 5), handle()), return_exceptions=True
    )
    assert isinstance(results[0], ValueError)
    assert handled == [1]
    assert dict(turns._waiting) == {}
