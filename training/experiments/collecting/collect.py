"""The store and a definition → who was shown what, and what they then did."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import polars as pl

from features.clock import DAY
from features.experiments.definition import Experiment
from features.interactions import Mask
from service.store.protocol import Store
from training.experiments.collecting.exposures import Exposed, Exposures
from training.experiments.collecting.happened import Happened
from training.experiments.collecting.increments import Stretch
from training.experiments.collecting.outcomes import SEGMENTS, UNITS, Left, Outcomes
from training.experiments.collecting.passers import Passers


def collect(store: Store, definition: Experiment, as_of: int) -> Outcomes:
    """What is known as of a moment, cut off after the last complete day since the start."""
    with _no_search_for_cycles():
        return _collected(store, definition, as_of)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Millions of rows come and go without any; going through them for some took a third of the time."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def _collected(store: Store, definition: Experiment, as_of: int) -> Outcomes:
    stretch = stretch_of(definition, as_of)
    exposed = exposed_in(store, definition, stretch)
    happened, passers = Happened(exposed, stretch), Passers(definition)
    for rows in store.history(stretch.start - stretch.pre_period, stretch.until - 1):
        happened.take(rows)
        passers.take(rows)
    people, alone = ~happened.machines(), [exposed.only(place) for place in range(len(definition.variants))]
    clear = people & np.logical_or.reduce(alone)
    during, before = happened.measured(clear)
    two, machines = int((people & ~clear).sum()), int((~people).sum())
    return Outcomes(
        _frame(exposed, happened, clear, stretch),
        during,
        before,
        [int((happened.confirmed & clear & only).sum()) for only in alone],
        Left(two, machines, len(passers.internal), len(passers.forced)),
        stretch.day(stretch.until),
    )


def stretch_of(definition: Experiment, as_of: int) -> Stretch:
    """From the start to the end of the last complete day; nothing after the last window has passed."""
    start, window = definition.starts_at, definition.window_length
    until = as_of if definition.ends_at is None else min(as_of, definition.ends_at + window)
    days = max(0, (until - start) // DAY)
    return Stretch(start, start + days * DAY, window, definition.pre_period_length)


def exposed_in(store: Store, definition: Experiment, stretch: Stretch) -> Exposed:
    """Everybody who was served a page of it up to its end, but testers and the shop's own people.

    Also where these were named later: by then they may have been taken for anybody.
    """
    names = [variant.name for variant in definition.variants]
    own = definition.forced.keys() | definition.internal
    exposures = Exposures(definition.name, definition.phase, names)
    last = stretch.until if definition.ends_at is None else min(stretch.until, definition.ends_at)
    for rows in store.served(stretch.start, last - 1):
        meant = (row for row in rows if own.isdisjoint((row.customer_id, row.anonymous_id, row.unit)))
        exposures.take(meant if own else rows)
    return exposures.exposed()


def _frame(exposed: Exposed, happened: Happened, units: Mask, stretch: Stretch) -> pl.DataFrame:
    numbers = np.flatnonzero(units)
    known = numbers.tolist()
    columns = {
        "placement": [exposed.placement[unit] for unit in known],
        "came": np.where(happened.came[units], "yes", "no"),
        "bought": np.where(happened.bought[units], "yes", "no"),
    } | {name: [said.get(unit) for unit in known] for name, said in happened.said.items()}
    rows = {
        "unit": numbers,
        "variant": np.rint(np.log2(exposed.variants[units])).astype(np.int64),
        "day": (exposed.since[units] - stretch.start) // DAY,
    }
    return pl.DataFrame(rows | {name: columns[name] for name in SEGMENTS}, UNITS)
