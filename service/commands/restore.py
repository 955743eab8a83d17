"""`zuvor restore`: a backup → the store; the service has to be stopped."""

from __future__ import annotations

from pathlib import Path

import click

from features.clock import system_clock
from features.settings import Settings
from service.commands.flags import with_settings
from service.commands.out import bar, give, say

SOURCE = click.Path(exists=True, dir_okay=False, path_type=Path)
UNKNOWN = (
    "no previous store could tell who was erased and which keys were revoked since the backup: "
    "erase and revoke them again"
)


@click.command(epilog="Example: zuvor restore /backups/zuvor-monday.db")
@click.argument("file", type=SOURCE)
@with_settings("store")
def command(settings: Settings, file: Path) -> None:
    """Put the backup FILE in the store's place. The previous store is moved aside and kept."""
    from service.ingest.erasing import erase_again
    from service.store import path_of
    from service.store.restoring import restore

    path = path_of(settings.store)
    with bar("copying") as progress:
        done = restore(path, file, now=system_clock(), forget=erase_again, progress=progress)
    if done.aside:
        say(f"the previous store lies in {done.aside}; delete it when nobody needs it any more")
    if not done.remembered:
        say(UNKNOWN)
    give(str(path))
