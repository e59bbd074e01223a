"""All that differs between SQLite and PostgreSQL; every other module is the same for both.

`make_engine` opens either, `reading` and `writing` are the only ways to a connection,
`insert` is the INSERT that knows ON CONFLICT. (`FOR UPDATE … SKIP LOCKED` needs nothing here:
SQLAlchemy leaves it out on SQLite, where a write transaction has the file for itself.)
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, QueuePool, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from digest.errors import StoreError

__all__ = ["insert", "is_there", "make_engine", "make_looking_engine", "migrating", "reading", "writing"]

_PATIENCE: Final = 30  # seconds to wait for another writer
_FOR_WRITING: Final = "digest_writes"
_MIGRATION_LOCK: Final = 0x646967657374  # any number that is ours: "digest"
_SENTENCES: Final = {
    "file is not a database": "{where} is no SQLite database; name another file in [store] url, or move this one away",
    "readonly database": "{where} is read-only for this user; make the file and its folder writable",
    "unable to open database file": "{where} cannot be opened; see that its folder is there and writable",
    "database is locked": "another process kept {where} locked for too long; try again",
    "canceling statement due to lock timeout": "another process kept {where} locked for too long; try again",
    "disk is full": "the disk of the database is full",
    "disk I/O error": "the disk of {where} is full or fails",
}
_EXAMPLES: Final = "write sqlite:///digest.db or postgresql://user@host/name"


def make_engine(url: str) -> Engine:
    """Make the engine of a database URL and prepare its file; StoreError says what is wrong with it."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    if parsed.database in {None, "", ":memory:"}:
        return _memory()
    return _file(parsed)


def is_there(url: str) -> bool:
    """Tell whether a database may be there to open: a file that exists, or a server."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        return True
    return parsed.database not in {None, "", ":memory:"} and Path(parsed.database or "").is_file()


def make_looking_engine(url: str) -> Engine:
    """Make the engine of a database that is there, which refuses every write and changes nothing in its file."""
    parsed = _parse(url)
    engine = _postgresql(parsed) if parsed.get_backend_name() == "postgresql" else _sqlite(parsed)
    statement = (
        "PRAGMA query_only = ON" if engine.dialect.name == "sqlite" else "SET default_transaction_read_only = on"
    )

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.execute(statement)
        connection.commit()

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Lend a connection that sees one state of the database throughout.

    Never nest it in another: in memory there is one connection.
    """
    snapshot = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with _translated(engine), engine.connect().execution_options(**snapshot) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Lend a connection in one write transaction: all of it, or after an error nothing."""
    with _translated(engine), engine.execution_options(**{_FOR_WRITING: True}).begin() as connection:
        yield connection


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Lend a connection in one write transaction that no other process migrates beside."""
    with _translated(engine), engine.execution_options(**{_FOR_WRITING: True}).connect() as connection:
        if engine.dialect.name == "sqlite":
            # A table that is rebuilt must not take the rows that point to it along; outside a transaction only.
            raw = _raw(connection)
            raw.execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    yield connection
            finally:
                raw.execute("PRAGMA foreign_keys = ON")
            return
        with connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            yield connection


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that can say ON CONFLICT, in the connection's dialect."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise StoreError(f"the database URL cannot be understood: {_EXAMPLES}") from error
    if backend == "postgres":
        return parsed.set(drivername="postgresql+psycopg")
    if backend not in {"sqlite", "postgresql"}:
        raise StoreError(f"digest does not work on {backend}: {_EXAMPLES}")
    return parsed.set(drivername="postgresql+psycopg" if backend == "postgresql" else "sqlite")


# --- SQLite -------------------------------------------------------------------------------------


def _memory() -> Engine:
    # One connection, lent to one thread at a time: a second connection would be another, empty database.
    engine = create_engine(
        "sqlite://",
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=10 * _PATIENCE,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    _tune_sqlite(engine)
    return engine


def _file(url: URL) -> Engine:
    if "uri" not in url.query:
        _create_private(Path(url.database or ""))
    engine = _sqlite(url)
    _use_write_ahead_log(engine)
    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=32,
        connect_args={"timeout": _PATIENCE, "check_same_thread": False},
        hide_parameters=True,
    )
    _tune_sqlite(engine)
    return engine


def _create_private(path: Path) -> None:
    """Create the file readable for its owner only; SQLite gives its -wal and -shm the same rights."""
    folder = path.parent
    if not folder.is_dir():
        raise StoreError(
            f"the database {path} cannot be made: there is no folder {folder}; make it, or change [store] url"
        )
    if path.is_dir():
        raise StoreError(f"the database {path} is a folder; change [store] url")
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except PermissionError as error:
        raise StoreError(
            f"the database {path} cannot be written: its file or folder is read-only for this user"
        ) from error
    except OSError as error:
        raise StoreError(f"the database {path} cannot be opened: {error.strerror}") from error


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, below
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A transaction that reads and later writes may find that another wrote in between, and waiting
        # would not help it: so who will write says so at the beginning.
        writes = connection.get_execution_options().get(_FOR_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _use_write_ahead_log(engine: Engine) -> None:
    """Let readers read while one writes (the file remembers it), and see that it can be written at all."""
    with _translated(engine), engine.connect() as connection:
        raw = _raw(connection)
        for tries_left in reversed(range(_PATIENCE * 10)):
            try:
                raw.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError as error:
                # Where two processes switch at once SQLite refuses one of them without its usual patience.
                if "locked" not in str(error) or not tries_left:
                    raise
                time.sleep(0.1)
        raw.execute("BEGIN IMMEDIATE")  # which a read-only file allows; the write after it is refused
        try:
            raw.execute("PRAGMA user_version = 0")
        finally:
            raw.execute("ROLLBACK")


def _raw(connection: Connection) -> Any:
    """Give the sqlite3 connection itself: some PRAGMAs work outside a transaction only."""
    return connection.connection.dbapi_connection


# --- PostgreSQL ---------------------------------------------------------------------------------


def _postgresql(url: URL) -> Engine:
    try:
        engine = create_engine(
            url,
            pool_size=8,
            max_overflow=32,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 10},
        )
    except ImportError as error:
        raise StoreError('PostgreSQL needs one more package: pip install "newsdigest[postgres]"') from error

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute(f"SET lock_timeout = '{_PATIENCE}s'")
        # A plan made for any IN (…) compares value by value; one made for these values hashes them: 100 times faster.
        connection.execute("SET plan_cache_mode = 'force_custom_plan'")
        connection.commit()

    return engine


# --- errors -------------------------------------------------------------------------------------


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    """Turn the database's errors into a StoreError of one sentence; the cause stays chained."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreError("the database is too busy: no connection came free") from error
    except DBAPIError as error:
        raise StoreError(_sentence(error.orig, engine)) from error
    except sqlite3.Error as error:
        raise StoreError(_sentence(error, engine)) from error
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot do this: {str(error).splitlines()[0]}") from error


def _sentence(error: BaseException | None, engine: Engine) -> str:
    lines = str(error).strip().splitlines()
    said = lines[0] if lines else type(error).__name__
    for symptom, sentence in _SENTENCES.items():
        if symptom in said:
            return sentence.format(where=engine.url.database or "the database")
    return f"the database refused: {said}"
