"""What SQLite complains about → the error that says whether to try again or to mend the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from features.errors import StoreDown, StoreRefused, ZuvorError

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_SENTENCES = {
    sqlite3.SQLITE_BUSY: "is locked by another process; try again",
    sqlite3.SQLITE_LOCKED: "is locked; try again",
    sqlite3.SQLITE_FULL: "has no space left; free some on its disk",
    sqlite3.SQLITE_READONLY: "may not be written; let this user write the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "can't be opened; check that it is there and this user may read and write it",
    sqlite3.SQLITE_IOERR: "can't be read or written; check its disk",
}


def failure(error: sqlite3.Error, path: Path) -> ZuvorError:
    """The error of ours that a caller should see."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the family
    if code in _DAMAGED:
        return damaged(path, str(error))
    return StoreDown(f"the store {path} {_SENTENCES.get(code, f'does not answer ({error}); try again')}")


def damaged(path: Path, found: str) -> StoreRefused:
    """A file that can't be mended, only replaced."""
    said = " ".join(found.split())  # one line, as everything that is said
    return StoreRefused(
        f"the store {path} is damaged or no store ({said}); take a backup that is whole: `zuvor restore FILE`"
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of SQLite leave this block as errors of ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise failure(error, path) from error
