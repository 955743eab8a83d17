"""The folder of all versions: which one serves, by which name; one after the other changes that."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG

from features.artifact.bundle import open_model, writing
from features.disk import sync, write
from features.errors import ArtifactRefused, BadInput, NotPublished
from features.names import NAME

_NAME = re.compile(NAME)
LONGEST = 1_000  # bytes of a pointer
POINTER = "current"


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
        _refuse_strange(pointer)
        version = pointer.read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (UnicodeDecodeError, OSError) as error:
        raise ArtifactRefused(f"{pointer} can't be read ({error}): train again or roll back") from error
    if not _NAME.fullmatch(version):
        raise ArtifactRefused(f"{pointer} names no version ({version[:40]!r}): train again or roll back")
    return version


def _refuse_strange(pointer: Path) -> None:
    """A pipe would be waited for, a link lead out of the folder, and a giant fill the memory."""
    found = pointer.lstat()
    if not S_ISREG(found.st_mode) or found.st_size > LONGEST:
        raise ArtifactRefused(f"{pointer} can't be read (no small plain file): train again or roll back")


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
    with writing(root), alone(root):
        _point(root, version, name)


def replace_current(root: Path, version: str, before: str | None, name: str | None = None) -> None:
    """Like `make_current`, unless by now another version than `before` serves. Raises NotPublished."""
    with writing(root), alone(root):
        if (now := serving(root, name)) != before:
            raise NotPublished(
                f"{now} serves since somebody rolled back while this training ran; {version} is there, too: "
                f"zuvor models rollback {version} lets it serve"
            )
        _point(root, version, name)


def roll_back(root: Path, version: str, name: str | None = None) -> None:
    """Let an earlier version serve again. Raises ArtifactRefused where it can't be served any more."""
    with writing(root), alone(root):
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
    if name is not None and not _NAME.fullmatch(name):
        raise BadInput(f"{name!r} is no name for a recipe: use letters, digits, - and _")
    return POINTER if name is None else f"{POINTER}-{name}"


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Whoever changes what is named, or deletes what isn't, waits here for the other."""
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
