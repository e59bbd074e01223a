"""Vectors: what encoders said of entries, kept so that no entry is ever encoded twice by one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, select

from digest.store.border import chunks
from digest.store.dialect import insert, reading, writing
from digest.store.schema import vectors

__all__ = ["VectorStore"]


@dataclass(frozen=True, slots=True)
class VectorStore:
    """Keep the vectors; `digest.ports.Vectors`."""

    engine: Engine

    def known(self, encoder: str, entry_ids: Collection[int]) -> Mapping[int, bytes]:
        """Give the vectors that an encoder made of these entries, by entry id; of some there may be none."""
        found: dict[int, bytes] = {}
        with reading(self.engine) as connection:
            for some in chunks(entry_ids):
                query = select(vectors.c.entry_id, vectors.c.vector)
                query = query.where(vectors.c.encoder == encoder, vectors.c.entry_id.in_(some))
                found.update((row.entry_id, bytes(row.vector)) for row in connection.execute(query))
        return found

    def keep(self, encoder: str, made: Mapping[int, bytes]) -> None:
        """Keep what an encoder made of entries; what is there already stays as it is."""
        rows = [{"entry_id": entry_id, "encoder": encoder, "vector": made[entry_id]} for entry_id in sorted(made)]
        if rows:
            with writing(self.engine) as connection:
                connection.execute(insert(connection, vectors).on_conflict_do_nothing(), rows)
