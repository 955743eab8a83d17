"""Working days: week masks, holidays of countries and regions, counted over years."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.localdays import as_date, as_day
from features.workdays import Workdays

OFFICE = "Mon Tue Wed Thu Fri"
PLACES = [
    Workdays(OFFICE),
    Workdays(OFFICE, "DE", "BY"),
    Workdays("Sat", "DE"),
    Workdays("Mon Tue Wed Thu Fri Sat", "US", "CA"),
    Workdays("Sun", "IL"),
    Workdays("Fri", "BR", "SP"),
]
places = st.sampled_from(PLACES)
days = st.integers(as_day(date(2015, 1, 1)), as_day(date(2031, 12, 31)))
counts = st.integers(0, 30)


@given(places, days, counts)
def test_the_nth_working_day_has_as_many_before_it(place: Workdays, day: int, count: int) -> None:
    found = place.nth(day, count)
    assert place.open_on(found)
    assert sum(place.open_on(between) for between in range(day, found)) == count


@given(places, st.lists(st.tuples(days, counts), max_size=5))
def test_many_are_counted_as_each_is(place: Workdays, asked: list[tuple[int, int]]) -> None:
    start, count = np.array(asked, np.int64).reshape(-1, 2).T
    assert place.nth_of(start, count).tolist() == [place.nth(*one) for one in asked]


@given(places, days, counts)
def test_between_two_days_lie_the_working_days_that_were_counted(
    place: Workdays, day: int, count: int
) -> None:
    end = place.nth(day + 1, count)
    assert place.between(np.array([day]), np.array([end])).tolist() == [count + 1]


def test_between_a_day_and_an_earlier_one_lies_nothing() -> None:
    assert PLACES[0].between(np.array([20_000]), np.array([19_000])).tolist() == [0]
    assert PLACES[0].between(np.array([], np.int64), np.array([], np.int64)).tolist() == []


@pytest.mark.parametrize(
    ("country", "region", "closed"),
    [
        ("DE", "SL", True),  # Assumption Day is kept in Saarland
        ("DE", "DE-SL", True),
        ("DE", "Saarland", True),
        ("DE", "BE", False),
        ("DE", "Atlantis", False),
        ("DE", None, False),
        ("AT", None, True),
        ("XX", "SL", False),
        (None, "SL", False),
    ],
)
def test_holidays_are_those_of_the_region_as_far_as_it_is_known(
    country: str | None, region: str | None, closed: bool
) -> None:
    assert Workdays(OFFICE, country, region).open_on(as_day(date(2028, 8, 15))) is not closed


def test_a_region_that_is_not_known_keeps_its_country_s_holidays() -> None:
    assert not Workdays(OFFICE, "DE", "Atlantis").open_on(as_day(date(2026, 5, 1)))


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 12, 31), date(2027, 1, 4)),  # New Year's Day is a Friday
        (date(2028, 2, 28), date(2028, 2, 29)),
        (date(2027, 2, 26), date(2027, 3, 1)),
        (date(2026, 4, 2), date(2026, 4, 7)),  # Good Friday to Easter Monday
    ],
)
def test_the_next_working_day_lies_beyond_holidays_and_years(day: date, after: date) -> None:
    assert as_date(Workdays(OFFICE, "DE", "BE").nth(as_day(day), 1)) == after


def test_an_observed_holiday_of_the_next_year_closes_the_last_day_of_this_one() -> None:
    assert not Workdays(OFFICE, "US").open_on(as_day(date(2021, 12, 31)))


def test_a_thousand_saturdays_are_found_nearly_twenty_years_ahead() -> None:
    found = as_date(Workdays("Sat", "DE").nth(as_day(date(2026, 1, 1)), 1_000))
    assert found.weekday() == 5
    assert found.year == 2045


@pytest.mark.slow
def test_holidays_are_loaded_when_they_are_needed_or_before() -> None:
    script = (
        "import sys; from features.workdays import warm; before = 'holidays' in sys.modules; "
        "warm(); print(before, 'holidays.countries.germany' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
