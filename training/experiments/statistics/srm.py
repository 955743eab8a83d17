"""Units per variant → were they split as planned: chi-square, and below 0.001 no verdict is given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import chisquare

RARE = 0.001


def split_probability(units: Sequence[int], weights: Sequence[float]) -> float:
    """Probability of a split at least as uneven; 1 without units. `weights`: above 0."""
    counted, planned = np.asarray(units, float), np.asarray(weights, float)
    if counted.sum() == 0:
        return 1.0
    return float(chisquare(counted, planned / planned.sum() * counted.sum()).pvalue)
