"""Units per variant → were they split as planned: chi-square, and below 0.001 no verdict is given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import chisquare

RARE = 0.001


def split_probability(units: Sequence[int], weights: Sequence[float]) -> float:
    """Probability of a split at least as uneven; without units 1. `weights` of 0 are left out."""
    counted, planned = np.asarray(units, float), np.asarray(weights, float)
    counted, planned = counted[planned > 0], planned[planned > 0]
    if counted.sum() == 0:
        return 1.0
    return float(chisquare(counted, planned / planned.sum() * counted.sum()).pvalue)
