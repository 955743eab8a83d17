"""How old a parcel is, in typical times → how likely it arrives next: a table, looked up."""

from __future__ import annotations

import numpy as np

from service.engine.lead_times.days import Floats

FIRST, LAST = np.log(0.02), np.log(4.0)
GRID = np.linspace(FIRST, LAST, 160)  # log ages, in typical times
NEVER_LATE = 2.0  # the hazard of log age beyond the table


def cumulated(table: Floats, age: Floats) -> Floats:
    """The cumulated hazard at ages, from the table at GRID."""
    logs = np.log(np.maximum(age, 1e-9))
    beyond = np.maximum(logs - LAST, 0) * NEVER_LATE
    found: Floats = np.where(
        age < 0.02, table[0] * np.maximum(age, 0) / 0.02, np.interp(logs, GRID, table) + beyond
    )
    return found
