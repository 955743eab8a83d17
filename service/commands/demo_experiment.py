"""The demo's experiment, in a store: defined before it began, its pages logged, analysed like any other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from features.clock import DAY, system_clock, to_micros
from features.experiments.definition import KIND, Experiment, from_table
from features.settings import Settings
from service.commands.out import stages, step
from service.store.protocol import Store
from service.store.records import Served

if TYPE_CHECKING:
    from features.experiments.results import Results

BATCH = 1_000


def bring_in(store: Store, folder: Path, settings: Settings) -> None:
    """As if a tester had applied it the day before, and the service had logged what it then served."""
    from features.definitions import Wish
    from service.ingest.defining import define
    from service.ingest.ranking_log import log_served
    from service.page.shelves import NAMES

    defined, rows = definition(folder), pages(folder)
    wanted, day_before = Wish(KIND, defined.name, defined), defined.starts_at - DAY
    with store.write() as transaction:
        define(transaction, wanted, shelves=NAMES, now=day_before, by="demo")
    while batch := list(islice(rows, BATCH)):
        with store.write() as transaction:
            log_served(transaction, batch, consent_granted=settings.consent_granted)


def definition(folder: Path) -> Experiment:
    table = msgspec.toml.decode((folder / "experiment.toml").read_bytes())
    return from_table(table["experiment"][0])


def pages(folder: Path) -> Iterator[Served]:
    import polars as pl

    for row in pl.read_parquet(folder / "served.parquet").iter_rows(named=True):
        yield Served(**row | {"served_at": to_micros(row["served_at"]), "arms": row["arms"].encode()})


def results(store: Store, folder: Path) -> Results:
    """What came of it: computed and stored."""
    from training.experiments.analysis import analyse

    now = system_clock()
    with step("results of a finished experiment"), stages() as progress:
        return analyse(store, definition(folder).name, as_of=now, now=now, progress=progress)


def told(folder: Path, found: Results) -> str:
    """What was found beside what is true; too small a shop has no verdict."""
    truth = msgspec.json.decode((folder / "truth.json").read_bytes())["experiment"]["effects"][found.metric]
    true = truth["personalised"] - truth["default"]
    each = [f"{one.difference:+.3f} (95 %: {one.low:+.3f} to {one.high:+.3f})" for one in found.effects[:1]]
    said = ", ".join([found.state, *each])
    return f"simulated experiment {found.name}, {found.metric} per customer: {said}; true is {true:+.3f}"
