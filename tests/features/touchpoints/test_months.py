"""The months of a span, in the shop's own time."""

from __future__ import annotations

from features.clock import parse_moment
from features.touchpoints.months import month_before, months_between


def months(since: str, until: str) -> list[str]:
    return months_between(parse_moment(since), parse_moment(until), "Europe/Berlin")


def test_a_span_over_new_year_has_the_months_of_both_years() -> None:
    found = months("2025-11-15T00:00:00Z", "2026-02-01T12:00:00Z")
    assert found == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_a_month_begins_at_the_shops_midnight() -> None:
    assert months("2026-01-31T23:30:00Z", "2026-01-31T23:30:00Z") == ["2026-02"]


def test_a_span_that_ends_before_it_begins_has_none() -> None:
    assert months("2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z") == []


def test_before_january_comes_december() -> None:
    assert [month_before(month) for month in ("2026-01", "2026-11")] == ["2025-12", "2026-10"]
