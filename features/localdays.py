"""Moments ↔ local days of a time zone, exact in the nights when clocks change.

A day is an int, days since 1970-01-01, as polars and numpy count them; a zone is an IANA name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from features.clock import DAY, HOUR, MINUTE, to_datetime, to_micros
from features.errors import BadInput

Days = NDArray[np.int64]
Moments = NDArray[np.int64]

_BLOCK = 512  # days that are worked out at once
_FIRST = date(1970, 1, 1).toordinal()


def as_date(day: int) -> date:
    """The calendar date of a day. Raises BadInput for one outside of the years 1 to 9999."""
    try:
        return date.fromordinal(day + _FIRST)
    except (ValueError, OverflowError):
        raise _no_such_day(day) from None


def as_day(when: date) -> int:
    """The day of a calendar date."""
    return when.toordinal() - _FIRST


def local_date(at: int, zone: str) -> int:
    """The day it is in a zone at a moment (microseconds UTC)."""
    day = at // DAY
    if at >= begin_of_day(day + 1, zone):
        return day + 1
    return day if at >= begin_of_day(day, zone) else day - 1


def local_dates(at: Moments, zone: str) -> Days:
    """The same of many moments."""
    utc = at // DAY
    known, which = np.unique(utc, return_inverse=True)
    begins = np.array([begin_of_day(day, zone) for day in known.tolist()], np.int64)
    nexts = np.array([begin_of_day(day + 1, zone) for day in known.tolist()], np.int64)
    found: Days = utc - (at < begins[which]) + (at >= nexts[which])
    return found


def begin_of_day(day: int, zone: str) -> int:
    """The moment at which a local day begins."""
    return _begins(zone, day // _BLOCK)[day % _BLOCK]


def end_of_day(day: int, zone: str) -> int:
    """The last microsecond of a local day: what happened on that day happened at it or before."""
    return begin_of_day(day + 1, zone) - 1


@lru_cache(65_536)
def moment_at(day: int, clock: str, zone: str) -> int:
    """The moment of a clock time (`14:00`) on a local day.

    Where the night leaves it out, it is as long after midnight as it says; where it comes twice, the first.
    """
    wall = to_datetime(day * DAY + int(clock[:2]) * HOUR + int(clock[3:]) * MINUTE)
    return to_micros(wall.replace(tzinfo=ZoneInfo(zone)))


@lru_cache(512)
def _begins(zone: str, block: int) -> list[int]:
    try:
        return list(_each_begin(ZoneInfo(zone), range(block * _BLOCK, (block + 1) * _BLOCK)))
    except (ValueError, OverflowError):
        raise _no_such_day(block * _BLOCK) from None


def _each_begin(zone: ZoneInfo, days: range) -> Iterator[int]:
    for day in days:
        # no zone is further from UTC than 14 hours, so between these two the day begins
        low, high = day * DAY - 15 * HOUR, day * DAY + 13 * HOUR
        offset = _offset(low, zone)
        yield day * DAY - offset if offset == _offset(high, zone) else _first_of(day, low, high, zone)


def _first_of(day: int, low: int, high: int, zone: ZoneInfo) -> int:
    """The moment after `low` from which it is `day`, found by halving."""
    while high - low > 1:
        middle = (low + high) // 2
        if (middle + _offset(middle, zone)) // DAY >= day:
            high = middle
        else:
            low = middle
    return high


def _no_such_day(day: int) -> BadInput:
    return BadInput(f"there is no calendar {day:+} days from 1970; check the year of the time")


def _offset(at: int, zone: ZoneInfo) -> int:
    ahead = to_datetime(at).astimezone(zone).utcoffset() or timedelta()
    return ahead // timedelta(microseconds=1)
