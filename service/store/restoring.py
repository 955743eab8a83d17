"""A backup → the store, whole or not at all; the previous one goes aside; what it forgot stays forgotten."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from features.clock import to_datetime
from features.errors import StoreRefused
from service.store.copies import Progress, connected, copy, draft_of, put_in_place
from service.store.failures import told
from service.store.protocol import Store
from service.store.sqlite import SqliteStore
from service.store.upgrade import NEWEST, bring_up, make_folder, version

IN_USE = 510, 0x4000_0002  # length and start of the bytes SQLite locks while anybody has a store open
NEVER_SET_BACK = ("secrets", "erased", "keys")  # who was erased and which keys were revoked

Rows = dict[str, list[tuple[Any, ...]]]


class Restored(NamedTuple):
    """`aside`: where the previous store lies; `remembered`: it told who was erased, which keys revoked."""

    aside: Path | None
    remembered: bool


def restore(
    path: Path, source: Path, *, now: int, forget: Callable[[Store], object], progress: Progress = None
) -> Restored:
    """Put a backup in the store's place, brought to this version; `forget` erases again whom `erased` names.

    Raises StoreRefused where the backup is none or damaged or where anybody has the store open; then, as when
    it is killed, the previous store is still in its place.
    """
    make_folder(path)
    with _alone(path), draft_of(path) as draft:
        copy(source, draft, progress)
        bring_up(draft, migrate=True)
        remembered = _carry_over(path, draft)
        with closing(SqliteStore(draft)) as store:
            forget(store)
        with _alone(path):
            _as_before(path, draft)
            aside = _move_aside(path, now)
            put_in_place(draft, path)
    return Restored(aside, remembered)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody has the store open, however damaged it is. Reading it in this process gives the lock away."""
    if not path.exists():
        yield
        return
    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, *IN_USE)
        except OSError:
            raise StoreRefused(
                f"the store {path} is in use; stop the service and every command that has it open, "
                "then restore again"
            ) from None
        yield


def _carry_over(path: Path, draft: Path) -> bool:
    """What may not be set back in time; False where the previous store doesn't tell."""
    rows = _remembered(path)
    with told(draft), closing(connected(draft)) as new:
        new.execute("PRAGMA journal_mode = WAL")
        if rows is None or not _same_shop(rows, new):
            return False
        new.execute("BEGIN")
        for table, found in rows.items():
            for row in found:
                new.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        new.execute("COMMIT")
    return True


def _remembered(path: Path) -> Rows | None:
    """Closing it, as the only one who has it open, also brings its write-ahead log home."""
    try:
        if version(path) != NEWEST:
            return None
        with closing(connected(path)) as store:
            return {table: store.execute(f"SELECT * FROM {table}").fetchall() for table in NEVER_SET_BACK}
    except (sqlite3.Error, StoreRefused):
        return None


def _same_shop(rows: Rows, new: sqlite3.Connection) -> bool:
    """Hashes made with another salt mean nothing here."""
    theirs = dict(new.execute("SELECT * FROM secrets").fetchall())
    return all(theirs.get(name, value) == value for name, value in rows["secrets"])


def _as_before(path: Path, draft: Path) -> None:
    """Who could read and write the store still can, also where somebody else restores it."""
    if path.exists():
        before = path.stat()
        draft.chmod(before.st_mode & 0o777)
        if os.geteuid() == 0:
            os.chown(draft, before.st_uid, before.st_gid)


def _move_aside(path: Path, now: int) -> Path | None:
    """The log of another store must never be replayed into this one."""
    aside = path.with_name(f"{path.name}.before-{to_datetime(now):%Y%m%dT%H%M%S%f}")
    for end in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{path}{end}").rename(f"{aside}{end}")
    if not path.exists():
        return None
    os.link(path, aside)  # and not a rename: at no moment is there no store
    return aside
