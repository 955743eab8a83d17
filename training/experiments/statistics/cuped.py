"""All that units did in the pre-period → per unit the number that says most of what it does afterwards.

Least squares over everything known, both variants alike; the difference is then adjusted for that number:
CUPED of Deng, Xu, Kohavi and Walker (2013) with many covariates.
"""

from __future__ import annotations

import numpy as np

from features.interactions import Floats, Ints
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.winsorising import cap

ENOUGH = 1_000  # units: with fewer, fitting would look better than it is
FITTED = 100_000  # units at most, evenly chosen
HIGHEST = 0.999  # quantile at which sums of the past are capped


class Past:
    """Of each remembered measure how much, and whether any."""

    def __init__(self, units: Units) -> None:
        before = [units.before(measure) for measure in units.remembered()]
        sums = [amounts.clip(max=cap(amounts, HIGHEST)) for amounts in before]
        columns = [column for one in sums for column in (one, (one > 0).astype(np.float64))]
        varying = [(one - one.mean()) / one.std() for one in columns if np.ptp(one) > 0]
        self._columns = np.stack(varying, axis=1) if varying else np.zeros((0, 0))

    def says(self, values: Floats, known: Ints) -> Floats | None:
        """What the past says of `values`, fitted where they are `known`; per place. None: it says nothing."""
        if not self._columns.size or len(known) < ENOUGH:
            return None
        fitted = known[:: max(len(known) // FITTED, 1)]
        columns, wanted = self._columns[fitted], values[fitted]
        columns = columns - columns.mean(axis=0)
        weights = np.linalg.pinv(columns.T @ columns, hermitian=True) @ (columns.T @ wanted)
        said: Floats = self._columns @ weights
        return said
