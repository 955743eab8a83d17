"""Faults done to the real thing, again and again: what was acknowledged is there; how soon all is well."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.faults import commands, disks, ingestion, models, stores
from tests.faults.outcome import Outcome
from tests.faults.shop import copied, prepare

Fault = Callable[[Path], Outcome]

ON_A_COPY: dict[str, Fault] = {
    "kill -9 of a worker, events coming in": partial(ingestion.one_worker, times=10),
    "kill -9 of everything, events coming in": partial(ingestion.everything, times=5),
    "kill -9 of an import": partial(commands.importing, times=6),
    "kill -9 of a migration": partial(commands.migrating, times=8),
    "kill -9 of a backup": partial(commands.backing_up, times=10),
    "kill -9 of a restore": partial(commands.restoring, times=20),
    "kill -9 of a training that publishes": models.killed_trainings,
    "model flipped, truncated, incomplete, newer, gone": models.broken,
    "store locked by another process": stores.locked,
    "store: one page overwritten": stores.damaged,
    "clock set back an hour": stores.clock_back,
}
MOUNTING: dict[str, Callable[[Path, Path], Outcome]] = {
    "disk full, events coming in": disks.full,
    "disk full, training": disks.full_of_models,
    "store read-only at start": disks.read_only,
}


def run() -> None:
    """One line for every fault; fails where anything was lost."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    print("| fault | tried | acknowledged | lost | failed requests | recovery time |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        prepared = prepare(room / "prepared")
        faults = {what: partial(on_a_copy, fault, prepared) for what, fault in ON_A_COPY.items()}
        faults |= {what: partial(fault, prepared) for what, fault in MOUNTING.items()}
        gone = sum(told(what, fault, room / str(n)) for n, (what, fault) in enumerate(faults.items()))
    if gone:
        raise SystemExit(f"lost: {gone}")


def on_a_copy(fault: Fault, prepared: Path, folder: Path) -> Outcome:
    """The fault, on a shop of its own."""
    return fault(copied(prepared, folder))


def told(what: str, fault: Fault, folder: Path) -> int:
    """Print a fault's line; how much it lost."""
    folder.mkdir()
    try:
        cost = fault(folder)
    except disks.CannotMount as error:
        print(f"| {what} | not tried: {error} |", flush=True)
        return 0
    counts = f"{cost.tried:,} | {cost.acknowledged:,} | {cost.lost} | {cost.failed}"
    print(f"| {what} | {counts} | {cost.recovery_seconds:.1f} s |", flush=True)
    return cost.lost
