"""What the jobs need from the outside, as Protocols owned by `pipeline`, one a job.

    poll      Source, Parser, Feeds, Entries
    group     Entries, Stories, and Encoder and Vectors where entries are encoded
    publish   Stories, Readers, Issues, Renderer, and Writer and Summaries where a machine writes summaries
    deliver   Outbox, Channel

Store ports are plain functions that block: the jobs call them in a thread. Every write is one
transaction; `now` always comes from the caller. What only commands and pages ask of the store is no port: `app` hands them
the store itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from digest.errors import AddressError
from digest.model import (
    Address,
    Apart,
    Brief,
    Claim,
    Draft,
    Entry,
    Feed,
    Fetched,
    FetchState,
    Form,
    GroupedEntry,
    Ingested,
    Issue,
    Message,
    ParsedFeed,
    Part,
    Placement,
    Receipt,
    Slot,
    Story,
    Subscription,
    SummaryKey,
)

__all__ = [
    "Accepted",
    "Channel",
    "Encoder",
    "Entries",
    "Feeds",
    "Issues",
    "Outbox",
    "Parser",
    "Readers",
    "Renderer",
    "Source",
    "Stories",
    "Summaries",
    "Vectors",
    "Writer",
]


Accepted: TypeAlias = Callable[[int, str], Awaitable[None]]
"""Called after each part that went out: how many parts are out, and the channel's ids of all of them."""


class Source(Protocol):
    """Bring one feed's document."""

    async def fetch(self, feed: Feed, state: FetchState) -> Fetched:
        """Bring the document, or say that it has not changed; raise FetchError otherwise."""
        ...


class Parser(Protocol):
    """Turn a stranger's bytes into entries."""

    async def parse(self, fetched: Fetched, feed: Feed) -> ParsedFeed:
        """Parse in bounded time and memory; raise FetchError where it is no feed."""
        ...


class Channel(Protocol):
    """Carry messages to one kind of address.

    It may also have `async probe() -> str`, which says in one line that it works or raises DeliveryError, and be an
    async context manager, where it keeps something open.
    """

    async def send(self, message: Message, accepted: Accepted) -> Receipt:
        """Send every part in order, from `next_part` on; raise DeliveryError. May be asked twice for one message.

        A channel whose parts go out one by one says so after each, before it goes on: an error that
        `accepted` raises must not be kept from the caller.
        """
        ...


class Encoder(Protocol):
    """Say what texts mean, as vectors."""

    @property
    def name(self) -> str:
        """Name the encoder: vectors of one name can be compared."""
        ...

    def encode(self, texts: Sequence[str]) -> Sequence[bytes]:
        """Give a vector for each text, a byte a number, its length 127, or nothing but zeros; raise EncoderError."""
        ...


class Renderer(Protocol):
    """Turn an issue into the parts of one form."""

    def render(self, issue: Issue, form: Form) -> tuple[Part, ...]:
        """Render every part of the form; raise ConfigError where the admin's template fails."""
        ...


class Writer(Protocol):
    """Write a summary, as a machine does: nobody believes it before it was checked."""

    async def write(self, brief: Brief) -> str:
        """Write a summary of the sources, in bounded time; raise SummaryError where there is none."""
        ...


class Summaries(Protocol):
    """What machines wrote, so that the same revision is not asked for again."""

    def known(self, keys: Collection[SummaryKey]) -> Mapping[SummaryKey, str]:
        """Give what was written for each of these; "" where what was written was thrown away."""
        ...

    def keep(self, key: SummaryKey, text: str, *, reason: str, now: datetime) -> None:
        """Keep what was written, or why it was thrown away; the first that is kept stays."""
        ...


class Feeds(Protocol):
    """How the last polls of feeds went."""

    def record(self, states: Mapping[int, FetchState]) -> None:
        """Save how polls ended, by feed id (those that brought no entries to ingest)."""
        ...


class Entries(Protocol):
    """Entries, found again by their keys."""

    def ingest(
        self, feed_id: int, parsed: ParsedFeed, state: FetchState, *, now: datetime, first_poll: timedelta
    ) -> Ingested:
        """Save new entries, update edited ones, remember old ones of a first poll; save the state."""
        ...

    def furniture(self, feed_id: int, lines: Collection[str]) -> Mapping[str, int]:
        """Count in how many entries of the feed each of these lines was seen before."""
        ...

    def count_lines(self, feed_id: int, counts: Mapping[str, int]) -> None:
        """Add to those counts."""
        ...

    def ungrouped(self, limit: int) -> tuple[Entry, ...]:
        """List entries that have no group order yet, by clock, then feed, then id."""
        ...


