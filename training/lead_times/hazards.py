"""Ages at which parcels arrived or are still open → the cumulated hazard (Nelson and Aalen), as a table."""

from __future__ import annotations

import numpy as np

from service.engine.lead_times.days import Floats
from service.engine.lead_times.hazards import GRID

SMOOTH = 7  # points of the grid
LEAST_STEP = 1e-6  # so that every age has some hazard


def hazard_table(age: Floats, arrived: np.ndarray) -> Floats:
    """At GRID; `age` in typical times, of open ones so far."""
    age = np.maximum(age, 1e-3)
    order = np.argsort(age, kind="stable")
    cumulated = np.cumsum(arrived[order] / np.arange(len(age), 0, -1))
    steps = np.interp(GRID, np.log(age[order]), cumulated)
    wide = np.pad(steps, SMOOTH // 2, mode="edge")
    smooth = np.convolve(wide, np.full(SMOOTH, 1 / SMOOTH), "valid")
    return np.asarray(np.maximum.accumulate(smooth) + LEAST_STEP * np.arange(len(GRID)))
