"""A folder for an import's rows, gone with it; a killed one's goes with the next, or by `zuvor retain`."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "zuvor-import-"
SETTLED = 60  # seconds; a folder so young may not be locked yet


@contextmanager
def room() -> Iterator[Path]:
    """Held by a lock that ends with the process, whatever ends it."""
    clear()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder, _locked(Path(folder)):
        yield Path(folder)


def clear() -> None:
    """Delete the folders of imports that are no more: rows of people lie in them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # somebody's at it, or it isn't ours
            if time.time() - folder.stat().st_mtime > SETTLED:
                with _locked(folder):
                    shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
