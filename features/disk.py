"""What is written → on the disk, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from features.errors import BadInput


def write(path: Path, content: bytes) -> None:
    """On the disk when it returns; that the file is there at all, `sync` of its folder says."""
    with path.open("wb") as file:
        file.write(content)
        flush(file)


def flush(file: IO[bytes]) -> None:
    """What was written to an open file is on the disk when it returns."""
    file.flush()
    os.fsync(file.fileno())


def sync(path: Path) -> None:
    """A file's content, or a folder's entries, are on the disk when it returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse_unwritable(path: Path) -> None:
    """Before long work for a file: raises BadInput where none can be written, or where what is there is none.

    What is no file, a device for one, would be replaced by one.
    """
    there = path.exists() and not path.is_file()
    if there or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise BadInput(f"{path} can't be written: choose a file in a folder that is there and can be written")
