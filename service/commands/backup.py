"""`zuvor backup`: the store as it is now → one file, while the service runs."""

from __future__ import annotations

from pathlib import Path

import click

from features.settings import Settings
from service.commands.flags import with_settings
from service.commands.out import bar, give

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog="Example: zuvor backup /backups/zuvor-monday.db --replace")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Replace FILE, once the new backup is complete.")
@with_settings("store")
def command(settings: Settings, file: Path, replace: bool) -> None:
    """Copy the store into one FILE, checked. The service may run and take events meanwhile."""
    from service.store import path_of
    from service.store.copies import back_up

    with bar("copying") as progress:
        back_up(path_of(settings.store), file, replace=replace, progress=progress)
    give(str(file))
