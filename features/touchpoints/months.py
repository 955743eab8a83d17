"""A span of time → the local months that it touches, as analyses of touchpoints count them."""

from __future__ import annotations

from features.localdays import as_date, local_date

USUAL_SPAN = 12  # months that a reader sees who asks for none


def months_between(since: int, until: int, zone: str) -> list[str]:
    """`2026-03` and so on, oldest first, of both moments (microseconds), too; none if they are swapped."""
    first, last = (_number(local_date(at, zone)) for at in (since, until))
    return [_named(number) for number in range(first, last + 1)]


def _number(day: int) -> int:
    date = as_date(day)
    return date.year * 12 + date.month - 1


def last_months(count: int, until: int, zone: str) -> list[str]:
    """So many up to the month of a moment (microseconds), oldest first."""
    last = _number(local_date(until, zone))
    return [_named(number) for number in range(last - count + 1, last + 1)]


def month_before(month: str) -> str:
    """`2025-12` of `2026-01`."""
    year, number = map(int, month.split("-"))
    return _named(year * 12 + number - 2)


def _named(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
