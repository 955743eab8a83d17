"""`zuvor models`: what is published, what serves, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from features.errors import ArtifactRefused, BadInput
from features.settings import Settings
from service.commands.flags import as_json, with_settings
from service.commands.out import give, give_json, say, table

if TYPE_CHECKING:
    from features.artifact import Manifest


@click.group(epilog="Example: zuvor models list")
def command() -> None:
    """What is published, what serves, and the way back."""


@command.command("list", epilog="Example: zuvor models list --json")
@as_json
@with_settings("artifacts")
def list_(settings: Settings, as_json: bool) -> None:
    """Published versions, oldest data first. It tells which serves, and which beside it by name."""
    from service.commands.model_sheet import HEAD, row, summary

    root = Path(settings.artifacts)
    role, found = roles(root), readable(root)
    if as_json:
        give_json([{"serves": role.get(manifest.version, []), **summary(manifest)} for manifest in found])
    elif not found:
        say(f"nothing is published in {root}; `zuvor train` makes the first model")
    else:
        give(table(HEAD, [row(manifest, role.get(manifest.version, [])) for manifest in found]))


@command.command(epilog="Example: zuvor models show 20261101T000000-5f1c0a9b2e")
@click.argument("version", required=False)
@as_json
@with_settings("artifacts")
def show(settings: Settings, version: str | None, as_json: bool) -> None:
    """What a version is and how well it ranks. No VERSION: the one that serves."""
    from service.commands.model_sheet import sheet

    root = Path(settings.artifacts)
    manifest = manifest_of(root, version or serving(root))
    give_json(manifest) if as_json else give(sheet(manifest, roles(root).get(manifest.version, [])))


@command.command(epilog="Example: zuvor models rollback 20261101T000000-5f1c0a9b2e")
@click.argument("version")
@click.option("--as", "name", help="Under this name, beside what serves.")
@with_settings("artifacts", "model_poll")
def rollback(settings: Settings, version: str, name: str | None) -> None:
    """Serve an earlier version again. It is checked whole; running workers swap within seconds."""
    from features.artifact import open_model, roll_back
    from features.clock import SECOND
    from service.engine.sound import refuse_unsound

    root = Path(settings.artifacts)
    manifest = manifest_of(root, version)
    before = {role: v for v, names in roles(root).items() for role in names}.get(name or "default")
    refuse_unsound(open_model(root / version))
    roll_back(root, version, name)
    news = f"instead of {before}; running workers take it over within {settings.model_poll / SECOND:g} s"
    say(f"{version} serves{f' as {name}' if name else ''} {'already' if before == version else news}")
    say(f"the next zuvor train compares with its recipe ({manifest.recipe_hash})")
    give(version)


def serving(root: Path) -> str:
    """The version that serves. Raises BadInput where there is none."""
    from features.artifact import current

    if (version := current(root)) is None:
        raise BadInput(f"there is no published model in {root}: run zuvor train first")
    return version


def readable(root: Path) -> list[Manifest]:
    """Manifests of the versions that can be read; a broken one doesn't hide the others."""
    from features.artifact import read_manifest, versions

    def each() -> Iterator[Manifest]:
        for path in versions(root):
            try:
                yield read_manifest(path)
            except ArtifactRefused as error:
                say(f"zuvor: {error}")

    return sorted(each(), key=lambda manifest: (manifest.data_until, manifest.created_at))


def roles(root: Path) -> dict[str, list[str]]:
    """Version → what it serves as; a broken pointer is told and hides nothing."""
    from features import artifact

    try:
        return artifact.roles(root)
    except ArtifactRefused as error:
        say(f"zuvor: {error}")
        return {}


def manifest_of(root: Path, version: str) -> Manifest:
    """The manifest of a published version; no path from outside is opened."""
    from features.artifact import read_manifest, versions

    if version not in {path.name for path in versions(root)}:
        raise click.BadParameter(f"{version} is not published; `zuvor models list` shows what is")
    return read_manifest(root / version)


def wrong_with_current(folder: str) -> str | None:
    """Why a worker would not serve the current version; None where it would, or none is published."""
    from features.clock import system_clock
    from service.engine.loading import Versions

    versions = Versions(Path(folder), system_clock)
    versions.after(None)
    return "; ".join(versions.refused.values()) or None
