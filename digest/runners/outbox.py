"""The duty of one channel's outbox: ask the store what is due, again and again, and survive its troubles.

Each channel has its own, so that one that is slow or down keeps no other waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, TypeAlias

import structlog

from digest.errors import StoreError
from digest.pipeline.deliver import Delivered, Down, Tried
from digest.runners.local import Duty, Ready, pause

__all__ = ["Round", "log_delivery", "outbox_duty"]

Round: TypeAlias = Callable[[datetime, asyncio.Event], Awaitable[Delivered | None]]
"""Work off one channel's share of the outbox, once; None while sending is held."""

_PERIOD: Final = 2.0
_LONGEST_WAIT: Final = 60.0
_LONGEST_REST: Final = 900.0

log = structlog.get_logger()


def outbox_duty(
    channel: str, work_off: Round, *, words: str = "", period: float = _PERIOD, longest_wait: float = _LONGEST_WAIT
) -> Duty:
    """Make the duty that keeps a channel's share of the outbox empty, asking every `period` seconds."""

    async def run(stop: asyncio.Event, ready: Ready) -> None:
        ready(words)
        trouble, wait, down = "", period, ""
        while not stop.is_set():
            try:
                delivered = await work_off(datetime.now(UTC), stop)
            except StoreError as error:
                if str(error) != trouble:
                    log.warning("outbox.stuck", channel=channel, reason=str(error))
                trouble, wait = str(error), min(wait * 2, longest_wait)
                await pause(stop, wait)
                continue
            if trouble:
                log.info("outbox.works_again", channel=channel)
            trouble, wait = "", period
            found = delivered.down[0] if delivered and delivered.down else None
            down = _log_state(channel, down, found)
            await pause(stop, _rest(found, period))

    return Duty(name=f"outbox {channel}", run=run)


def log_delivery(tried: Tried) -> None:
    """Write one event for a delivery that ended in some way; a channel that is down is one event for all."""
    if tried.outcome == "postponed":
        return
    write = log.info if tried.outcome == "sent" else log.warning
    reason = {"reason": tried.reason} if tried.reason else {}
    place = {"digest": tried.digest_id, "slot": tried.slot_label, "address": str(tried.address)}
    write(f"delivery.{tried.outcome}", **place, **reason)


def _log_state(channel: str, before: str, found: Down | None) -> str:
    """Say once that a channel is down, and once that it is back; give the reason to remember."""
    if found is not None and found.reason != before:
        log.error("channel.down", channel=channel, reason=found.reason, until=f"{found.until:%Y-%m-%dT%H:%M:%SZ}")
    if found is None and before:
        log.info("channel.back", channel=channel)
    return found.reason if found else ""


def _rest(found: Down | None, period: float) -> float:
    """Leave a channel that is down alone until its time; the store knows when its deliveries are due."""
    if found is None:
        return period
    left = (found.until - datetime.now(UTC)).total_seconds()
    return min(max(left, period), _LONGEST_REST)