class Vectors(Protocol):
    """What encoders said of entries."""

    def known(self, encoder: str, entry_ids: Collection[int]) -> Mapping[int, bytes]:
        """Give the vectors that an encoder made of these entries, by entry id; of some there may be none."""
        ...

    def keep(self, encoder: str, made: Mapping[int, bytes]) -> None:
        """Keep what an encoder made of entries; what is there already stays as it is."""
        ...


class Stories(Protocol):
    """The group lane and what it made."""

    def take_lane(self, owner: str, *, now: datetime, lease: timedelta) -> int | None:
        """Take or renew the lane; give its fencing token, or None while another holds it."""
        ...

    def free_lane(self, owner: str) -> None:
        """Give the lane back, if still held."""
        ...

    def latest_clock(self) -> datetime | None:
        """Tell the latest clock of any grouped entry."""
        ...

    def open_window(self, since: datetime, witnesses: datetime) -> tuple[GroupedEntry, ...]:
        """List grouped entries whose clock is not before `since`, of `witnesses` not before that, in group order."""
        ...

    def kept_apart(self) -> tuple[Apart, ...]:
        """List the pairs of stories that an admin wants to stay two."""
        ...

    def record(self, placements: Sequence[Placement], *, fence: int, now: datetime) -> None:
        """Give these entries their group order and save memberships and revisions; StoreError on a stale fence."""
        ...

    def revised(self, *, after: int, since: datetime) -> tuple[Story, ...]:
        """List stories with a revision whose id is above `after` or whose time is not before `since`."""
        ...

    def last_revision(self) -> int:
        """Tell the highest revision id, 0 when there is none."""
        ...


class Readers(Protocol):
    """Who gets what, and what they were told."""

    def active(self, digest_id: str) -> tuple[Subscription, ...]:
        """List confirmed, unsuppressed subscriptions of a digest, by id."""
        ...

    def seen(self, addresses: Iterable[Address], revision_ids: Collection[int]) -> Mapping[Address, frozenset[int]]:
        """Tell which of these revisions each address was told, across all digests."""
        ...


class Issues(Protocol):
    """Published issues."""

    def taken(self, digest_id: str, slot: Slot) -> frozenset[int]:
        """List the subscriptions that already have a delivery for this slot."""
        ...

    def publish(self, draft: Draft, *, now: datetime) -> int | None:
        """Write issue, told revisions, parts and outbox in one transaction; None if nobody was left to get it."""
        ...

    def alerts(self, topic_id: str, since: datetime) -> Mapping[Address, int]:
        """Count by address the alerts of a topic published since then that did not fail."""
        ...


class Outbox(Protocol):
    """Deliveries: claimed under a lease, every attempt recorded before it is made."""

    def claim(
        self,
        channels: Collection[str],
        *,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        hold: Collection[str] = (),
    ) -> tuple[Claim, ...]:
        """Claim due deliveries of these channels, oldest first.

        On the channels in `hold` a delivery whose last attempt was cut off is held instead.
        """
        ...

    def renew(self, claims: Sequence[Claim], *, until: datetime) -> None:
        """Lengthen the leases of those that are still held."""
        ...

    def give_back(self, claims: Sequence[Claim], reason: str, *, at: datetime) -> None:
        """Let go of claims without an attempt; they are due again then."""
        ...

    def hold_off(self, channel: str, reason: str, *, until: datetime) -> None:
        """Let nothing that waits for a channel be due before then: the channel is down."""
        ...

    def begin(self, claim: Claim, *, now: datetime) -> int:
        """Record an attempt before the call; give its id."""
        ...

    def advance(self, claim: Claim, next_part: int, reference: str) -> None:
        """Record that the parts before `next_part` are out; ClaimLostError where the claim was lost."""
        ...

    def sent(self, claim: Claim, attempt_id: int, receipt: Receipt, *, now: datetime) -> None:
        """Close the attempt: the channel said yes."""
        ...

    def retry(self, claim: Claim, attempt_id: int, reason: str, *, at: datetime, now: datetime) -> None:
        """Close the attempt: try again then."""
        ...

    def postpone(self, claim: Claim, attempt_id: int, reason: str, *, at: datetime, now: datetime) -> None:
        """Close the attempt, which does not count: the whole channel was down. Due again then."""
        ...

    def uncertain(self, claim: Claim, attempt_id: int, reason: str, *, at: datetime | None, now: datetime) -> None:
        """Close the attempt as one whose answer was lost: try again then, or (None) hold it for the admin."""
        ...

    def refuse(self, claim: Claim, attempt_id: int, error: AddressError, *, now: datetime) -> None:
        """Close the attempt for good, and pause every subscription of the address, or suppress the address."""
        ...

    def fail(self, claim: Claim, attempt_id: int, reason: str, *, now: datetime) -> None:
        """Close the attempt for good; the stories go back to the reader."""
        ...

    def paused(self) -> bool:
        """Tell whether sending is held."""
        ...
