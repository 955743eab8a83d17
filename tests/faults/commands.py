"""`kill -9` of commands at known moments: an import, a migration, a backup, a restore."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import polars as pl

from service.store import upgrade
from tests.faults.dying import killed, moments, touches
from tests.faults.outcome import NOTHING, Outcome, kept, lost
from tests.service.store.world import of_first_form

OLD_ROWS = 5_000


def importing(folder: Path, times: int = 2) -> Outcome:
    """An import is killed and run again: everything is there once. Recovered: the second run's seconds."""
    source, store, outcome = folder / "events.parquet", folder / "shop.db", NOTHING
    wanted = pl.read_parquet(source)["event_id"].unique().to_list()
    _remove(store)
    command = ("import", str(source))
    for moment in moments(touches(folder, *command), times):
        _remove(store)
        killed(folder, moment, *command)
        seconds = _again(folder, *command)
        outcome += Outcome(len(wanted), len(wanted), lost(store, wanted), 1, seconds)
    return outcome


def migrating(folder: Path, times: int = 2) -> Outcome:
    """A store of the first form is opened, and killed while it is brought to this one; then opened again."""
    store, outcome = folder / "shop.db", NOTHING
    command = ("import", str(folder / "origins.parquet"), "--kind", "origins")
    wanted = _of_first_form(store)
    for moment in moments(touches(folder, *command), times):
        _of_first_form(store)
        killed(folder, moment, *command)
        assert upgrade.version(store) in ("0001", upgrade.NEWEST)
        seconds = _again(folder, *command)
        assert upgrade.version(store) == upgrade.NEWEST
        outcome += Outcome(len(wanted), len(wanted), lost(store, wanted), 1, seconds)
    return outcome


def backing_up(folder: Path, times: int = 3) -> Outcome:
    """A backup that replaces another is killed: the other one is still whole; the next one replaces it."""
    store, backup, outcome = folder / "shop.db", folder / "backup.db", NOTHING
    wanted = kept(store)
    command = ("backup", str(backup), "--replace")
    for moment in moments(touches(folder, *command), times):
        before = kept(backup)
        killed(folder, moment, *command)
        assert kept(backup) == before
        seconds = _again(folder, *command)
        assert not list(folder.glob(".backup.db-*")), "what the killed one left is cleared away"
        outcome += Outcome(len(wanted), len(wanted), lost(backup, wanted), 1, seconds)
    return outcome


def restoring(folder: Path, times: int = 5) -> Outcome:
    """A restore is killed: the store is the previous one or the restored one, and nothing is gone."""
    store, backup, outcome = folder / "shop.db", folder / "backup.db", NOTHING
    command = ("restore", str(backup))
    _again(folder, "backup", str(backup))
    restored = kept(backup)
    for moment in moments(touches(folder, *command), times):
        later = _add(store, moment)
        previous = [*restored, later]
        killed(folder, moment, *command)
        assert kept(store) in (previous, restored)
        seconds = _again(folder, *command)
        gone = lost(store, restored) + (not any(later in kept(aside) for aside in _aside(folder)))
        outcome += Outcome(len(previous), len(previous), gone, 1, seconds)
        assert kept(store) == restored
    return outcome


def _again(folder: Path, *command: str) -> float:
    """Run a command to its end; seconds."""
    started = time.monotonic()
    touches(folder, *command)
    return time.monotonic() - started


def _remove(store: Path) -> None:
    for file in store.parent.glob(f"{store.name}*"):
        file.unlink()


def _of_first_form(store: Path) -> list[str]:
    """A store as the first version left it, with events; their ids."""
    _remove(store)
    of_first_form(store)
    names = [f"old-{n}" for n in range(OLD_ROWS)]
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.executemany(
            "INSERT INTO events (event_id, kind, occurred_at, received_at, customer_id, body) "
            "VALUES (?, 'view_item', 1, 1, 'c-1', x'7b7d')",
            ((name,) for name in names),
        )
    return names


def _add(store: Path, name: str) -> str:
    """An event that the backup doesn't have."""
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute(
            "INSERT INTO events (event_id, kind, occurred_at, received_at, customer_id, body) "
            "VALUES (?, 'view_item', 1, 1, 'c-1', x'7b7d')",
            (name,),
        )
    return name


def _aside(folder: Path) -> list[Path]:
    return [file for file in folder.glob("shop.db.before-*") if not file.name.endswith(("-wal", "-shm"))]
