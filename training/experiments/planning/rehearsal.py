"""The last weeks of a shop → what units would have done, had an experiment run then: before one starts.

A unit begins with whatever it did first; where its page stands isn't known before pages are logged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from features.clock import DAY
from features.experiments.arms import encode_arms
from features.experiments.definition import Experiment
from features.interactions import Floats, Ints
from service.store.protocol import Store
from service.store.records import HistoryRow, Served
from training.experiments.collecting.exposures import Exposures, Unit
from training.experiments.collecting.happened import ACTS, Happened, Stretch

SPAN = 28  # days in which units begin


class Rehearsed(NamedTuple):
    """`new`: units that began on each day of the span; `sums` by measure: each unit's within its window."""

    new: Ints
    sums: dict[str, Floats]
    kinds: frozenset[str]


def rehearse(store: Store, experiment: Experiment, now: int) -> Rehearsed:
    """As if it had begun a span and a window ago; everybody of the audience is shown the control."""
    start = now - SPAN * DAY - experiment.window_length
    stretch = Stretch(start, now, experiment.window_length, 0)
    exposures = Exposures(experiment.name, experiment.phase, [experiment.control.name])
    happened, kinds = Happened(exposures, stretch), set()
    for rows in store.history(start, now):
        exposures.take(_first_pages(experiment, exposures, rows, start + SPAN * DAY))
        happened.take(rows)
        kinds |= {row.kind for row in rows}
    fits = experiment.audience.fits
    units = [unit for unit in exposures.units() if fits(happened.said.get(unit.number, {}))]
    machines = happened.machines(units)
    people = [unit for unit in units if unit.number not in machines]
    days = [stretch.day(unit.since) for unit in people]
    new = np.bincount(np.array(days, dtype=np.int64), minlength=SPAN)
    return Rehearsed(new, _sums(people, happened.measured(people)[0]), frozenset(kinds))


def _first_pages(
    experiment: Experiment, exposures: Exposures, rows: Sequence[HistoryRow], until: int
) -> Iterator[Served]:
    arms = encode_arms({experiment.name: (experiment.phase, experiment.control.name)})
    known, wanted = experiment.audience.known, experiment.unit == "customer"
    for row in rows:
        signed_in = row.customer_id is not None
        meant = (signed_in or not wanted) and known in (None, signed_in)
        if meant and row.kind in ACTS and row.occurred_at < until and exposures.of_person(row) is None:
            person = f"c {row.customer_id}" if signed_in else f"d {row.anonymous_id}"
            yield Served("", row.occurred_at, row.customer_id, row.anonymous_id, "home", person, arms)


def _sums(units: list[Unit], measures: dict[str, pl.DataFrame]) -> dict[str, Floats]:
    frame = pl.DataFrame({"unit": [unit.number for unit in units]}, {"unit": pl.UInt32})
    return {
        name: frame.join(told.group_by("unit").agg(pl.col("value").sum()), "unit", "left")["value"]
        .fill_null(0.0)
        .to_numpy()
        for name, told in measures.items()
    }
