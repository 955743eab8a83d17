"""The day on which an order leaves, until when that holds, and the day on which it arrives."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.calendars import (
    arrival_days,
    arrives,
    leave_days,
    leaves,
    next_delivery_day,
    order_before,
    possible,
    working_days,
)
from features.catalogue import Origin
from features.clock import SECOND, parse_moment, to_text
from features.localdays import as_date, as_day, local_date

SHOP_ZONE = "Europe/Berlin"


class Somewhere(NamedTuple):
    country: str | None
    region: str | None = None


BERLIN, MUNICH, NOWHERE = Somewhere("DE", "BE"), Somewhere("DE", "BY"), Somewhere(None)


def origin(**fields: Any) -> Origin:
    return Origin(**({"origin": "hall", "country": "DE", "postcode": "10115", "region": "BE"} | fields))


ORIGINS = [
    origin(),
    origin(cut_off="14:00"),
    origin(cut_off="02:30", handling_days=2),
    origin(cut_off="00:00", week_mask="Sat"),
    origin(cut_off="23:59", country="BR", region="SP", handling_days=0.4),
    origin(country="US", region=None, time_zone="America/Los_Angeles", cut_off="17:30"),
    origin(country="XX", region="Atlantis", week_mask="Mon Tue Wed Thu Fri Sat Sun"),
]
origins = st.sampled_from(ORIGINS)
moments = st.integers(parse_moment("2016-01-01T00:00:00Z"), parse_moment("2030-01-01T00:00:00Z"))
days = st.integers(as_day(date(2016, 1, 1)), as_day(date(2030, 1, 1)))
destinations = st.sampled_from([BERLIN, MUNICH, NOWHERE, Somewhere("US", "CA"), Somewhere("XX")])


def leaves_on(text: str, **fields: Any) -> date:
    return as_date(leaves(origin(**fields), parse_moment(text), SHOP_ZONE))


@pytest.mark.parametrize(
    ("ordered", "fields", "day"),
    [
        ("2026-11-25T12:59:59+01:00", {"cut_off": "13:00"}, date(2026, 11, 25)),
        ("2026-11-25T13:00:00+01:00", {"cut_off": "13:00"}, date(2026, 11, 26)),
        ("2026-11-27T13:00:00+01:00", {"cut_off": "13:00"}, date(2026, 11, 30)),  # a Friday
        ("2026-11-28T09:00:00+01:00", {"cut_off": "13:00"}, date(2026, 11, 30)),
        ("2026-11-28T09:00:00+01:00", {"week_mask": "Mon Sat"}, date(2026, 11, 28)),
        ("2026-11-25T23:59:59+01:00", {}, date(2026, 11, 25)),  # no cut-off: the day's end
        ("2026-11-25T23:30:00Z", {}, date(2026, 11, 26)),  # already tomorrow in Berlin
        ("2026-11-25T12:00:00+01:00", {"handling_days": 1}, date(2026, 11, 26)),
        ("2026-11-25T12:00:00+01:00", {"handling_days": 0.2}, date(2026, 11, 26)),
        ("2026-11-27T12:00:00+01:00", {"handling_days": 1.5}, date(2026, 12, 1)),
        ("2026-11-25T12:00:00+01:00", {"handling_days": -3}, date(2026, 11, 25)),
        ("2026-12-24T15:00:00+01:00", {"cut_off": "14:00"}, date(2026, 12, 28)),
        ("2026-12-31T15:00:00+01:00", {"cut_off": "14:00"}, date(2027, 1, 4)),
        ("2028-02-28T15:00:00+01:00", {"cut_off": "14:00"}, date(2028, 2, 29)),
        ("2026-08-14T15:00:00+02:00", {"cut_off": "14:00", "region": "BY"}, date(2026, 8, 17)),
        ("2026-01-05T15:00:00+01:00", {"cut_off": "14:00", "region": "BY"}, date(2026, 1, 7)),  # Epiphany
        ("2026-01-05T15:00:00+01:00", {"cut_off": "14:00"}, date(2026, 1, 6)),
        ("2026-11-26T12:00:00-05:00", {"country": "US", "region": "NY"}, date(2026, 11, 27)),  # Thanksgiving
        ("2026-05-01T09:00:00+02:00", {"country": "XX"}, date(2026, 5, 1)),  # whose holidays nobody knows
        ("2028-11-22T09:00:00+01:00", {}, date(2028, 11, 22)),
    ],
)
def test_an_order_leaves_on_the_first_working_day_that_it_can(
    ordered: str, fields: dict[str, Any], day: date
) -> None:
    assert leaves_on(ordered, **fields) == day


@pytest.mark.parametrize(
    ("ordered", "day"),
    [
        ("2026-03-29T01:29:59Z", date(2026, 3, 29)),
        ("2026-03-29T01:30:00Z", date(2026, 3, 30)),  # 3:30, half an hour after the clocks were put forward
        ("2026-10-25T00:29:59Z", date(2026, 10, 25)),
        ("2026-10-25T00:30:00Z", date(2026, 10, 26)),  # the first of two times 2:30
        ("2026-10-25T01:15:00Z", date(2026, 10, 26)),  # 2:15 once more
    ],
)
def test_a_cut_off_in_the_night_when_clocks_change_is_one_moment(ordered: str, day: date) -> None:
    assert leaves_on(ordered, cut_off="02:30", country="XX", week_mask="Mon Sun", time_zone=SHOP_ZONE) == day


@pytest.mark.parametrize(
    ("ordered", "fields", "until"),
    [
        ("2026-11-25T09:00:00+01:00", {"cut_off": "13:00"}, "2026-11-25T12:00:00Z"),
        ("2026-11-25T13:00:00+01:00", {"cut_off": "13:00"}, "2026-11-26T12:00:00Z"),
        ("2026-11-27T18:00:00+01:00", {"cut_off": "13:00"}, "2026-11-30T12:00:00Z"),
        ("2026-11-25T09:00:00+01:00", {}, "2026-11-25T23:00:00Z"),
        ("2026-03-28T09:00:00+01:00", {"cut_off": "13:00"}, "2026-03-30T11:00:00Z"),  # summer begins
    ],
)
def test_today_s_answer_holds_until_the_next_cut_off(
    ordered: str, fields: dict[str, Any], until: str
) -> None:
    assert to_text(order_before(origin(**fields), parse_moment(ordered), SHOP_ZONE)) == until


def test_a_cut_off_that_the_night_left_out_is_at_the_day_s_end() -> None:
    hall = origin(time_zone="Asia/Dhaka", country="XX", cut_off="23:30")  # clocks went from 23:00 to midnight
    until = order_before(hall, parse_moment("2009-06-19T09:00:00Z"), SHOP_ZONE)
    assert to_text(until) == "2009-06-19T17:00:00Z"


@given(origins, moments)
def test_right_before_its_end_the_answer_holds_and_at_its_end_no_more(hall: Origin, at: int) -> None:
    end, today = order_before(hall, at, SHOP_ZONE), leaves(hall, at, SHOP_ZONE)
    assert at < end
    assert leaves(hall, end - 1, SHOP_ZONE) == today < leaves(hall, end, SHOP_ZONE)


@given(origins, moments)
def test_an_order_leaves_on_a_working_day_and_never_before_it_was_placed(hall: Origin, at: int) -> None:
    day = leaves(hall, at, SHOP_ZONE)
    assert working_days(hall).open_on(day)
    assert day >= local_date(at, "Pacific/Pago_Pago")


@given(origins, st.lists(moments, max_size=5))
def test_many_orders_leave_when_each_does(hall: Origin, at: list[int]) -> None:
    found = leave_days(hall, np.array(at, np.int64), SHOP_ZONE)
    assert found.tolist() == [leaves(hall, moment, SHOP_ZONE) for moment in at]


def test_orders_of_a_second_apart_may_leave_on_different_days() -> None:
    cut_off = parse_moment("2026-11-25T13:00:00Z")
    found = leave_days(ORIGINS[1], np.array([cut_off - SECOND, cut_off]), SHOP_ZONE)
    assert np.diff(found).tolist() == [1]


@pytest.mark.parametrize(
    ("left", "transit", "destination", "day"),
    [
        (date(2026, 11, 25), 1, BERLIN, date(2026, 11, 26)),
        (date(2026, 11, 27), 1, BERLIN, date(2026, 11, 28)),  # parcels come on Saturdays
        (date(2026, 11, 28), 1, BERLIN, date(2026, 11, 30)),
        (date(2026, 11, 27), 1.2, BERLIN, date(2026, 11, 30)),
        (date(2026, 11, 25), 0, BERLIN, date(2026, 11, 25)),
        (date(2026, 11, 29), 0, BERLIN, date(2026, 11, 30)),
        (date(2026, 11, 25), -2, BERLIN, date(2026, 11, 25)),
        (date(2026, 12, 24), 1, BERLIN, date(2026, 12, 28)),
        (date(2026, 12, 31), 1, BERLIN, date(2027, 1, 2)),
        (date(2028, 2, 28), 1, BERLIN, date(2028, 2, 29)),
        (date(2026, 1, 5), 1, MUNICH, date(2026, 1, 7)),  # Epiphany, in Bavaria
        (date(2026, 1, 6), 1, MUNICH, date(2026, 1, 7)),  # left elsewhere on a holiday of the destination
        (date(2026, 1, 5), 1, BERLIN, date(2026, 1, 6)),
        (date(2026, 12, 24), 1, NOWHERE, date(2026, 12, 25)),
    ],
)
def test_a_parcel_arrives_after_as_many_delivery_days(
    left: date, transit: float, destination: Somewhere, day: date
) -> None:
    assert as_date(arrives(as_day(left), transit, destination)) == day


@given(days, st.floats(-1, 40), destinations)
def test_no_arrival_is_one_that_the_calendar_makes_impossible(
    left: int, transit: float, destination: Somewhere
) -> None:
    day = arrives(left, transit, destination)
    assert possible(day, destination)
    assert day >= left
    assert next_delivery_day(day, destination) == day


@given(st.lists(st.tuples(days, st.integers(0, 40)), max_size=5), destinations)
def test_many_parcels_arrive_when_each_does(parcels: list[tuple[int, int]], destination: Somewhere) -> None:
    left, transit = np.array(parcels, np.int64).reshape(-1, 2).T
    found = arrival_days(left, transit, destination)
    assert found.tolist() == [arrives(*parcel, destination) for parcel in parcels]


def test_sundays_and_holidays_are_no_days_for_a_parcel() -> None:
    assert not possible(as_day(date(2026, 11, 29)), BERLIN)
    assert not possible(as_day(date(2026, 12, 25)), BERLIN)
    assert possible(as_day(date(2026, 12, 25)), NOWHERE)
    assert as_date(next_delivery_day(as_day(date(2026, 12, 25)), BERLIN)) == date(2026, 12, 28)


@pytest.mark.parametrize("days", [1_000, 1e9])
def test_handling_and_transit_of_any_length_end_within_a_thousand_days(days: float) -> None:
    saturdays = origin(week_mask="Sat", handling_days=days)
    assert as_date(leaves(saturdays, parse_moment("2026-01-01T00:00:00Z"), SHOP_ZONE)).year == 2045
    assert as_date(arrives(as_day(date(2026, 1, 1)), days, BERLIN)).year == 2029
