"""The verdict: what arrived, against what had to; computed from the witness's record and the store's rows alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from torture.ledger import Ledger
from torture.witness import Arrival

__all__ = ["Expected", "Piece", "Tally", "judge", "unrecorded"]

Slot: TypeAlias = tuple[str, str, str]
Piece: TypeAlias = tuple[str, Slot, int]
"""What a reader gets: address, slot (digest, label, zone), number of the piece."""
Expected: TypeAlias = Collection[Piece]


@dataclass
class Tally:
    """What a torture came to: how often each thing was done, and every promise that was broken."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.counts.update(other.counts)
        self.violations += other.violations

    def words(self) -> str:
        return ", ".join(f"{name} {count}" for name, count in self.counts.items())


def unrecorded(arrivals: Iterable[Arrival], ledger: Ledger) -> set[int]:
    """List the arrivals that the store does not know of, by number: after a kill these are the ambiguous ones."""
    return {arrival.number for arrival in arrivals if not ledger.records(arrival)}


def judge(arrivals: Iterable[Arrival], expected: Expected, ledger: Ledger, *, ambiguous: Collection[int] = ()) -> Tally:
    """Compare: every piece once, again only after an ambiguous fault, and the same again; nothing else; a clean file."""
    copies: defaultdict[Piece, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        copies[arrival.reader, arrival.slot, arrival.part].append(arrival)
    wanted = set(expected)
    tally = Tally()
    tally.counts["arrived"] = sum(map(len, copies.values()))
    tally.counts["lost"] = len(wanted - copies.keys())
    tally.counts["ambiguous faults"] = len(ambiguous)
    tally.counts["repeats"] = sum(len(several) - 1 for several in copies.values())
    tally.violations += [f"lost: {piece}" for piece in sorted(wanted - copies.keys())]
    tally.violations += [f"not expected: {piece}" for piece in sorted(copies.keys() - wanted)]
    tally.violations += _repeats(copies, ambiguous)
    tally.violations += _unfinished(ledger)
    tally.violations += [f"the store's file: {fault}" for fault in ledger.faults]
    return tally


def _repeats(copies: Mapping[Piece, list[Arrival]], ambiguous: Collection[int]) -> Iterable[str]:
    for piece, several in copies.items():
        for earlier in several[:-1]:
            if earlier.number not in ambiguous:
                yield f"doubled although the store knew: {piece}"
        if len({one.content for one in several}) > 1:
            yield f"not the same again: {piece}"
        if len({one.message_id for one in several}) > 1:
            yield f"another Message-ID: {piece}"


def _unfinished(ledger: Ledger) -> Iterable[str]:
    for row in ledger.rows:
        if row.status != "sent":
            yield f"never recorded as sent: {row.reader} {row.slot}: {row.status}"
    doubled = [issue for issue, count in Counter(ledger.issues).items() if count > 1]
    yield from (f"two issues: {issue}" for issue in doubled)
