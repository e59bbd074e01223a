"""Summaries that machines wrote: one a revision and language, kept so that nobody asks for it twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from digest.model import SummaryKey
from digest.store.border import chunks
from digest.store.dialect import insert, reading, writing
from digest.store.schema import summaries

__all__ = ["SummaryStore"]

_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class SummaryStore:
    """Keep what machines wrote; `digest.ports.Summaries`."""

    engine: Engine

    def known(self, keys: Collection[SummaryKey]) -> dict[SummaryKey, str]:
        """Give what was written for each of these; "" where what was written was thrown away."""
        found: dict[SummaryKey, str] = {}
        columns = (summaries.c.revision_id, summaries.c.language, summaries.c.text)
        with reading(self.engine) as connection:
            for some in chunks(sorted({key.revision_id for key in keys})):
                for row in connection.execute(select(*columns).where(summaries.c.revision_id.in_(some))):
                    found[SummaryKey(row.revision_id, row.language)] = row.text
        return {key: found[key] for key in keys if key in found}

    def keep(self, key: SummaryKey, text: str, *, reason: str, now: datetime) -> None:
        """Keep what was written, or why it was thrown away; the first that is kept stays."""
        row = {
            "revision_id": key.revision_id,
            "language": key.language,
            "text": text,
            "reason": reason[:_LONGEST_REASON],
            "created_at": now,
        }
        with writing(self.engine) as connection:
            connection.execute(insert(connection, summaries).values(row).on_conflict_do_nothing())
