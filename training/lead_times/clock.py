"""On which days parcels are sent or arrive → how much of the work is done on each kind of day."""

from __future__ import annotations

import numpy as np

from service.engine.lead_times.days import HOLIDAY, Floats, LearnedClock, kind_of_day
from training.lead_times.table import NEVER

LOOKS_BACK, AROUND = 400, 15  # days; of a holiday one needs a year
FEW, FEW_USUAL = 5.0, 0.3  # so many are assumed where there are none, and which share of the usual they are
LEAST = 0.02  # no day stands quite still


def clock_of(happened: Floats, first: int, day: int, country: str | None) -> LearnedClock:
    """From what happened before `day`; the clock begins at `first`."""
    happened = happened[happened < NEVER]
    start = min(first, int(happened.min(initial=day)))
    counts = np.bincount((happened - start).astype(np.int64), minlength=day - start + AROUND).astype(float)
    around = np.convolve(counts, np.ones(AROUND) / AROUND, "same")
    days = np.arange(max(0, day - LOOKS_BACK - start), day - start)
    kinds = np.array([kind_of_day(start + int(one), country) for one in days], np.int64)
    there = np.bincount(kinds, counts[days], HOLIDAY + 1) + FEW * FEW_USUAL
    usual = np.bincount(kinds, around[days], HOLIDAY + 1) + FEW
    weights = np.maximum(there / usual, LEAST)
    return LearnedClock(weights / weights[:HOLIDAY].mean(), country, first)
