"""A file → a store of this version: created, migrated or refused. Alembic is loaded only for work."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

from features.errors import StoreRefused
from service.store.failures import told

if TYPE_CHECKING:
    from sqlalchemy import Engine

NEWEST = "0008"
OURS = 0x7A757672
PATIENCE = 30.0
MISSING = (
    "is missing; check ZUVOR_STORE, put a backup in its place (`zuvor restore FILE`), "
    "or begin a new one (`zuvor import`, `zuvor serve`)"
)
OLDER = "is older than this program; `zuvor import` or `zuvor serve` brings it up to date"


def bring_up(path: Path, *, migrate: bool) -> None:
    """Create or migrate the store at `path` if it is behind. Raises StoreRefused, StoreDown."""
    with told(path):
        if migrate:
            make_folder(path)
        found = version(path)
        if found == NEWEST:
            return
        if not migrate:
            raise StoreRefused(f"the store {path} {MISSING if found is None else OLDER}")
        _migrate(path)


def make_folder(path: Path) -> None:
    """Where the store is to lie. Raises StoreRefused."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreRefused(
            f"the folder of the store {path} can't be made ({error.strerror}); set ZUVOR_STORE to another"
        ) from error


def version(path: Path) -> str | None:
    """The version of the store, None where there is none yet. Raises StoreRefused."""
    if not path.exists():
        return None
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        return _version(connection, path)
    finally:
        connection.close()


def _version(connection: sqlite3.Connection, path: Path) -> str | None:
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return None
    if connection.execute("PRAGMA application_id").fetchone()[0] != OURS:
        raise StoreRefused(f"{path} is a database of another program; set ZUVOR_STORE to another file")
    found = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    if found > NEWEST:
        raise StoreRefused(
            f"the store {path} was written by a newer zuvor (version {found}, this one knows {NEWEST}); "
            "update zuvor or restore an older copy"
        )
    return found


def _migrate(path: Path) -> None:
    """All steps in one transaction; a second process waits for it and finds nothing left to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    engine = _engine(path)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def _engine(path: Path) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", creator=lambda: _exclusive(path), poolclass=StaticPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _exclusive(path: Path) -> sqlite3.Connection:
    """A connection of a store in write-ahead mode; changing the mode doesn't wait for others by itself."""
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return connection
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                connection.close()
                raise
            time.sleep(0.05)
