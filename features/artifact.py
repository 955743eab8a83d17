"""The contract between training and service: a folder of arrays with a manifest, published whole.

Everything is `.npy` (memory-mapped, no pickle) or JSON: it can't run code. Texts are UTF-8 bytes and offsets.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from features.clock import parse_moment, to_text
from features.errors import ArtifactRefused, BadInput

FORMAT = 1
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
Array = NDArray[Any]


class Manifest(Struct, kw_only=True, frozen=True):
    """What a version is: moments are RFC 3339, `files` maps name to SHA-256."""

    format: int
    version: str
    created_at: str
    data_from: str
    data_until: str
    recipe: dict[str, Any]
    recipe_hash: str
    counts: dict[str, int]
    metrics: dict[str, Any]
    weights: dict[str, dict[str, float]]
    verdict: str
    dependencies: dict[str, str]
    files: dict[str, str]


@dataclass(frozen=True)
class Model:
    """What was learned, in memory or memory-mapped: arrays and lists of texts by name."""

    arrays: Mapping[str, Array]
    texts: Mapping[str, list[str]]
    weights: Mapping[str, Mapping[str, float]]
    manifest: Manifest | None = None


def recipe_hash(recipe: dict[str, Any]) -> str:
    """Stable hash of a recipe, 16 hex digits."""
    return hashlib.sha256(msgspec.json.encode(recipe, order="deterministic")).hexdigest()[:16]


def publish(
    root: Path, model: Model, facts: dict[str, Any], extra: Mapping[str, bytes] | None = None
) -> Manifest:
    """Write a version whole and return its manifest; the same content gives the same version.

    `facts` are the manifest's fields beside format, version, weights and files; `extra` are files for people.
    """
    root.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=root))
    try:
        files = _write_files(draft, model, extra or {})
        manifest = _manifest(model, facts, files)
        _write(draft / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest)))
        draft.chmod(0o755)
        _put_in_place(draft, root / manifest.version)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _put_in_place(draft: Path, folder: Path) -> None:
    """What is there already stays, unless it was damaged."""
    if folder.exists():
        try:
            open_model(folder)
            return
        except ArtifactRefused:
            shutil.rmtree(folder)
    draft.rename(folder)
    _sync(folder.parent)


def make_current(root: Path, version: str, name: str | None = None) -> None:
    """Name the serving version, atomically; with a `name`: the version served beside it."""
    fresh = root / f".current-{os.getpid()}"
    _write(fresh, version.encode())
    fresh.rename(root / _pointer(name))
    _sync(root)


def _pointer(name: str | None) -> str:
    if name is not None and not NAME.fullmatch(name):
        raise BadInput(f"{name!r} is no name for a recipe: use letters, digits, - and _")
    return "current" if name is None else f"current-{name}"


def current(root: Path, name: str | None = None) -> str | None:
    """The version that `current` names, None before the first publication. Raises ArtifactRefused."""
    try:
        return (root / _pointer(name)).read_text().strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (UnicodeDecodeError, OSError) as error:
        raise ArtifactRefused(f"{root / _pointer(name)} can't be read ({error}): roll back") from None


def stamp(folder: Path) -> float:
    """Changes whenever the version's folder is written anew; 0 where there is none."""
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version's folder. Raises ArtifactRefused."""
    if not (folder / "manifest.json").is_file():
        raise ArtifactRefused(f"{folder.name} has no manifest.json: train again or roll back")
    try:
        raw = (folder / "manifest.json").read_bytes()
        if msgspec.json.decode(raw, type=_Newer).format > FORMAT:
            raise ArtifactRefused(f"{folder.name} was made by a newer zuvor: update this one or roll back")
        manifest = msgspec.json.decode(raw, type=Manifest)
        parse_moment(manifest.created_at)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, BadInput) as error:
        raise ArtifactRefused(f"{folder.name}/manifest.json can't be read ({error}): roll back") from None
    return manifest


class _Newer(Struct):
    format: int


def open_model(folder: Path) -> Model:
    """Verify every file against the manifest and map it. Raises ArtifactRefused with the reason."""
    manifest = read_manifest(folder)
    if _version(manifest) != manifest.version:
        raise ArtifactRefused(f"{folder.name}/manifest.json is damaged: train again or roll back")
    for name, digest in manifest.files.items():
        _verify(folder / name, digest)
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


def _write_files(draft: Path, model: Model, extra: Mapping[str, bytes]) -> dict[str, str]:
    arrays = dict(model.arrays)
    for name, texts in model.texts.items():
        encoded = [text.encode() for text in texts]
        arrays[f"{name}.bytes"] = np.frombuffer(b"".join(encoded), np.uint8)
        arrays[f"{name}.ends"] = np.cumsum([len(e) for e in encoded], dtype=np.int64)
    for name, array in arrays.items():
        with (draft / f"{name}.npy").open("wb") as file:
            np.save(file, np.ascontiguousarray(array), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
    for name, content in extra.items():
        _write(draft / name, content)
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(draft.iterdir())}


def _manifest(model: Model, facts: dict[str, Any], files: dict[str, str]) -> Manifest:
    weights = {head: dict(values) for head, values in model.weights.items()}
    manifest = Manifest(format=FORMAT, version="", weights=weights, files=files, **facts)
    return msgspec.structs.replace(manifest, version=_version(manifest))


def _version(manifest: Manifest) -> str:
    """Named after what is in it; when it was made and how it was judged makes no other version."""
    content = msgspec.structs.replace(manifest, version="", created_at="", verdict="")
    digest = hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:10]
    return f"{''.join(c for c in manifest.data_until[:19] if c.isalnum())}-{digest}"


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
