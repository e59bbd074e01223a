"""The clock's memory: up to when everything due was seen to, and who may do what one process does at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, delete, or_, select

from digest.store.dialect import insert, reading, writing
from digest.store.schema import leases, switches

__all__ = ["ClockStore"]

_SEEN_TO: Final = "clock"


@dataclass(frozen=True, slots=True)
class ClockStore:
    """Keep the clock's memory."""

    engine: Engine

    def seen_to(self) -> datetime | None:
        """Tell up to when every slot was published, skipped or found empty; None before the first time."""
        with reading(self.engine) as connection:
            return connection.scalar(select(switches.c.set_at).where(switches.c.name == _SEEN_TO))

    def see_to(self, moment: datetime) -> None:
        """Remember that every slot up to this moment is over and done with; it may be earlier than before."""
        row = {"name": _SEEN_TO, "value": "", "set_at": moment}
        with writing(self.engine) as connection:
            statement = insert(connection, switches).values(row)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["name"], set_={"set_at": statement.excluded.set_at})
            )

    def take(self, name: str, owner: str, *, now: datetime, lease: timedelta) -> str:
        """Take or renew a lease; give the name of who holds it now, which is `owner` where that worked.

        One that runs far longer than any is given was taken before the clock was put back: it is free. Clocks of
        two who ask at the same time differ a little, so that is twice as long.
        """
        with writing(self.engine) as connection:
            row = {"name": name, "owner": owner, "until": now + lease}
            statement = insert(connection, leases).values(row)
            taken = statement.on_conflict_do_update(
                index_elements=["name"],
                set_={"owner": owner, "until": now + lease},
                where=or_(leases.c.owner == owner, leases.c.until <= now, leases.c.until > now + 2 * lease),
            )
            connection.execute(taken)
            holder: str = connection.scalars(select(leases.c.owner).where(leases.c.name == name)).one()
            return holder

    def free(self, name: str, owner: str) -> None:
        """Give a lease back, if still held."""
        with writing(self.engine) as connection:
            connection.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))
