"""The folder of all versions: which one serves, one training at a time, and the way of old ones out of it."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from features.artifact.bundle import DRAFT, open_model, sync, write, writing
from features.clock import SECOND, system_clock, to_text
from features.errors import ArtifactRefused, BadInput, NotPublished

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
VERSION = re.compile(r"\d{8}T\d{6}-[0-9a-f]{10}")
POINTER, GONE, LOCK = "current", ".gone-", ".training"


def versions(root: Path) -> list[Path]:
    """The folders of all versions; what begins with a dot was never finished."""
    return sorted(path.parent for path in root.glob("[!.]*/manifest.json"))


def current(root: Path, name: str | None = None) -> str | None:
    """The version that `current` names, None before the first publication. Raises ArtifactRefused."""
    return _named_in(root / _pointer(name))


def serving(root: Path, name: str | None = None) -> str | None:
    """The same; None also where the pointer is broken."""
    try:
        return current(root, name)
    except ArtifactRefused:
        return None


def _named_in(pointer: Path) -> str | None:
    try:
        version = pointer.read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (UnicodeDecodeError, OSError) as error:
        raise ArtifactRefused(f"{pointer} can't be read ({error}): train again or roll back") from error
    if not NAME.fullmatch(version):
        raise ArtifactRefused(f"{pointer} names no version ({version[:40]!r}): train again or roll back")
    return version


def roles(root: Path) -> dict[str, list[str]]:
    """Version → what it serves as: `default`, or the name an experiment uses. Raises ArtifactRefused."""
    found: dict[str, list[str]] = {}
    for pointer in sorted(root.glob(f"{POINTER}*")):
        name = pointer.name.removeprefix(POINTER).removeprefix("-") or "default"
        if version := _named_in(pointer):
            found.setdefault(version, []).append(name)
    return found


def make_current(root: Path, version: str, name: str | None = None) -> None:
    """Name the serving version, atomically; with a `name`: the version served beside it."""
    with writing(root), _alone(root):
        _point(root, version, name)


def replace_current(root: Path, version: str, before: str | None, name: str | None = None) -> None:
    """Like `make_current`, unless by now another version than `before` serves. Raises NotPublished."""
    with writing(root), _alone(root):
        if (now := serving(root, name)) != before:
            raise NotPublished(
                f"{now} serves since somebody rolled back while this training ran; {version} is there, too: "
                f"zuvor models rollback {version} lets it serve"
            )
        _point(root, version, name)


def roll_back(root: Path, version: str, name: str | None = None) -> None:
    """Let an earlier version serve again. Raises ArtifactRefused where it can't be served any more."""
    with writing(root), _alone(root):
        open_model(root / version)
        _point(root, version, name)


def _point(root: Path, version: str, name: str | None) -> None:
    pointer, fresh = root / _pointer(name), root / f".{POINTER}"
    _date(root, pointer)
    try:
        write(fresh, version.encode())
        fresh.rename(pointer)
    finally:
        fresh.unlink(missing_ok=True)
    sync(root)


def _date(root: Path, pointer: Path) -> None:
    """The time on a version's folder is when it last stopped serving."""
    try:
        if before := _named_in(pointer):
            os.utime(root / before)
    except (ArtifactRefused, FileNotFoundError):
        return  # what was named is not there


def _pointer(name: str | None) -> str:
    if name is not None and not NAME.fullmatch(name):
        raise BadInput(f"{name!r} is no name for a recipe: use letters, digits, - and _")
    return POINTER if name is None else f"{POINTER}-{name}"


def sweep(root: Path, now: int, kept: int) -> list[str]:
    """Delete versions that nothing names and that stopped serving more than `kept` before `now`; their names.

    In microseconds. While anything that is named can't be served, nothing goes: an earlier one may be needed.
    A process that has one open goes on reading it.
    """
    if not root.is_dir():
        return []
    with writing(root), _alone(root):
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


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Whoever changes what is named, or deletes what isn't, waits here for the other."""
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
