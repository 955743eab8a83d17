"""Times of finished and open parcels → a log-linear model, open ones imputed (Buckley and James, 1979)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import cg
from scipy.special import log_ndtr

from service.engine.lead_times.constants import HALF_LIFE, OPEN_COUNTS
from service.engine.lead_times.days import Floats, LearnedClock
from training.lead_times.table import NEVER

ROUNDS = 4
FRESH = 25  # days; the finished among younger ones are the quick ones
FRESH_WEIGHT = 0.2  # what they count for at first
LEAST_SIGMA = 0.2


class Fitted(NamedTuple):
    """Intercept first, then one effect per key; `spreads`: variances over sigma²; `rows`: per key."""

    effects: Floats
    spreads: Floats
    sigma: float
    rows: Floats


def fit_times(
    keys: Any, begin: Floats, end: Floats, day: int, clock: LearnedClock, least: float, prior: float
) -> Fitted:
    """`begin`, `end`: days; NEVER: not before `day`. `least`: clock days that the shortest time counts as."""
    rows = np.flatnonzero((begin < day) & ((end < day) | (day - begin < OPEN_COUNTS)))
    keys, begin, end = keys[rows], begin[rows], end[rows]
    known, age = end < NEVER, day - begin
    spent = clock.at(np.where(known, end, day)) - clock.at(begin)
    logs, weights = np.log(np.maximum(spent, least)), 0.5 ** (age / HALF_LIFE)
    ridge = np.concatenate([[1e-6], np.full(keys.shape[1] - 1, prior)])
    effects = _solved(keys, logs, weights * known * np.where(age > FRESH, 1.0, FRESH_WEIGHT), ridge, None)
    sigma = 1.0
    for _ in range(ROUNDS):
        expected = keys @ effects
        missed = logs - expected
        sigma = max(LEAST_SIGMA, float(np.sqrt(np.average(missed[known] ** 2, weights=weights[known]))))
        imputed = expected + sigma * _beyond(missed / sigma)
        effects = _solved(keys, np.where(known, logs, np.maximum(imputed, logs)), weights, ridge, effects)
    spreads = 1 / (ridge + np.asarray(keys.multiply(keys).T @ weights).ravel())
    return Fitted(effects, spreads, sigma, np.asarray(keys.sum(0)).ravel())


def _beyond(at: Floats) -> Floats:
    """The mean of a standard normal beyond a point."""
    return np.asarray(np.exp(-0.5 * at**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(-at)))


def _solved(keys: Any, logs: Floats, weights: Floats, ridge: Floats, near: Floats | None) -> Floats:
    square = (keys.T @ keys.multiply(weights[:, None]).tocsr() + sparse.diags(ridge)).tocsr()
    scaling = sparse.diags(1 / square.diagonal())
    found, _ = cg(square, keys.T @ (weights * logs), x0=near, rtol=1e-4, maxiter=100, M=scaling)
    return np.asarray(found)
