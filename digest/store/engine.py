"""`open_store`: the one way to the database, with its schema brought up to date.

The usual start reads one row and is done. Alembic is imported only where there is something to migrate.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from digest.errors import StoreError
from digest.store.clock import ClockStore
from digest.store.dialect import is_there, make_engine, make_looking_engine, migrating, reading
from digest.store.entries import EntryStore
from digest.store.feeds import FeedStore
from digest.store.health import HealthStore
from digest.store.issues import IssueStore
from digest.store.notices import NoticeStore
from digest.store.outbox import OutboxStore
from digest.store.readers import ReaderStore
from digest.store.schema import REVISION
from digest.store.stories import StoryStore
from digest.store.summaries import SummaryStore
from digest.store.vectors import VectorStore

__all__ = ["Store", "look", "migrate", "open_store"]

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An open database: one attribute a port, each safe to call from any thread."""

    engine: Engine
    feeds: FeedStore
    entries: EntryStore
    stories: StoryStore
    vectors: VectorStore
    issues: IssueStore
    readers: ReaderStore
    outbox: OutboxStore
    clock: ClockStore
    health: HealthStore
    notices: NoticeStore
    summaries: SummaryStore

    def close(self) -> None:
        """Close every connection; what was in memory is gone."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open the database of a SQLAlchemy URL and bring its schema up to date; `sqlite://` lives in memory.

    Raise StoreError, in words for the admin, where it cannot be opened, written or understood.
    """
    engine = make_engine(url)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return _store(engine)


def look(url: str) -> Store | None:
    """Open a database that is there only to read it; None where there is none, or one of another schema.

    Nothing is created, migrated or written. Raise StoreError where it cannot be opened.
    """
    if not is_there(url):
        return None
    engine = make_looking_engine(url)
    try:
        with reading(engine) as connection:
            found = _revision(connection)
    except BaseException:
        engine.dispose()
        raise
    if found == REVISION:
        return _store(engine)
    engine.dispose()
    return None


def _store(engine: Engine) -> Store:
    return Store(
        engine=engine,
        feeds=FeedStore(engine),
        entries=EntryStore(engine),
        stories=StoryStore(engine),
        vectors=VectorStore(engine),
        issues=IssueStore(engine),
        readers=ReaderStore(engine),
        outbox=OutboxStore(engine),
        clock=ClockStore(engine),
        health=HealthStore(engine),
        notices=NoticeStore(engine),
        summaries=SummaryStore(engine),
    )


def migrate(engine: Engine) -> None:
    """Bring the schema up to date, once, however many processes ask at the same time."""
    with reading(engine) as connection:
        found = _revision(connection)
    if found == REVISION:
        return
    with migrating(engine) as connection:
        found = _revision(connection)  # somebody else may have migrated while we waited
        if found != REVISION:
            _upgrade(connection, found)


def _revision(connection: Connection) -> str | None:
    """Tell the schema's revision, None for a database without ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection, found: str | None) -> None:
    from alembic import command  # noqa: PLC0415 -- slow to import, and rarely needed
    from alembic.config import Config  # noqa: PLC0415 -- the same
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- the same

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"the database has schema {found}, made by a newer digest; this one knows schemas up to {REVISION}: "
            "install the newer digest, or name another database in [store] url"
        )
    command.upgrade(config, "head")
