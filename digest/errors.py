"""Errors, named by who must act.

    DigestError
    ├── ConfigError      the admin mends a file: every mistake at once, each with its line
    ├── EncoderError     the admin's encoder does not work: stories are grouped by their words alone
    ├── FetchError       a feed failed: recorded, backs off, shown to admins, never to readers
    ├── DeliveryError    a message did not go out; says whether to try again
    │   ├── AddressError     this address takes nothing any more: its reader must act
    │   ├── ChannelError     the channel takes nothing from anybody now: the admin must act, or time
    │   └── UncertainError   the answer was lost: nobody knows whether it went out
    ├── SummaryError     the endpoint of [summary] wrote nothing: issues go out with sentences of the sources
    └── StoreError       the database cannot be used as asked
        └── ClaimLostError   somebody else has this delivery now: leave it alone

Adapters translate at the border and chain the cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

__all__ = [
    "AddressError",
    "ChannelError",
    "ClaimLostError",
    "ConfigError",
    "DeliveryError",
    "DigestError",
    "EncoderError",
    "FeedTrouble",
    "FetchError",
    "Mistake",
    "StoreError",
    "SummaryError",
    "UncertainError",
]

FeedTrouble: TypeAlias = Literal["failing", "blocked", "gone"]


class DigestError(Exception):
    """Carry one sentence for whoever must act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake in a file of the admin's: where it stands and how to mend it."""

    file: str
    line: int | None
    key: str
    problem: str
    mend: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        key = f" {self.key}:" if self.key else ""
        mend = f" ({self.mend})" if self.mend else ""
        return f"{place}:{key} {self.problem}{mend}"


class ConfigError(DigestError):
    """Report every mistake of the config or of a template at once; the admin mends them."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class EncoderError(DigestError):
    """Say in one line why an encoder gave no vectors: the admin mends or removes it, and nothing waits for that."""


class FetchError(DigestError):
    """Say in one line why a feed gave no entries this time.

    `trouble` is failing, blocked (the server turns pollers away) or gone (it will never be back);
    `retry_after` is what the server asks for. `ours` says that the fault is this machine's: it does not
    count against the feed.
    """

    def __init__(
        self,
        reason: str,
        *,
        trouble: FeedTrouble = "failing",
        retry_after: timedelta | None = None,
        ours: bool = False,
    ) -> None:
        self.trouble: FeedTrouble = trouble
        self.retry_after = retry_after
        self.ours = ours
        super().__init__(reason)


class DeliveryError(DigestError):
    """Say why a message did not go out, and whether another try can help.

    `permanent` gives the stories back to the reader; `retry_after` is the channel's own floor.
    """

    def __init__(self, reason: str, *, permanent: bool, retry_after: timedelta | None = None) -> None:
        self.permanent = permanent
        self.retry_after = retry_after
        super().__init__(reason)


class AddressError(DeliveryError):
    """Say why an address takes nothing any more: its subscriptions pause.

    `suppress` says that the address itself is dead: nothing is ever sent to it, until its owner confirms anew.
    """

    def __init__(self, reason: str, *, suppress: bool = False) -> None:
        self.suppress = suppress
        super().__init__(reason, permanent=True)


class ChannelError(DeliveryError):
    """Say why a channel takes nothing from anybody now: every delivery on it waits, and none is blamed."""

    def __init__(self, reason: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(reason, permanent=False, retry_after=retry_after)


class UncertainError(DeliveryError):
    """Say that an answer was lost: the message may have gone out, and a repeat may be the second."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=False)


class SummaryError(DigestError):
    """Say why an endpoint wrote no summary, and whether asking it for another is in vain (`over`) for now."""

    def __init__(self, reason: str, *, over: bool = False) -> None:
        self.over = over
        super().__init__(reason)


class StoreError(DigestError):
    """Say what the database refused: a stale lease, a missing file, a schema from the future."""


class ClaimLostError(StoreError):
    """Say that a delivery's lease ran out and somebody else may have claimed it since: who held it leaves it alone."""
