"""A model ↔ its version's folder: written whole with a digest of every file, verified and mapped again."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from features.artifact.manifest import FORMAT, Manifest, read_manifest, version_of
from features.clock import parse_moment, to_text
from features.disk import flush, sync, write
from features.errors import ArtifactRefused, NotPublished

Array = NDArray[Any]
DRAFT = ".draft-"


@dataclass(frozen=True)
class Model:
    """What was learned, in memory or memory-mapped: arrays and lists of texts by name."""

    arrays: Mapping[str, Array]
    texts: Mapping[str, list[str]]
    weights: Mapping[str, Mapping[str, float]]
    manifest: Manifest | None = None


def publish(root: Path, model: Model, facts: dict[str, Any]) -> Manifest:
    """Write a version whole and return its manifest; the same content gives the same version.

    `facts` are the manifest's fields beside format, version, weights and files.
    Raises NotPublished where the folder can't be written: then nothing of it is there.
    """
    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=root))
        try:
            files = _write_files(draft, model)
            manifest = _manifest(model, facts, files)
            write(draft / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest)))
            draft.chmod(0o755)
            _put_in_place(draft, root / manifest.version)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return manifest


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """A disk that is full or closed to us ends in a sentence."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise NotPublished(
            f"{root} can't be written ({reason}): make room or mend its rights, then train again; "
            "what served still serves"
        ) from error


def _put_in_place(draft: Path, folder: Path) -> None:
    """What is there already stays, fresh again, unless it was damaged."""
    if folder.exists() or folder.is_symlink():
        try:
            open_model(folder)
            os.utime(folder)
            return
        except ArtifactRefused:
            folder.unlink() if folder.is_symlink() else shutil.rmtree(folder)
    draft.rename(folder)
    sync(folder.parent)


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever a file of the version is written anew; empty where there is none."""
    try:
        entries = [(entry.name, entry.stat()) for entry in os.scandir(folder)]
    except OSError:
        return ()
    return tuple(sorted((name, at.st_mtime_ns, at.st_size) for name, at in entries))


def open_model(folder: Path) -> Model:
    """Verify every file against the manifest and map it. Raises ArtifactRefused with the reason."""
    manifest = read_manifest(folder)
    if not version_of(manifest) == manifest.version == folder.name:
        raise ArtifactRefused(f"{folder.name}/manifest.json is damaged: train again or roll back")
    try:
        for name, digest in manifest.files.items():
            _verify(folder / name, digest)
        return _mapped(folder, manifest)
    except ArtifactRefused:
        raise
    except Exception as error:
        reason = f"{folder.name} can't be read ({type(error).__name__}: {error}): train again or roll back"
        raise ArtifactRefused(reason) from error


def _mapped(folder: Path, manifest: Manifest) -> Model:
    arrays = {
        # a plain view on the mapped memory: np.memmap's own indexing is twenty times slower
        name.removesuffix(".npy"): np.asarray(np.load(folder / name, mmap_mode="r", allow_pickle=False))
        for name in manifest.files
        if name.endswith(".npy")
    }
    texts = {name.removesuffix(".bytes"): _texts(arrays, name) for name in arrays if name.endswith(".bytes")}
    plain = {name: array for name, array in arrays.items() if not name.endswith((".bytes", ".ends"))}
    return Model(plain, texts, manifest.weights, manifest)


def refuse_future(model: Model, now: int) -> None:
    """A model that knows what happens after `now` (microseconds) is refused: nothing later exists."""
    manifest = model.manifest
    if manifest is not None and parse_moment(manifest.data_until) > now:
        raise ArtifactRefused(
            f"{manifest.version} was trained on data until {manifest.data_until}, later than {to_text(now)}: "
            "train with --as-of that moment"
        )


def _verify(path: Path, digest: str) -> None:
    if not path.is_file():
        raise ArtifactRefused(f"{path.parent.name} lacks {path.name}: train again or roll back")
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            raise ArtifactRefused(f"{path.parent.name}/{path.name} is damaged: train again or roll back")


def _texts(arrays: Mapping[str, Array], name: str) -> list[str]:
    raw = arrays[name].tobytes()
    ends = arrays[name.replace(".bytes", ".ends")].tolist()
    return [raw[a:b].decode() for a, b in zip([0, *ends[:-1]], ends, strict=True)] if ends else []


def _write_files(draft: Path, model: Model) -> dict[str, str]:
    arrays = dict(model.arrays)
    for name, texts in model.texts.items():
        encoded = [text.encode() for text in texts]
        arrays[f"{name}.bytes"] = np.frombuffer(b"".join(encoded), np.uint8)
        arrays[f"{name}.ends"] = np.cumsum([len(e) for e in encoded], dtype=np.int64)
    for name, array in arrays.items():
        with (draft / f"{name}.npy").open("wb") as file:
            np.save(file, np.ascontiguousarray(array), allow_pickle=False)
            flush(file)
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(draft.iterdir())}


def _manifest(model: Model, facts: dict[str, Any], files: dict[str, str]) -> Manifest:
    weights = {head: dict(values) for head, values in model.weights.items()}
    manifest = Manifest(format=FORMAT, version="", weights=weights, files=files, **facts)
    return msgspec.structs.replace(manifest, version=version_of(manifest))
