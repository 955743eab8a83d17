"""What a version says of itself: where it comes from, how it was judged, and the digest of every file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from features.clock import parse_moment
from features.errors import ArtifactRefused, BadInput

FORMAT = 1
LONGEST = 10_000_000  # bytes; ours have some thousand
FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")  # a name in the version's own folder, never a path


class Comparison(Struct, kw_only=True, frozen=True):
    """The gate's figures: change of NDCG@10 against the recipe that served, and its 95 % interval."""

    difference: float
    low: float
    high: float
    customers: int
    windows: int
    serving_recipe: str
    new_recipe: str


class Notice(Struct, kw_only=True, frozen=True):
    """Something that a training leaned on or found odd: a kind, and the figures that its sentence names."""

    kind: str
    figures: dict[str, float] = {}


class Manifest(Struct, kw_only=True, frozen=True, omit_defaults=True):
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
    comparison: Comparison | None = None
    notices: list[Notice] = []


class _Newer(Struct):
    format: int


def recipe_hash(recipe: dict[str, Any]) -> str:
    """Stable hash of a recipe, 16 hex digits."""
    return hashlib.sha256(msgspec.json.encode(recipe, order="deterministic")).hexdigest()[:16]


def version_of(manifest: Manifest) -> str:
    """Named after what is in it; when it was made, and what was said about it, makes no other version."""
    said: dict[str, Any] = {"verdict": "", "comparison": None, "notices": []}
    content = msgspec.structs.replace(manifest, version="", created_at="", **said)
    digest = hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:10]
    return f"{''.join(c for c in manifest.data_until[:19] if c.isalnum())}-{digest}"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version's folder. Raises ArtifactRefused."""
    path = folder / "manifest.json"
    if not path.is_file() or folder.is_symlink():
        raise ArtifactRefused(f"{folder.name} has no manifest.json: train again or roll back")
    if path.stat().st_size > LONGEST:
        raise ArtifactRefused(f"{folder.name}/manifest.json is too long: train again or roll back")
    try:
        manifest = _decoded(path.read_bytes(), folder.name)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, BadInput, OSError) as error:
        reason = f"{folder.name}/manifest.json can't be read ({error}): train again or roll back"
        raise ArtifactRefused(reason) from (error if isinstance(error, OSError) else None)
    if paths := [name for name in manifest.files if not FILE.fullmatch(name)]:
        raise ArtifactRefused(f"{folder.name} names files outside its folder ({paths[0]!r}): train again")
    return manifest


def _decoded(raw: bytes, name: str) -> Manifest:
    if msgspec.json.decode(raw, type=_Newer).format > FORMAT:
        raise ArtifactRefused(f"{name} was made by a newer zuvor: update this one or roll back")
    manifest = msgspec.json.decode(raw, type=Manifest)
    parse_moment(manifest.created_at)
    parse_moment(manifest.data_until)
    return manifest
