"""Week mask, country and region → the days on which a place works: the next one, the n-th, how many between.

Days are ints, days since 1970-01-01. An unknown country or region closes nothing: the week mask holds.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from features.localdays import Days, as_date, as_day


class Workdays(NamedTuple):
    """One place's working days; `mask` as numpy reads it (`Mon Tue Wed`), with one day at least."""

    mask: str
    country: str | None = None
    region: str | None = None

    def open_on(self, day: int) -> bool:
        """Is it a working day."""
        return self.nth(day, 0) == day

    def nth(self, day: int, count: int) -> int:
        """The first working day on or after `day`, and `count` working days on from there."""
        year = as_date(day).year
        days = _open_days(self, year)
        place = bisect_left(days, day) + count
        while place >= len(days):
            place -= len(days)
            year += 1
            days = _open_days(self, year)
        return days[place]

    def nth_of(self, days: Days, counts: Days | int) -> Days:
        """`nth` of many: two columns of the same length, or one count for all."""
        if not days.size:
            return days
        table = self._table(days, int(np.max(counts)))
        found: Days = table[np.searchsorted(table, days) + counts]
        return found

    def between(self, after: Days, until: Days) -> Days:
        """How many working days there are after one day up to another, that one included; never below 0."""
        if not after.size:
            return after
        table = self._table(np.concatenate([after, until]), 0)
        passed = np.searchsorted(table, until, "right") - np.searchsorted(table, after, "right")
        found: Days = np.maximum(passed, 0)
        return found

    def _table(self, days: Days, ahead: int) -> Days:
        """All working days from the first day's year to `ahead` working days after the last day."""
        first, last = int(days.min()), self.nth(int(days.max()), ahead)
        years = range(as_date(first).year, as_date(last).year + 1)
        return np.concatenate([_open_days(self, year) for year in years])


def warm() -> None:
    """Load what the first holidays take, a fifth of a second, before a page waits for it."""
    _holidays("DE", None, 2026)


@lru_cache(2_048)
def _open_days(place: Workdays, year: int) -> list[int]:
    """The working days of a year; a mask has a day, and no weekday is a holiday all year long."""
    days = np.arange(as_day(date(year, 1, 1)), as_day(date(year, 12, 31)) + 1).astype("datetime64[D]")
    closed = np.array(_holidays(place.country, place.region, year), "datetime64[D]")
    working: list[int] = days[np.is_busday(days, place.mask, closed)].astype(np.int64).tolist()
    return working


@lru_cache(2_048)
def _holidays(country: str | None, region: str | None, year: int) -> list[date]:
    """Public holidays of a region (`BY`, `DE-BY`); where it isn't known its country's, if that is."""
    import holidays  # takes a while, and commands without promises do without

    for part in (region, (region or "").rpartition("-")[2], None):
        try:
            return sorted(holidays.country_holidays(country or "", subdiv=part, years=year))
        except NotImplementedError:  # this country or region
            continue
    return []
