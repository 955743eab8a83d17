"""Moments ↔ days of the shop's zone with fractions, and the learned clock that runs by kinds of day."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from features.clock import DAY
from features.localdays import Moments, as_date, begin_of_day, local_date, local_dates
from features.workdays import Workdays

Floats = NDArray[np.float64]
HOLIDAY = 7  # the kind of day after Monday (0) … Sunday (6)
ALL_DAYS = "Mon Tue Wed Thu Fri Sat Sun"


@lru_cache(4_096)
def days_of(at: int, zone: str) -> float:
    """A moment as the day it is in a zone, and the part of it that is over."""
    day = local_date(at, zone)
    return day + min((at - begin_of_day(day, zone)) / DAY, 0.999_999)


def many_days_of(at: Moments, zone: str) -> Floats:
    """The same of many moments."""
    days = local_dates(at, zone)
    known, which = np.unique(days, return_inverse=True)
    begins = np.array([begin_of_day(day, zone) for day in known.tolist()], np.int64)
    return np.asarray(days + np.minimum((at - begins[which]) / DAY, 0.999_999))


@lru_cache(16_384)
def kind_of_day(day: int, country: str | None) -> int:
    """Its weekday, or that it is a public holiday of the country."""
    return (day + 3) % 7 if Workdays(ALL_DAYS, country).open_on(day) else HOLIDAY


def is_peak(day: int) -> bool:
    """From a week before Black Friday, the day after November's fourth Thursday, to 20 December."""
    date = as_date(day)
    if date.month not in (11, 12):
        return False
    first = day - date.day + 1 - (30 if date.month == 12 else 0)
    friday = first + -first % 7 + 22
    return friday - 7 <= day <= first + 30 + 19


class LearnedClock:
    """`weights`: how much of a day's work is done on each kind of day; 1 on average over a week."""

    def __init__(self, weights: Floats, country: str | None, first: int) -> None:
        self.weights = weights
        self.country = country
        self._first = first
        self._elapsed = np.zeros(1)

    def rates(self, day: int, count: int) -> Floats:
        """What so many days from a day on count for."""
        elapsed = self._until(day + count)
        return np.diff(elapsed[day - self._first : day - self._first + count + 1])

    def at(self, days: Floats) -> Floats:
        """What the clock shows at moments."""
        elapsed = self._until(int(np.max(days, initial=self._first)) + 2)
        return read(elapsed, days - self._first)

    def between(self, since: float, until: float) -> float:
        """What it counts from one moment to another."""
        from_, to = self.at(np.array([since, until])).tolist()
        return float(to - from_)

    def _until(self, day: int) -> Floats:
        missing = day - self._first + 1 - len(self._elapsed)
        if missing > 0:
            start = self._first + len(self._elapsed) - 1
            kinds = [kind_of_day(start + n, self.country) for n in range(max(missing, 400))]
            more = self._elapsed[-1] + np.cumsum(self.weights[kinds])
            self._elapsed = np.concatenate([self._elapsed, more])
        return self._elapsed


def read(elapsed: Floats, days: Floats) -> Floats:
    """A clock of which every day's begin is known, read at moments; before and after it stands still."""
    days = np.clip(days, 0, len(elapsed) - 1.000_001)
    whole = days.astype(np.int64)
    begin = elapsed[whole]
    found: Floats = begin + (days - whole) * (elapsed[whole + 1] - begin)
    return found
