"""`zuvor models`: what is published, what serves, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from features.errors import ArtifactRefused
from features.settings import Settings
from service.commands.flags import as_json, with_settings
from service.commands.out import give, give_json, table

if TYPE_CHECKING:
    from features.artifact import Manifest


@click.group(epilog="Example: zuvor models list")
def command() -> None:
    """What is published, what serves, and the way back."""


@command.command("list", epilog="Example: zuvor models list --json")
@as_json
@with_settings("artifacts")
def list_(settings: Settings, as_json: bool) -> None:
    """Published versions, oldest first: the one that serves, and those beside it by name."""
    root = Path(settings.artifacts)
    role, found = roles(root), list(readable(root))
    summaries = [{"serves": role.get(manifest.version, []), **summary(manifest)} for manifest in found]
    if as_json:
        give_json(summaries)
    else:
        rows = [(", ".join(serves), *texts) for serves, *texts in (one.values() for one in summaries)]
        give(table(("serves", "version", "data until", "created", "verdict"), rows))


@command.command(epilog="Example: zuvor models show 20261101T000000-5f1c0a9b2e")
@click.argument("version")
@with_settings("artifacts")
def show(settings: Settings, version: str) -> None:
    """A version's manifest, as JSON."""
    give_json(manifest_of(Path(settings.artifacts), version))


@command.command(epilog="Example: zuvor models rollback 20261101T000000-5f1c0a9b2e")
@click.argument("version")
@with_settings("artifacts")
def rollback(settings: Settings, version: str) -> None:
    """Serve an earlier version again; running workers swap within seconds."""
    from features.artifact import make_current, open_model

    root = Path(settings.artifacts)
    manifest_of(root, version)
    open_model(root / version)
    make_current(root, version)
    give(version)


def published(root: Path) -> list[Path]:
    """The folders of all versions; what begins with a dot was never finished."""
    return [path.parent for path in root.glob("[!.]*/manifest.json")]


def readable(root: Path) -> Iterator[Manifest]:
    """Manifests of the versions that can be read; a broken one doesn't hide the others."""
    from features.artifact import read_manifest

    found = []
    for path in published(root):
        try:
            found.append(read_manifest(path))
        except ArtifactRefused as error:
            click.echo(f"zuvor: {error}", err=True)
    yield from sorted(found, key=lambda manifest: (manifest.data_until, manifest.created_at))


def roles(root: Path) -> dict[str, list[str]]:
    """Version → what it serves as: `default`, or the name an experiment uses."""
    found: dict[str, list[str]] = {}
    for pointer in sorted(root.glob("current*")):
        name = pointer.name.removeprefix("current").removeprefix("-") or "default"
        found.setdefault(pointer.read_text().strip(), []).append(name)
    return found


def summary(manifest: Manifest) -> dict[str, Any]:
    """One line about a version."""
    return {
        "version": manifest.version,
        "data_until": manifest.data_until,
        "created_at": manifest.created_at,
        "verdict": manifest.verdict,
    }


def manifest_of(root: Path, version: str) -> Manifest:
    """The manifest of a published version; no path from outside is opened."""
    from features.artifact import read_manifest

    if version not in {path.name for path in published(root)}:
        raise click.BadParameter(f"{version} is not published; `zuvor models list` shows what is")
    return read_manifest(root / version)


def wrong_with_current(folder: str) -> str | None:
    """What is wrong with the serving version; None where nothing is, or none is published."""
    from features.artifact import current, open_model

    serving = current(Path(folder))
    if serving is None:
        return None
    try:
        open_model(Path(folder) / serving)
    except ArtifactRefused as error:
        return str(error)
    return None
