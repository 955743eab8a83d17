"""Origins and destinations → the day on which an order leaves and the day on which it can arrive.

Exact, nothing is estimated: handling and transit are given. Days are ints, moments microseconds (UTC).
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.catalogue import Origin
from features.localdays import Days, Moments, begin_of_day, local_date, local_dates, moment_at
from features.workdays import Workdays
from features.zones import zone_of

OFFICE_DAYS = "Mon Tue Wed Thu Fri"
PARCEL_DAYS = "Mon Tue Wed Thu Fri Sat"
LONGEST = 1_000  # days, as of a catalogue's lead time


class Destination(Protocol):
    """Where a parcel goes, as far as its holidays depend on it."""

    @property
    def country(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...


def working_days(origin: Origin) -> Workdays:
    """The days on which an origin hands over parcels: its week mask, or Mon–Fri, without its holidays."""
    return Workdays(origin.week_mask or OFFICE_DAYS, origin.country, origin.region)


def delivery_days(destination: Destination) -> Workdays:
    """The days on which parcels arrive: Mon–Sat without public holidays, as far as the place is known."""
    return Workdays(PARCEL_DAYS, destination.country, destination.region)


def leaves(origin: Origin, at: int, default_zone: str) -> int:
    """The day on which an order of that moment leaves at the earliest.

    The day of the order counts if it is placed before the cut-off (none: before midnight) of a working day;
    from there `handling_days` working days, a part of a day as a whole one.
    """
    zone = _zone(origin, default_zone)
    today = local_date(at, zone)
    return working_days(origin).nth(today + (at >= _cut_off(origin, today, zone)), _handling(origin))


def leave_days(origin: Origin, at: Moments, default_zone: str) -> Days:
    """`leaves` of many orders at once."""
    zone = _zone(origin, default_zone)
    days = local_dates(at, zone)
    known, which = np.unique(days, return_inverse=True)
    ends = np.array([_cut_off(origin, day, zone) for day in known.tolist()], np.int64)
    return working_days(origin).nth_of(days + (at >= ends[which]), _handling(origin))


def order_before(origin: Origin, at: int, default_zone: str) -> int:
    """The moment before which an order leaves on the same day as one of `at`: the next cut-off."""
    zone = _zone(origin, default_zone)
    today = local_date(at, zone)
    first = working_days(origin).nth(today + (at >= _cut_off(origin, today, zone)), 0)
    return _cut_off(origin, first, zone)


def arrives(day: int, transit_days: float, destination: Destination) -> int:
    """The day of arrival: as many delivery days after the day of leaving, a part of a day as a whole one.

    Within 0 days a parcel arrives on the day it leaves, or the next one on which parcels are delivered.
    """
    transit = _whole(transit_days)
    days = delivery_days(destination)
    return days.nth(day + 1, transit - 1) if transit else days.nth(day, 0)


def arrival_days(day: Days, transit_days: NDArray[np.float64] | Days, destination: Destination) -> Days:
    """`arrives` of many parcels to one place."""
    transit = np.ceil(np.clip(transit_days, 0, LONGEST)).astype(np.int64)
    later = np.minimum(transit, 1)
    return delivery_days(destination).nth_of(day + later, transit - later)


def next_delivery_day(day: int, destination: Destination) -> int:
    """The first day on or after `day` on which parcels are delivered."""
    return delivery_days(destination).nth(day, 0)


def possible(day: int, destination: Destination) -> bool:
    """Can a parcel be promised for that day: is it one on which parcels are delivered."""
    return delivery_days(destination).open_on(day)


def _zone(origin: Origin, default: str) -> str:
    """In which its cut-off is meant."""
    return zone_of(origin.time_zone, origin.country, default)


def _cut_off(origin: Origin, day: int, zone: str) -> int:
    """When a day's orders are closed; never after the day itself."""
    midnight = begin_of_day(day + 1, zone)
    return midnight if origin.cut_off is None else min(moment_at(day, origin.cut_off, zone), midnight)


def _handling(origin: Origin) -> int:
    return _whole(origin.handling_days or 0)


def _whole(days: float) -> int:
    return math.ceil(min(max(days, 0), LONGEST))
