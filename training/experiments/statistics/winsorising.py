"""What units had of a measure → a metric's value of each, the largest amounts of money counted as a cap."""

from __future__ import annotations

import numpy as np

from features.experiments.metrics import Metric
from features.interactions import Floats


def valued(metric: Metric, amounts: Floats, quantile: float) -> Floats:
    """Was there any, as 0 or 1, or how much."""
    if metric.kind == "proportion":
        return (amounts > 0).astype(float)
    most = cap_of(metric, amounts, quantile)
    return amounts.clip(-most, most)


def cap_of(metric: Metric, amounts: Floats, quantile: float) -> float:
    """Above which amounts count as it; infinite of what isn't money."""
    return cap(amounts, quantile) if metric.money else np.inf


def cap(amounts: Floats, quantile: float) -> float:
    """The quantile of those who had any; infinite where that is nobody, or for a quantile of 1."""
    had = np.abs(amounts[amounts != 0])
    return float(np.quantile(had, quantile, method="lower")) if len(had) and quantile < 1 else np.inf
