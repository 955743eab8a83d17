"""A day's arrivals among all that could have arrived → how fast the clock runs: a Bayes filter on a grid."""

from __future__ import annotations

import numpy as np

from service.engine.lead_times.constants import LEVEL_RETURN, LEVEL_START, LEVEL_STEP
from service.engine.lead_times.days import Floats
from service.engine.lead_times.hazards import cumulated

SPEEDS = np.linspace(-1.2, 1.2, 49)  # logs
KEPT = float(np.exp(-1 / LEVEL_RETURN))
OLDEST = 3.0  # typical times; what is open for longer says more about lost parcels than about speed

_step = np.exp(-0.5 * ((SPEEDS[:, None] - KEPT * SPEEDS[None, :]) / LEVEL_STEP) ** 2)
STEP = _step / _step.sum(0)


def at_first() -> Floats:
    """What is believed before the first day."""
    belief = np.exp(-0.5 * (SPEEDS / LEVEL_START) ** 2)
    return np.asarray(belief / belief.sum())


def next_day(belief: Floats) -> Floats:
    """A day later, nothing seen."""
    return np.asarray(STEP @ belief)


def mean(belief: Floats) -> float:
    """The log speed to expect."""
    return float((belief * SPEEDS).sum())


def seen(belief: Floats, table: Floats, age: Floats, passed: Floats, arrived: np.ndarray) -> Floats:
    """After a day: ages at its begin, how much a usual day adds to each, and which of them arrived."""
    young = age < OLDEST
    age, passed, arrived = age[young], passed[young], arrived[young]
    before = cumulated(table, age)
    after = cumulated(table, age[:, None] + passed[:, None] * np.exp(SPEEDS))
    hazard = np.maximum(after - before[:, None], 1e-7)
    likely = np.where(arrived[:, None], np.log(-np.expm1(-hazard)), -hazard).sum(0)
    belief = belief * np.exp(likely - likely.max())
    return np.asarray(belief / belief.sum())
