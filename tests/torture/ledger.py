"""What the store says, read by SQLite itself and never written to: a dead service's files are copied first."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from torture.witness import Arrival

__all__ = ["Ledger", "Row", "idle", "read_ledger", "read_live"]

DELIVERIES = """
    SELECT outbox.value, outbox.digest_id, outbox.slot_label, issues.slot_zone, outbox.status, outbox.next_part
    FROM outbox JOIN issues ON issues.id = outbox.issue_id
"""
WAITING = "SELECT count(*) FROM outbox WHERE status = 'sending' OR (status = 'pending' AND next_at <= ?)"
SEEN_TO = "SELECT set_at FROM switches WHERE name = 'clock'"
SKIPPED = "SELECT digest_id, label, zone FROM slots WHERE outcome = 'skipped'"
ISSUES = "SELECT digest_id, slot_label, slot_zone, audience_key FROM issues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A delivery as it stands."""

    reader: str
    slot: tuple[str, str, str]
    status: str
    next_part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The store at one moment; `faults` is what SQLite finds wrong with its file."""

    rows: tuple[Row, ...]
    skipped: frozenset[tuple[str, str, str]]
    issues: tuple[tuple[str, ...], ...]
    seen_to: str
    faults: tuple[str, ...] = ()

    def records(self, arrival: Arrival) -> bool:
        """Tell whether the store knows that this piece is out."""
        mine = [row for row in self.rows if (row.reader, row.slot) == (arrival.reader, arrival.slot)]
        return any(row.status == "sent" or row.next_part > arrival.part for row in mine)


def read_ledger(store: Path) -> Ledger:
    """Read the store of a service that does not run, and let SQLite check the file."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", "-wal"):
            if (found := store.with_name(store.name + suffix)).exists():
                shutil.copyfile(found, Path(folder, "copy.db" + suffix))
        with _connected(f"file:{folder}/copy.db") as database:
            checks = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
            dangling = [f"a row of {row[0]} points nowhere" for row in database.execute("PRAGMA foreign_key_check")]
            return _read(database, (*checks, *dangling))


def read_live(store: Path) -> Ledger:
    """Read the store of a service that runs."""
    with _connected(f"file:{store}?mode=ro") as database:
        return _read(database)


def idle(store: Path, moment: datetime, now: datetime) -> bool:
    """Tell whether the service has looked at its clock in this minute or later, and nothing that is due `now` waits.

    Slots are as fine as minutes: what is due at a moment was due when its minute began.
    """
    minute = moment.replace(second=0, microsecond=0)
    try:
        with _connected(f"file:{store}?mode=ro") as database:
            seen = database.execute(SEEN_TO).fetchone()
            if seen is None or as_moment(seen[0]) < minute:
                return False
            return not database.execute(WAITING, (stored(now),)).fetchone()[0]
    except sqlite3.OperationalError:
        return False


def as_moment(value: str) -> datetime:
    """Read a time as SQLite keeps it."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def stored(moment: datetime) -> str:
    """Write a time as SQLite keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _read(database: sqlite3.Connection, faults: tuple[str, ...] = ()) -> Ledger:
    rows = tuple(
        Row(reader=value, slot=(digest, label, zone), status=status, next_part=next_part)
        for value, digest, label, zone, status, next_part in database.execute(DELIVERIES)
    )
    seen = database.execute(SEEN_TO).fetchone()
    return Ledger(
        rows=rows,
        skipped=frozenset(database.execute(SKIPPED).fetchall()),
        issues=tuple(database.execute(ISSUES).fetchall()),
        seen_to=str(seen[0]) if seen else "",
        faults=faults,
    )


@contextmanager
def _connected(uri: str) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(uri, uri=True, timeout=10)
    try:
        yield database
    finally:
        database.close()
