"""What admins were told of, so that a trouble is told once while it lasts, whoever restarts meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, delete, select

from digest.store.border import chunks
from digest.store.dialect import insert, reading, writing
from digest.store.schema import switches

__all__ = ["NoticeStore"]

_PREFIX: Final = "told "


@dataclass(frozen=True, slots=True)
class NoticeStore:
    """Keep what admins were told of."""

    engine: Engine

    def told(self) -> frozenset[str]:
        """List the keys of troubles that admins know of."""
        query = select(switches.c.name).where(switches.c.name.startswith(_PREFIX, autoescape=True))
        with reading(self.engine) as connection:
            return frozenset(name.removeprefix(_PREFIX) for name in connection.scalars(query))

    def tell(self, keys: Collection[str], *, now: datetime) -> None:
        """Remember that admins know of these."""
        rows = [{"name": _PREFIX + key, "value": "", "set_at": now} for key in sorted(keys)]
        if rows:
            with writing(self.engine) as connection:
                connection.execute(insert(connection, switches).on_conflict_do_nothing(), rows)

    def forget(self, keys: Collection[str]) -> None:
        """Forget these: they are over, and news if they come again."""
        with writing(self.engine) as connection:
            for some in chunks(_PREFIX + key for key in sorted(keys)):
                connection.execute(delete(switches).where(switches.c.name.in_(some)))
