"""A metric and a look → every variant against the control: capped, and narrowed by what was before."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from features.experiments.metrics import Metric
from features.interactions import Floats, Ints
from training.experiments.aggregates import Units, aggregates
from training.experiments.statistics import PER, PER_BEFORE, VALUE, VALUE_BEFORE, Estimate, compare

Among = Callable[[Ints], Ints]

LEAST = 100  # units of a variant from which its mean is near enough to normal to be looked at


class Measured:
    """One metric of all units; money above the `quantile` of those who spent any counts as it."""

    def __init__(self, units: Units, metric: Metric, quantile: float) -> None:
        self._units, self._metric = units, metric
        self._quantile = quantile if metric.money else 1.0
        self._before = self._all_before()
        self._by = lru_cache(1)(partial(self._columns, self._units.total))

    @property
    def reported(self) -> bool:
        """Was it ever told of."""
        return self._units.reported(self._metric.numerator)

    def cap(self, days: int) -> float | None:
        """Above which values count as it; None where none is."""
        values = self._units.total(self._metric.numerator, days)
        cap = _cap(values, self._quantile)
        return cap if cap < np.abs(values).max(initial=0) else None

    def estimates(
        self, days: int, among: Callable[[Ints], Ints] = lambda places: places
    ) -> list[Estimate | None]:
        """One per variant but the control; None where too few units are known or nothing varies."""
        columns = self._by(days) | self._before
        sides = [among(places) for places in self._units.known(days)]
        ratio = self._metric.denominator is not None
        sums = [aggregates(columns, places) if len(places) >= LEAST else None for places in sides]
        return [
            compare(sums[0], treated, ratio=ratio, before=bool(self._before)) if sums[0] and treated else None
            for treated in sums[1:]
        ]

    def _columns(self, told: Callable[[str, int], Floats], days: int) -> dict[str, Floats]:
        columns = {VALUE: self._value(told(self._metric.numerator, days))}
        if self._metric.denominator is not None:
            columns[PER] = told(self._metric.denominator, days)
        return columns

    def _all_before(self) -> dict[str, Floats]:
        if not all(map(self._units.remembered, self._metric.measures)):
            return {}
        columns = self._columns(lambda measure, _: self._units.before(measure), 0)
        return {BEFORE[name]: values for name, values in columns.items()}

    def _value(self, values: Floats) -> Floats:
        if self._metric.kind == "proportion":
            return (values > 0).astype(float)
        cap = _cap(values, self._quantile)
        return values.clip(-cap, cap)


BEFORE = {VALUE: VALUE_BEFORE, PER: PER_BEFORE}


def _cap(values: Floats, quantile: float) -> float:
    spent = values[values != 0]
    if quantile == 1 or not len(spent):
        return np.inf
    return float(np.quantile(np.abs(spent), quantile, method="lower"))
