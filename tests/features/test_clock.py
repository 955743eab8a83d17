"""Moments and durations as text, and clocks."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    clock_from,
    parse_duration,
    parse_moment,
    system_clock,
    to_datetime,
    to_micros,
    to_text,
)
from features.errors import BadInput

_offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_zones = st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]).map(ZoneInfo)
YEAR_1 = parse_moment("0001-01-01T00:00:00Z")
YEAR_9999 = parse_moment("9999-12-31T23:59:59.999999Z")


@given(st.integers(YEAR_1, YEAR_9999))
def test_a_moment_that_is_printed_is_read_back(micros: int) -> None:
    assert parse_moment(to_text(micros)) == micros == to_micros(to_datetime(micros))


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        assert isinstance(parse_moment(text), int)


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=_offsets))  # noqa: DTZ001
def test_an_offset_moves_no_moment(moment: datetime) -> None:
    assert parse_moment(moment.isoformat()) == to_micros(moment) == to_micros(moment.astimezone(UTC))


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31), timezones=_zones))  # noqa: DTZ001
def test_an_hour_that_is_there_twice_is_two_hours(moment: datetime) -> None:
    later = moment.astimezone(UTC) + timedelta(hours=1)
    text = later.astimezone(moment.tzinfo).isoformat()
    assert parse_moment(text) - parse_moment(moment.isoformat()) == HOUR


@pytest.mark.parametrize(
    "text", ["2016-12-31T23:59:60Z", "10000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "2025-02-29T00:00:00Z"]
)
def test_a_leap_second_and_days_that_are_not_there_are_no_time(text: str) -> None:
    with pytest.raises(BadInput, match="is no time"):
        parse_moment(text)


@given(st.integers(0, 36_525), st.sampled_from(["ms", "s", "m", "h", "d"]))
def test_a_whole_duration_is_exact(number: int, unit: str) -> None:
    assert parse_duration(f"{number}{unit}") == number * parse_duration(f"1{unit}")


@given(st.text(alphabet="0123456789.smhd -", max_size=12) | st.text(max_size=12))
def test_any_text_is_a_duration_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        assert 0 <= parse_duration(text) <= 100 * 366 * DAY


def test_a_duration_beyond_all_shops_is_refused() -> None:
    with pytest.raises(BadInput, match="longer than 100 years"):
        parse_duration("999999999d")


@pytest.mark.parametrize("text", ["2026-11-22T08:30:00Z", "2026-11-22T09:30:00+01:00", "2026-11-22T08:30:00"])
def test_a_moment_without_an_offset_is_utc(text: str) -> None:
    assert to_text(parse_moment(text)) == "2026-11-22T08:30:00Z"


@pytest.mark.parametrize(
    ("text", "micros"),
    [("28d", 28 * DAY), ("6h", 6 * HOUR), ("15m", 15 * MINUTE), ("1.5s", 1_500_000), ("80ms", 80_000)],
)
def test_a_duration_is_a_number_and_a_unit(text: str, micros: int) -> None:
    assert parse_duration(text) == micros


@pytest.mark.parametrize("text", ["", "28", "d", "-1d", "1 week", "1d2h", "١d"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(BadInput, match="no duration"):
        parse_duration(text)


def test_a_clock_starts_where_it_is_set_and_runs_on() -> None:
    clock = clock_from(1_000)
    assert 1_000 <= clock() <= clock() < 1_000 + MINUTE


def test_the_systems_clock_shows_microseconds() -> None:
    assert parse_moment("2020-01-01") < system_clock() < parse_moment("2100-01-01")
    assert SECOND == 1_000_000
