"""What is known at the begin of a day → the day by which a share of the parcels ordered then has arrived."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, exp, log

import numpy as np

from service.engine.lead_times.constants import (
    HORIZON,
    LEVEL_RETURN,
    LOAD,
    LOAD_RETURN,
    PEAK,
)
from service.engine.lead_times.days import Floats, is_peak
from service.engine.lead_times.tail import age_at, arrived_by

AHEAD = np.arange(HORIZON)
LEVEL_FADES, LOAD_FADES = np.exp(-AHEAD / LEVEL_RETURN), np.exp(-AHEAD / LOAD_RETURN)
BEGINS = np.arange(HORIZON + 1.0)


@dataclass(frozen=True)
class Crowd:
    """Open parcels over arrivals in a clock day, in logs; `unusual`: above the usual; `young`: open ones."""

    usual: float
    unusual: float
    through: float
    young: int

    def excess(self, more: int) -> float:
        """How much more crowded than usual it is, with so many more parcels open; in steps of .01."""
        now = log(max(self.young + more, 1) / max(self.through, 0.1))
        return round(max(0.0, now - self.usual - self.unusual), 2)


@dataclass(frozen=True)
class Forecast:
    """One day's: rates of the days ahead, log speed, share still open by age, log of how much longer."""

    day: int
    rates: Floats
    level: float
    open_share: Floats
    feedback: float
    crowd: Crowd
    _clocks: dict[float, list[float]] = field(default_factory=dict)
    _ages: dict[float, float] = field(default_factory=dict)

    @cached_property
    def longer(self) -> float:
        """What promises are stretched by."""
        return exp(self.feedback) * (1 + PEAK * is_peak(self.day))

    @cached_property
    def _open_shares(self) -> list[float]:
        shares: list[float] = self.open_share.tolist()
        return shares

    def clock(self, excess: float) -> list[float]:
        """What the clock will have counted from this day's begin to each day's, speed and crowd fading."""
        if (found := self._clocks.get(excess)) is None:
            speed = np.exp(self.level * LEVEL_FADES - LOAD * excess * LOAD_FADES)
            found = self._clocks[excess] = [0.0, *np.cumsum(self.rates * speed).tolist()]
        return found

    def ends(self, typical: float, at: float, share: float, excess: float) -> int:
        """The day before which this share of parcels has arrived that were ordered at a moment (in days)."""
        clock = self.clock(excess)
        needed = self._age(share) * self.longer * typical + self._passed(clock, at)
        after = min(bisect_left(clock, needed), HORIZON)
        if after == 0:
            return self.day
        part = min((needed - clock[after - 1]) / (clock[after] - clock[after - 1]), 1.0)
        return ceil(self.day + after - 1 + part - 1e-9)

    def share(self, typical: float, at: float, end: int, excess: float) -> float:
        """The share of such parcels that arrives before a day begins."""
        clock = self.clock(excess)
        passed = clock[min(max(end - self.day, 0), HORIZON)] - self._passed(clock, at)
        return arrived_by(self._open_shares, passed / (self.longer * typical))

    def _age(self, share: float) -> float:
        if (found := self._ages.get(share)) is None:
            found = self._ages[share] = age_at(self.open_share, share)
        return found

    def _passed(self, clock: list[float], at: float) -> float:
        """What it counts from the day's begin to a moment."""
        since = min(max(at - self.day, 0.0), HORIZON - 0.001)
        day = int(since)
        return clock[day] + (since - day) * (clock[day + 1] - clock[day])
