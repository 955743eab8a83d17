"""A store in use → a backup: one moment of it in one file, checked, synced and put in place whole."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from features.disk import sync
from features.errors import BadInput, StoreRefused
from service.store.compacting import rewritten
from service.store.failures import damaged, told
from service.store.upgrade import PATIENCE, version

PAGES = 2_000  # copied at once, about 8 MB: then others get the processor

Progress = Callable[[int, int], object] | None


def back_up(path: Path, target: Path, *, replace: bool = False, progress: Progress = None) -> None:
    """Copy everything acknowledged before the call; who writes meanwhile isn't held up.

    `target` appears when it is complete; only its owner may read it. `progress` hears (pages done, pages).
    Raises BadInput where `target` is taken, StoreRefused where there is no store or a damaged one, StoreDown.
    """
    if target.exists() and path.exists() and target.samefile(path):
        raise BadInput(f"{target} is the store itself; name another file")
    if target.exists() and not (replace and target.is_file()):
        raise BadInput(f"{target} is there already; name another file, or give --replace")
    with draft_of(target) as draft:
        copy(path, draft, progress)
        put_in_place(draft, target)


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """An unfinished file beside its target; what a killed run left there is cleared away."""
    folder, start = target.absolute().parent, f".{target.name}-"
    try:
        for left in folder.iterdir():
            if left.name.startswith(start) and ".part" in left.name:
                left.unlink()
        handle, name = tempfile.mkstemp(".part", start, folder)
    except OSError as error:
        raise BadInput(f"{target} can't be written ({error.strerror}); name another file") from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def copy(source: Path, draft: Path, progress: Progress = None) -> None:
    """One moment of a store, into an empty file that needs none beside it. Raises StoreRefused, StoreDown."""
    with told(source):
        if version(source) is None:
            raise StoreRefused(f"{source} is no store; check the name")
        with closing(connected(source)) as store, closing(connected(draft)) as new:
            with told(draft):
                _copy(store, new, progress)
            found = new.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(source, found)


def _copy(store: sqlite3.Connection, new: sqlite3.Connection, progress: Progress) -> None:
    store.execute("BEGIN")
    store.execute("SELECT count(*) FROM sqlite_master").fetchone()  # this moment holds from here to the end
    new.execute("PRAGMA synchronous = OFF")  # synced once, as a whole
    new.execute("PRAGMA journal_mode = OFF")
    heard = progress or (lambda done, pages: None)
    store.backup(new, pages=PAGES, progress=lambda _, left, pages: heard(pages - left, pages))
    rewritten(new)  # of what was deleted nothing goes along
    new.execute("PRAGMA journal_mode = DELETE")


def connected(path: Path) -> sqlite3.Connection:
    """A connection for administration: waits long, commits when told."""
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)


def put_in_place(draft: Path, target: Path) -> None:
    """From one moment to the next the target is the draft, also after a power cut."""
    sync(draft)
    draft.rename(target)
    sync(target.absolute().parent)
