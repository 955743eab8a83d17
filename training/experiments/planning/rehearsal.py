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
from features.interactions import Floats, Ints, Mask
from service.store.protocol import Store
from service.store.records import HistoryRow, Served
from training.experiments.collecting.exposures import Exposures
from training.experiments.collecting.happened import Happened
from training.experiments.collecting.increments import Stretch
from training.experiments.collecting.whose import ACTS

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
    exposures, kinds = Exposures(experiment.name, experiment.phase, [experiment.control.name]), set()
    for rows in store.history(start, now):
        exposures.take(_first_pages(experiment, exposures, rows, start + SPAN * DAY))
        kinds |= {row.kind for row in rows}
    exposed = exposures.exposed()
    happened = Happened(exposed, stretch)
    for rows in store.history(start, now):
        happened.take(rows)
    people = ~happened.machines() & _meant(experiment, happened, len(exposed.since))
    days = (exposed.since[people] - start) // DAY
    new = np.bincount(days, minlength=SPAN)
    return Rehearsed(new, _sums(people, happened.measured(people)[0]), frozenset(kinds))


def _meant(experiment: Experiment, happened: Happened, count: int) -> Mask:
    """Which units are of the audience."""
    said, fits = happened.said, experiment.audience.fits
    known = ({name: one[unit] for name, one in said.items() if unit in one} for unit in range(count))
    return np.fromiter((fits(one) for one in known), dtype=bool, count=count)


def _first_pages(
    experiment: Experiment, exposures: Exposures, rows: Sequence[HistoryRow], until: int
) -> Iterator[Served]:
    arms = encode_arms({experiment.name: (experiment.phase, experiment.control.name)})
    known, wanted = experiment.audience.known, experiment.unit == "customer"
    for row in rows:
        signed_in = row.customer_id is not None
        meant = (signed_in or not wanted) and known in (None, signed_in)
        if (
            meant
            and row.kind in ACTS
            and row.occurred_at < until
            and not exposures.knows(row.customer_id, row.anonymous_id)
        ):
            person = f"c {row.customer_id}" if signed_in else f"d {row.anonymous_id}"
            yield Served("", row.occurred_at, row.customer_id, row.anonymous_id, "home", person, arms)


def _sums(units: Mask, measures: dict[str, pl.DataFrame]) -> dict[str, Floats]:
    return {
        name: np.bincount(told["unit"], told["value"], len(units)).astype(np.float64)[units]
        for name, told in measures.items()
    }
