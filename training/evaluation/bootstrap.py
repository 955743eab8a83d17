"""Figures of rankings → means over customers with 95 % intervals; the customer is what is drawn.

Rankings of one customer in several windows are not independent: they are averaged first, so each customer
counts once (cluster bootstrap). All columns are drawn together: differences between them are paired.
"""

from __future__ import annotations

import numpy as np

from features.artifact import Array
from features.interactions import Ints

RESAMPLES = 1_000
AT_ONCE = 100  # resamples held in memory
LEVELS = (0.025, 0.975)


def by_customer(customers: Ints, values: Array) -> Array:
    """One row per customer, in order: the mean over their rows that are not nan; nan where there are none."""
    order = np.argsort(customers, kind="stable")
    starts = np.flatnonzero(np.diff(customers[order], prepend=-1))
    if not len(starts):
        return values
    there = ~np.isnan(values[order])
    total = np.add.reduceat(np.where(there, values[order], 0), starts, axis=0)
    count = np.add.reduceat(there, starts, axis=0, dtype=np.int64)
    means: Array = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return means


def mean(values: Array) -> Array:
    """Over the rows that are not nan; nan where there are none."""
    there = ~np.isnan(values)
    total, count = np.where(there, values, 0).sum(axis=0), there.sum(axis=0)
    means: Array = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return means


def intervals(values: Array, seed: int = 0) -> Array:
    """Customers × columns → columns × (low, high) of the mean; nan in a column are nobody's."""
    size, columns = values.shape
    if not size:
        return np.zeros((columns, 2))
    there = ~np.isnan(values)
    filled, counted = np.where(there, values, 0), there.astype(float)
    chance, means = np.random.default_rng(seed), []
    for _ in range(RESAMPLES // AT_ONCE):
        drawn = _drawn(chance, size)
        means.append(drawn @ filled / np.maximum(drawn @ counted, 1))
    spans: Array = np.quantile(np.concatenate(means), LEVELS, axis=0).T
    return spans


def interval(values: Array, seed: int = 0) -> tuple[float, float]:
    """95 % bootstrap interval of one column's mean."""
    ((low, high),) = intervals(values[:, None], seed)
    return float(low), float(high)


def _drawn(chance: np.random.Generator, size: int) -> Array:
    """How often each of `size` customers was drawn; one line per resample."""
    places = chance.integers(0, size, (AT_ONCE, size)) + size * np.arange(AT_ONCE)[:, None]
    return np.bincount(places.ravel(), minlength=AT_ONCE * size).reshape(AT_ONCE, size).astype(float)
