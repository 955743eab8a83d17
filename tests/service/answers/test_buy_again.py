"""Buy again: the usual time and pieces, by one's own orders or, where those say little, by others'."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from features.clock import DAY, HOUR, to_micros
from service.answers.kinds.buy_again import Bought, Habit, due, habit_of

MONTHLY = [Bought(day * DAY, 2) for day in (0, 30, 61, 90)]


def test_the_usual_time_and_pieces_are_those_in_the_middle() -> None:
    bought = [*MONTHLY, Bought(290 * DAY, 9)]
    assert habit_of(bought, None) == Habit(30.5, 2, 290 * DAY, own=True)


def test_orders_of_one_day_are_one() -> None:
    bought = [*MONTHLY[:3], Bought(61 * DAY + HOUR, 2)]
    assert habit_of(bought, None) == Habit(30.5, 2, 61 * DAY + HOUR, own=True)


def test_bought_once_others_say_when() -> None:
    assert habit_of(MONTHLY[:1], 20.0) == Habit(20, 2, 0, own=False)


def test_bought_twice_ones_own_time_and_that_of_others_count_alike() -> None:
    assert habit_of(MONTHLY[:2], 20.0) == Habit(25, 2, 30 * DAY, own=True)


@pytest.mark.parametrize("times", [1, 2])
def test_where_nobody_knows_there_is_no_habit(times: int) -> None:
    assert habit_of(MONTHLY[:times], None) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [(5, False), (26, False), (27, True), (30, True), (60, True), (61, False), (730, False)],
    ids=["yesterday's", "too early", "just in time", "in time", "late", "too late", "two years of silence"],
)
def test_it_is_due_around_the_usual_time_and_not_for_ever(days: int, expected: bool) -> None:
    assert due(Habit(30, 1, 100 * DAY, own=True), (100 + days) * DAY) is expected


def test_who_buys_every_year_on_the_29th_of_february_hears_of_it_each_year() -> None:
    yearly = [
        Bought(to_micros(datetime(*day, tzinfo=UTC)), 1)
        for day in ((2022, 3, 1), (2023, 3, 1), (2024, 2, 29))
    ]
    habit = habit_of(yearly, None)
    assert habit is not None
    assert habit.gap == 365
    assert due(habit, to_micros(datetime(2025, 2, 28, tzinfo=UTC)))
    assert not due(habit, to_micros(datetime(2024, 8, 29, tzinfo=UTC)))


def test_half_a_piece_more_is_a_piece_more() -> None:
    assert habit_of(
        [Bought(0, 1), Bought(30 * DAY, 2), Bought(60 * DAY, 2), Bought(90 * DAY, 1)], None
    ) == Habit(30, 2, 90 * DAY, own=True)
