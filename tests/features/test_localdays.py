"""Local days: whatever the clocks do at night, a moment has its day and a day its end."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY, HOUR, SECOND, parse_moment, to_text
from features.errors import BadInput
from features.localdays import (
    as_date,
    as_day,
    begin_of_day,
    end_of_day,
    local_date,
    local_dates,
    moment_at,
)

ZONES = [
    "Europe/Berlin",
    "America/Sao_Paulo",  # until 2019 clocks changed at midnight
    "America/Havana",  # clocks go back from 1:00 to midnight
    "America/New_York",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # without the 30th of December 2011
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "UTC",
]
zones = st.sampled_from(ZONES)
moments = st.integers(parse_moment("1995-01-01T00:00:00Z"), parse_moment("2045-01-01T00:00:00Z"))
days = st.integers(as_day(date(1995, 1, 1)), as_day(date(2045, 1, 1)))


def clock_shows(at: int, zone: str) -> date:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).date()


@given(moments, zones)
def test_the_day_of_a_moment_is_the_one_its_clocks_show(at: int, zone: str) -> None:
    assert as_date(local_date(at, zone)) == clock_shows(at, zone)


@given(days, zones)
def test_around_midnight_the_day_changes_from_one_microsecond_to_the_next(day: int, zone: str) -> None:
    begin = begin_of_day(day, zone)
    assert clock_shows(begin, zone) >= as_date(day) > clock_shows(begin - 1, zone)


@given(days, zones)
def test_a_day_ends_right_before_the_next_begins(day: int, zone: str) -> None:
    assert end_of_day(day, zone) + 1 == begin_of_day(day + 1, zone)
    assert begin_of_day(day, zone) <= begin_of_day(day + 1, zone)


@given(st.lists(moments, max_size=5), zones)
def test_many_moments_have_the_days_that_each_has(at: list[int], zone: str) -> None:
    found = local_dates(np.array(at, np.int64), zone)
    assert found.tolist() == [local_date(moment, zone) for moment in at]


@given(st.dates())
def test_a_date_is_a_day_and_back(when: date) -> None:
    assert as_date(as_day(when)) == when
    assert np.datetime64(when, "D").astype(np.int64) == as_day(when)


@pytest.mark.parametrize(
    ("day", "zone", "hours", "end"),
    [
        (date(2026, 3, 29), "Europe/Berlin", 23, "2026-03-29T21:59:59.999999Z"),
        (date(2026, 10, 25), "Europe/Berlin", 25, "2026-10-25T22:59:59.999999Z"),
        (date(2028, 2, 29), "Europe/Berlin", 24, "2028-02-29T22:59:59.999999Z"),
        (date(2026, 12, 31), "America/New_York", 24, "2027-01-01T04:59:59.999999Z"),
        (date(2018, 11, 4), "America/Sao_Paulo", 23, "2018-11-05T01:59:59.999999Z"),
        (date(2011, 12, 30), "Pacific/Apia", 0, "2011-12-30T09:59:59.999999Z"),
    ],
)
def test_days_are_as_long_as_their_nights_make_them(day: date, zone: str, hours: int, end: str) -> None:
    assert begin_of_day(as_day(day) + 1, zone) - begin_of_day(as_day(day), zone) == hours * HOUR
    assert to_text(end_of_day(as_day(day), zone)) == end


@pytest.mark.parametrize(
    ("clock", "day", "moment"),
    [
        ("14:00", date(2026, 7, 1), "2026-07-01T12:00:00Z"),
        ("02:30", date(2026, 3, 29), "2026-03-29T01:30:00Z"),  # clocks show 3:30, half an hour after 2:00
        ("02:30", date(2026, 10, 25), "2026-10-25T00:30:00Z"),  # the first of two
        ("00:00", date(2026, 1, 1), "2025-12-31T23:00:00Z"),
    ],
)
def test_a_clock_time_is_one_moment_of_its_day(clock: str, day: date, moment: str) -> None:
    assert to_text(moment_at(as_day(day), clock, "Europe/Berlin")) == moment


@pytest.mark.parametrize("day", [10**7, -(10**6), 2**62])
def test_days_that_no_calendar_has_are_refused(day: int) -> None:
    with pytest.raises(BadInput, match="check the year"):
        as_date(day)
    with pytest.raises(BadInput, match="check the year"):
        local_date(day * DAY, "UTC")
