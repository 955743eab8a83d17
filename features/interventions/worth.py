"""Values of customers who stayed → what one who stays is worth, by band, drawn to the mean where few did."""

from __future__ import annotations

import numpy as np

from features.interactions import Floats, Ints, Mask

PRIOR = 5.0  # customers that the overall mean counts as


def worth_by(bands: Ints, value: Floats, stayed: Mask, count: int) -> Floats:
    """(count,) EUR; `value`: EUR, only read where `stayed`."""
    if not stayed.any():
        return np.zeros(count)
    overall = float(value[stayed].mean())
    sums = np.bincount(bands[stayed], weights=value[stayed], minlength=count)
    return (sums + PRIOR * overall) / (np.bincount(bands[stayed], minlength=count) + PRIOR)
