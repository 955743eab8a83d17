"""A metric and a look → every variant against the control: capped, and narrowed by what was before."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from features.experiments.metrics import Metric
from features.interactions import Floats, Ints
from training.experiments.statistics.aggregates import Units, aggregates
from training.experiments.statistics.cuped import Past
from training.experiments.statistics.estimates import PER, SAID, VALUE, Estimate, compare
from training.experiments.statistics.information import added
from training.experiments.statistics.winsorising import cap_of, valued

Among = Callable[[Ints], Ints]  # places of units → those that are meant

LEAST = 100  # units of a variant from which its mean is near enough to normal to be looked at


class Measured:
    """One metric of all units; money above the `quantile` of those who spent any counts as it."""

    def __init__(self, units: Units, metric: Metric, quantile: float, past: Past) -> None:
        self._units, self._metric, self._past = units, metric, past
        self._quantile = quantile
        self._at = lru_cache(1)(self._columns)

    @property
    def reported(self) -> bool:
        """Was it ever told of."""
        return self._units.reported(self._metric.numerator)

    def cap(self, days: int) -> float | None:
        """Above which values count as it; None where none is."""
        values = self._units.total(self._metric.numerator, days)
        cap = cap_of(self._metric, values, self._quantile)
        return cap if cap < np.abs(values).max(initial=0) else None

    def estimates(self, days: int, among: Among = lambda places: places) -> list[Estimate | None]:
        """One per variant but the control; None where too few units are known or nothing varies."""
        columns = self._at(days)
        sides = [among(places) for places in self._units.known(days)]
        sums = [aggregates(columns, places) if len(places) >= LEAST else None for places in sides]
        return [compare(sums[0], treated) if sums[0] and treated else None for treated in sums[1:]]

    def added(self, days: int) -> Floats:
        """Per place what a unit adds to its variant's value (information.py)."""
        return added(self._at(days), self._units.known(days))

    def _columns(self, days: int) -> dict[str, Floats]:
        value = valued(self._metric, self._units.total(self._metric.numerator, days), self._quantile)
        columns, wanted, known = {VALUE: value}, value, np.concatenate(self._units.known(days))
        if self._metric.denominator is not None:
            per = columns[PER] = self._units.total(self._metric.denominator, days)
            wanted = value - per * value[known].sum() / max(per[known].sum(), 1.0)
        said = self._past.says(wanted, known)
        return columns if said is None else columns | {SAID: said}
