"""The store and a definition → who was shown what, and what they then did."""

from __future__ import annotations

import polars as pl

from features.clock import DAY
from features.experiments.definition import Experiment
from service.store.protocol import Store
from training.experiments.collecting.exposures import Exposures, Unit
from training.experiments.collecting.happened import Happened, Stretch
from training.experiments.collecting.outcomes import SEGMENTS, UNITS, Left, Outcomes
from training.experiments.collecting.passers import Passers


def collect(store: Store, definition: Experiment, as_of: int) -> Outcomes:
    """What is known as of a moment, cut off after the last complete day since the start."""
    stretch = stretch_of(definition, as_of)
    exposures = exposures_of(store, definition, stretch)
    happened, passers = Happened(exposures, stretch), Passers(definition)
    for rows in store.history(stretch.start - stretch.pre_period, stretch.until - 1):
        happened.take(rows)
        passers.take(rows)
    units = exposures.units()
    machines = happened.machines(units)
    people = [unit for unit in units if unit.number not in machines]
    clear = [unit for unit in people if len(unit.variants) == 1]
    during, before = happened.measured(clear)
    left = Left(len(people) - len(clear), len(machines), len(passers.internal), len(passers.forced))
    confirmed = [
        sum(unit.confirmed for unit in clear if unit.variants == {place})
        for place in range(len(definition.variants))
    ]
    frame = _frame(clear, happened.said, stretch)
    return Outcomes(frame, during, before, confirmed, left, stretch.day(stretch.until))


def stretch_of(definition: Experiment, as_of: int) -> Stretch:
    """From the start to the end of the last complete day; nothing after the last window has passed."""
    start, window = definition.starts_at, definition.window_length
    until = as_of if definition.ends_at is None else min(as_of, definition.ends_at + window)
    days = max(0, (until - start) // DAY)
    return Stretch(start, start + days * DAY, window, definition.pre_period_length)


def exposures_of(store: Store, definition: Experiment, stretch: Stretch) -> Exposures:
    """Everybody who was served a page of it up to its end, but testers and the shop's own people.

    Also where these were named later: by then they may have been taken for anybody.
    """
    names = [variant.name for variant in definition.variants]
    own = definition.forced.keys() | definition.internal
    exposures = Exposures(definition.name, definition.phase, names)
    last = stretch.until if definition.ends_at is None else min(stretch.until, definition.ends_at)
    for rows in store.served(stretch.start, last - 1):
        exposures.take(row for row in rows if own.isdisjoint((row.customer_id, row.anonymous_id, row.unit)))
    return exposures


def _frame(units: list[Unit], said: dict[int, dict[str, str]], stretch: Stretch) -> pl.DataFrame:
    rows = {
        "unit": [unit.number for unit in units],
        "variant": [min(unit.variants) for unit in units],
        "day": [stretch.day(unit.since) for unit in units],
    }
    known = [
        {"placement": unit.placement, "came": "no", "bought": "no"} | said.get(unit.number, {})
        for unit in units
    ]
    columns = {name: [one.get(name) for one in known] for name in SEGMENTS}
    return pl.DataFrame({**rows, **columns}, UNITS)
