"""A visit: who asks, what they get already, and what there is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from digest.inbound.bot.needs import Needs
from digest.inbound.bot.words import Words, words_for
from digest.model import Address, Digest, Subscription

__all__ = ["Visit", "begin_visit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody at an address, as they are found when they ask."""

    needs: Needs
    address: Address
    name: str
    words: Words
    subscriptions: tuple[Subscription, ...]

    def digest(self, name: str) -> Digest | None:
        """Find a digest by its id or name, whatever the case."""
        wanted = name.casefold()
        return next(
            (one for one in self.needs.settings.digests if wanted in {one.id.casefold(), one.name.casefold()}), None
        )

    def active(self) -> tuple[tuple[Digest, Subscription], ...]:
        """List what they get, by the digests that there are."""
        return tuple(
            (digest, one)
            for digest in self.needs.settings.digests
            for one in self.subscriptions
            if one.digest_id == digest.id and one.status == "confirmed"
        )


async def begin_visit(needs: Needs, address: Address, name: str) -> Visit:
    """Look up who asks."""
    found = await asyncio.to_thread(needs.store.readers.at, address)
    return Visit(needs=needs, address=address, name=name, words=words_for(found, needs.settings), subscriptions=found)
