"""At which ages parcels arrive these days → the age by which a share is there; few lean on the table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from service.engine.lead_times.constants import DOUBT, TAIL_DAYS, TAIL_PRIOR
from service.engine.lead_times.days import Floats
from service.engine.lead_times.hazards import cumulated

BINS, OLDEST = 80, 4.0  # typical times
WIDTH = OLDEST / BINS
EDGES: Floats = np.asarray(np.arange(BINS + 1) * WIDTH, np.float64)
YOUNGEST, STEP = 0.1, 0.01
AGES = np.linspace(YOUNGEST, 3.9, 381)
FADES = float(np.exp(-1 / TAIL_DAYS))
_doubts = np.linspace(-2, 2, 9)
_weights = np.exp(-0.5 * _doubts**2)
WEIGHTS = _weights / _weights.sum()
DOUBTED = AGES[None, :] * np.exp(DOUBT * _doubts)[:, None]


@dataclass(frozen=True)
class Tail:
    """Arrivals, and the time that open parcels spent, per bin of age; both fade."""

    table: Floats
    arrivals: Floats
    exposure: Floats

    def after(self, age: Floats, passed: Floats, arrived: np.ndarray) -> Tail:
        """A day later. Who arrives counts at the day's begin, as a promise holds until its end."""
        spent = np.where(arrived, 0.0, passed)
        exposure = self.exposure * FADES
        for part in (0.25, 0.75):
            weights = spent / 2 * (age < OLDEST)
            exposure = exposure + np.bincount(_bin(age + spent * part), weights, BINS)
        came = np.bincount(_bin(age[arrived]), minlength=BINS)
        return replace(self, arrivals=self.arrivals * FADES + came, exposure=exposure)

    def open_share(self) -> Floats:
        """The share that is still open at AGES, the level being in doubt."""
        usual = np.maximum(np.diff(cumulated(self.table, EDGES)) / WIDTH, 0.02)
        expected = max(float((self.exposure * usual).sum()), 1e-9)
        prior = TAIL_PRIOR * (self.exposure + 1e-9) / expected
        hazard = (self.arrivals + prior * usual) / (self.exposure + prior)
        whole = np.concatenate([[0.0], np.cumsum(hazard * WIDTH)])
        return np.asarray(WEIGHTS @ np.exp(-np.interp(DOUBTED, EDGES, whole)))


def _bin(age: Floats) -> np.ndarray:
    return np.minimum((age / WIDTH).astype(np.int64), BINS - 1)


def age_at(open_share: Floats, share: float) -> float:
    """The age by which a share has arrived."""
    return float(np.interp(share - 1, -open_share, AGES))


def arrived_by(open_share: list[float], age: float) -> float:
    """The share that has arrived by an age; without numpy, whose calls take longer than this."""
    place = min(max((age - YOUNGEST) / STEP, 0.0), len(open_share) - 1.001)
    before = int(place)
    return 1 - open_share[before] - (place - before) * (open_share[before + 1] - open_share[before])
