"""Units per variant → were they split as planned: chi-square, and below 0.001 no verdict is given.

That 0.001 is of all days together: a test anew on each of 28 days calls 0.9 % of honest splits uneven on one
of them. Each day may use up a part of it, by the cube of what is there of what is planned (Kim and DeMets
1987): what is grossly uneven shows on the first days, and at the end 3.5 standard errors decide where at a
single look 3.3 do. A mixture over all alternatives (Lindon and Malek 2022) needs no plan, but a thousandfold
likelihood, which 49.4 : 50.6 of 90,000 doesn't reach. What was called uneven once stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr
from scipy.stats import chisquare

from training.experiments.statistics.sequential import bounds

RARE = 0.001
EXPECTED = 5  # units of each variant from which chi-square is near enough


class Filled(NamedTuple):
    """Units of each variant by some day, and the share of what is planned: growing, at most 1."""

    units: Sequence[int]
    share: float


def split_probability(units: Sequence[int], weights: Sequence[float]) -> float:
    """Probability of a split at least as uneven; 1 without units. `weights`: above 0."""
    counted, planned = np.asarray(units, float), np.asarray(weights, float)
    if counted.sum() == 0:
        return 1.0
    return float(chisquare(counted, planned / planned.sum() * counted.sum()).pvalue)


def uneven(days: Sequence[Filled], weights: Sequence[float]) -> float | None:
    """Below RARE where the split was uneven on any day, looking on each accounted for; else None.

    As small as the probability of the day that says so most clearly, in the measure of what it was allowed.
    """
    least = EXPECTED * sum(weights) / min(weights)
    known = [day for day in days if sum(day.units) >= least]
    allowed = levels([day.share for day in known], [sum(day.units) for day in known])
    found = [
        split_probability(day.units, weights) * RARE / level
        for day, level in zip(known, allowed, strict=True)
    ]
    return min((one for one in found if one < RARE), default=None)


def levels(shares: Sequence[float], units: Sequence[int]) -> list[float]:
    """Below which probability the split of each day is uneven; all together RARE."""
    return [float(2 * ndtr(-edge)) for edge in bounds(shares, units, RARE, _cubed)]


def _cubed(share: float, alpha: float) -> float:
    return alpha * min(share, 1.0) ** 3
