"""What is known at the begin of a day → the day by which a share of the parcels ordered then has arrived."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    _clocks: dict[float, Floats] = field(default_factory=dict)
    _ages: dict[float, float] = field(default_factory=dict)

    @property
    def longer(self) -> float:
        """What promises are stretched by."""
        return exp(self.feedback) * (1 + PEAK * is_peak(self.day))

    def clock(self, excess: float) -> Floats:
        """What the clock will have counted from this day's begin to each day's, speed and crowd fading."""
        if (found := self._clocks.get(excess)) is None:
            speed = np.exp(self.level * LEVEL_FADES - LOAD * excess * LOAD_FADES)
            found = self._clocks[excess] = np.concatenate([[0.0], np.cumsum(self.rates * speed)])
        return found

    def ends(self, typical: float, at: float, share: float, excess: float) -> int:
        """The day before which this share of parcels has arrived that were ordered at a moment (in days)."""
        clock = self.clock(excess)
        needed = self._age(share) * self.longer * typical + self._passed(clock, at)
        return ceil(self.day + float(np.interp(needed, clock, BEGINS)) - 1e-9)

    def share(self, typical: float, at: float, end: int, excess: float) -> float:
        """The share of such parcels that arrives before a day begins."""
        clock = self.clock(excess)
        passed = float(np.interp(end - self.day, BEGINS, clock)) - self._passed(clock, at)
        return arrived_by(self.open_share, passed / (self.longer * typical))

    def _age(self, share: float) -> float:
        if (found := self._ages.get(share)) is None:
            found = self._ages[share] = age_at(self.open_share, share)
        return found

    def _passed(self, clock: Floats, at: float) -> float:
        since = max(at - self.day, 0.0)
        return since * float(clock[1]) if since <= 1 else float(np.interp(since, BEGINS, clock))
