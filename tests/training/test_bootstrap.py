"""Means over customers and their intervals, computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluation.bootstrap import by_customer, interval, intervals, mean

GAINS = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_a_customer_counts_once_however_many_windows_they_came_back_in() -> None:
    """Ann in three windows, Bob in one: 0.2 and 0.6, not the mean of four."""
    found = by_customer(np.array([1, 7, 1, 1]), np.array([0.1, 0.6, 0.2, 0.3]))
    assert found == pytest.approx([0.2, 0.6])
    assert float(mean(found)) == pytest.approx(0.4)


def test_what_was_not_said_in_a_window_is_left_out_of_the_mean() -> None:
    nothing = np.nan
    found = by_customer(np.array([1, 1, 2]), np.array([[0.4, nothing], [0.2, 0.5], [0.3, nothing]]))
    assert found[0] == pytest.approx([0.3, 0.5])
    assert found[1] == pytest.approx([0.3, nothing], nan_ok=True)


def test_an_interval_holds_the_mean_and_narrows_with_more_customers() -> None:
    few, many = np.tile([0.0, 1.0], 10), np.tile([0.0, 1.0], 1_000)
    (low, high), (closer, nearer) = interval(few), interval(many)
    assert low < closer < 0.5 < nearer < high


def test_of_a_hundred_customers_of_whom_half_gain_all_it_is_what_the_binomial_says() -> None:
    """Each draw is a binomial of 100 and ½ over 100: 95 % of them lie from 0.40 to 0.60."""
    low, high = interval(np.repeat([0.0, 1.0], 50))
    assert (low, high) == pytest.approx((0.40, 0.60), abs=0.011)


def test_of_two_customers_every_mean_that_can_be_drawn_is_in_it() -> None:
    """None, one or both of those drawn gain all, in ¼, ½ and ¼ of the draws."""
    assert interval(np.array([0.0, 1.0])) == (0, 1)


def test_of_nobody_the_interval_is_nothing() -> None:
    assert interval(np.zeros(0)) == (0, 0)


def test_a_difference_that_is_the_same_for_everybody_has_no_width() -> None:
    """Unpaired, the two intervals overlap; paired, nobody doubts that one is better by a tenth."""
    one = np.linspace(0, 0.8, 20)
    other = one + 0.1
    (_, high), (low, _) = intervals(np.column_stack([one, other]))
    assert high > low
    assert interval(other - one) == pytest.approx((0.1, 0.1))


def test_the_same_windows_again_make_nobody_surer() -> None:
    gains = np.random.default_rng(1).random(50)
    thrice = by_customer(np.tile(np.arange(50), 3), np.tile(gains, 3))
    assert interval(thrice) == pytest.approx(interval(gains))


@given(GAINS)
def test_columns_are_drawn_together_and_each_as_if_alone(gains: list[float]) -> None:
    values = np.array(gains)
    both = intervals(np.column_stack([values, 1 - values]))
    assert both[0] == pytest.approx(interval(values))
    assert both[1] == pytest.approx((1 - both[0])[::-1], abs=1e-9)


@given(GAINS)
def test_an_interval_lies_within_what_customers_gain(gains: list[float]) -> None:
    low, high = interval(np.array(gains))
    assert min(gains) - 1e-9 <= low <= high <= max(gains) + 1e-9
