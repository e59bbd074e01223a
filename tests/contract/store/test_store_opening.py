"""Opening a database: what is made, what is refused and in which words, and migrations."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import digest.store
from digest.errors import StoreError
from digest.store import Store, look, open_store
from digest.store.dialect import writing
from digest.store.schema import REVISION, metadata


def test_the_migrations_leave_the_schema_that_the_code_expects(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_that_opening_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(digest.store.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_opening_twice_finds_what_was_written(file_or_postgresql: str, now) -> None:
    first = open_store(file_or_postgresql)
    first.outbox.pause(now=now)
    first.close()
    second = open_store(file_or_postgresql)
    assert second.outbox.paused()
    second.close()


def test_many_processes_may_open_a_new_database_at_once(file_or_postgresql: str) -> None:
    """One migrates, the others wait for it; none fails."""
    program = "import sys; from digest.store import open_store; open_store(sys.argv[1]).close(); print('open')"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, file_or_postgresql], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    ends = [process.communicate(timeout=60) for process in running]
    assert [out for out, _ in ends] == [b"open\n"] * 4, [error.decode()[-400:] for _, error in ends]


def test_a_schema_from_the_future_says_who_must_act(file_or_postgresql: str) -> None:
    store = open_store(file_or_postgresql)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match=r"schema 9999.*install the newer digest"):
        open_store(file_or_postgresql)


def test_a_failed_migration_leaves_nothing(tmp_path: Path) -> None:
    """A table of that name which is not ours stops the migration; what it had made is taken back."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE subscribers (who TEXT)")
    other.close()
    with pytest.raises(StoreError, match="subscribers already exists"):
        open_store(f"sqlite:///{path}")
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("subscribers",)]
    other.close()


def test_the_files_of_a_new_database_are_private(tmp_path: Path, now) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'digest.db'}")
    store.outbox.pause(now=now)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close()
    assert modes == {"digest.db": 0o600, "digest.db-wal": 0o600, "digest.db-shm": 0o600}


def test_a_sqlite_file_is_opened_for_many_readers_and_safe_writes(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'digest.db'}")
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    with store.engine.connect() as connection:
        values = [connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() for pragma in pragmas]
    store.close()
    assert values == ["wal", 1, 1, 30_000]


def test_the_database_in_memory_is_one_for_all_threads(now) -> None:
    store = open_store("sqlite://")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: store.outbox.pause(now=now), range(20)))
        assert all(threads.map(lambda _: store.outbox.paused(), range(20)))
    store.close()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder .*nowhere; make it"):
        open_store(f"sqlite:///{tmp_path / 'nowhere' / 'digest.db'}")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Milk, bread, eggs. " * 100)
    with pytest.raises(StoreError, match="is no SQLite database"):
        open_store(f"sqlite:///{path}")
    assert path.read_text().startswith("Milk, bread, eggs. Milk")


def test_a_read_only_database_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    open_store(f"sqlite:///{path}").close()
    with pytest.raises(StoreError, match="read-only"):
        open_store(f"sqlite:///file:{path}?mode=ro&uri=true")


@pytest.mark.parametrize("url", ["", "digest.db", "mysql://localhost/x", "nonsense://x", "postgresql://host:port/x"])
def test_a_url_that_names_no_database_of_ours_says_what_to_write(url: str) -> None:
    with pytest.raises(StoreError, match=r"write sqlite:///digest\.db or postgresql://"):
        open_store(url)


def test_an_unreachable_server_is_a_sentence_without_the_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="connection") as caught:
        open_store(f"postgresql://digest:hunter2@/digest?host={tmp_path}")
    assert "hunter2" not in str(caught.value)


def test_what_the_database_refuses_is_one_sentence_without_its_data(store: Store) -> None:
    with pytest.raises(StoreError) as caught, writing(store.engine) as connection:
        connection.execute(text("INSERT INTO switches (name) VALUES (:name)"), {"name": "hunter2"})
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is not None
    assert "hunter2" not in str(caught.value)


def test_looking_at_a_database_writes_nothing(file_or_postgresql: str, now) -> None:
    """What is there is read; a write is refused by the database itself."""
    with closing(open_store(file_or_postgresql)) as store:
        assert store.stories.listing(now) == ()
    found = look(file_or_postgresql)
    assert found is not None
    with closing(found):
        assert found.stories.listing(now) == ()
        with pytest.raises(StoreError):
            found.outbox.pause(now=now)


def test_looking_makes_no_database(tmp_path: Path) -> None:
    """Where there is none, or an empty file, there is nothing to look at, and it stays so."""
    assert look(f"sqlite:///{tmp_path}/digest.db") is None
    assert look("sqlite://") is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty.db").touch()
    assert look(f"sqlite:///{tmp_path}/empty.db") is None
    assert (tmp_path / "empty.db").stat().st_size == 0
