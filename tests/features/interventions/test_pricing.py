"""A price for the budget's EUR: none while it lasts, such that it lasts when it would not, dearer ahead."""

import numpy as np
import pytest

from features.interventions.pricing import price_now, price_of_day

COSTS = np.array([0.0, 2.0, 8.0])
VALUES = np.random.default_rng(3).gamma(2, 4, (500, 3)) * [0, 0.5, 1]
ALL = np.ones((500, 3), dtype=bool)


def spent(price: float) -> float:
    best = (VALUES - (1 + price) * COSTS).argmax(1)
    even = COSTS.mean()
    return 50 * float(0.95 * COSTS[best].mean() + 0.05 * even)


def test_a_budget_that_lasts_has_no_price() -> None:
    assert price_of_day(VALUES, COSTS, ALL, 50, 1_000.0, 0.05) == 0


def test_at_its_price_a_short_budget_lasts_just_so() -> None:
    price = price_of_day(VALUES, COSTS, ALL, 50, 60.0, 0.05)
    assert price > 0
    assert 55 < spent(price) <= 60


def test_without_a_trigger_of_late_there_is_no_price() -> None:
    assert price_of_day(VALUES[:0], COSTS, ALL[:0], 0, 60.0, 0.05) == 0


def test_it_is_dearer_while_spending_runs_ahead_of_the_day() -> None:
    assert price_now(1.0, 30, 60, 0.25) > 1.0 > price_now(1.0, 10, 60, 0.75)


def test_a_budget_of_zero_leaves_the_price() -> None:
    assert price_now(1.0, 0, 0, 0.5) == pytest.approx(1.0)
