"""The folder of all versions → one training at a time adds to it, and what served long ago goes."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from features.artifact.bundle import DRAFT, open_model, writing
from features.artifact.folder import alone, current, roles
from features.clock import SECOND, system_clock, to_text
from features.errors import ArtifactRefused, NotPublished

VERSION = re.compile(r"\d{8}T\d{6}-[0-9a-f]{10}")
GONE, LOCK = ".gone-", ".training"


@contextmanager
def training(root: Path) -> Iterator[None]:
    """One training at a time; the lock goes with its process, however that ends. Raises NotPublished."""
    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        file = (root / LOCK).open("a+")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise NotPublished(
                f"another training is under way in {root} ({file.read()}): wait until it has ended"
            ) from None
        with writing(root):
            file.truncate(0)
            file.write(f"process {os.getpid()}, since {to_text(system_clock())}")
            file.flush()
            _clear(root, DRAFT)
        yield


def sweep(root: Path, now: int, kept: int) -> list[str]:
    """Delete versions that nothing names and that stopped serving more than `kept` before `now`; their names.

    In microseconds. While anything that is named can't be served, nothing goes: an earlier one may be needed.
    A process that has one open goes on reading it.
    """
    if not root.is_dir():
        return []
    with writing(root), alone(root):
        _clear(root, GONE)  # what a killed one left
        old = _superseded(root, now - kept)
        for folder in old:
            folder.rename(root / f"{GONE}{folder.name}")
        _clear(root, GONE)
    return [folder.name for folder in old]


def _clear(root: Path, prefix: str) -> None:
    for folder in root.glob(f"{prefix}*"):
        shutil.rmtree(folder)


def _superseded(root: Path, before: int) -> list[Path]:
    try:
        named = roles(root)
        for version in named:
            open_model(root / version)
    except ArtifactRefused:
        return []
    if current(root) is None:
        return []
    others = [path for path in sorted(root.iterdir()) if path.name not in named]
    ours = [path for path in others if VERSION.fullmatch(path.name) and not path.is_symlink()]
    return [path for path in ours if path.stat().st_mtime * SECOND < before]
