"""Scores and their intervals, against figures that others published or computed."""

from __future__ import annotations

import pytest

from features.touchpoints.asking import asked
from features.touchpoints.ratings import FEW, adjusted_wald, score_of, wilson


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)  # scipy's binomtest
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775328), abs=1e-6)


def test_csat_is_the_share_of_fours_and_fives() -> None:
    score = score_of("csat", {5: 20, 4: 10, 3: 10})
    assert (score.value, score.n) == (0.75, 40)
    assert score.interval == wilson(30, 40)


def test_nps_is_promoters_less_detractors_and_passives_count_for_neither() -> None:
    score = score_of("nps", {10: 20, 7: 10, 6: 10})
    assert score.value == 0.25
    assert score.interval == adjusted_wald(20, 10, 40)


def test_the_interval_of_nps_has_three_answers_more() -> None:
    low, high = adjusted_wald(20, 10, 40)
    middle, n = 10 / 43, 43
    wide = 1.959964 * ((31.5 / n - middle**2) / n) ** 0.5
    assert (low, high) == pytest.approx((middle - wide, middle + wide), abs=1e-6)


def test_an_nps_of_everybody_still_has_an_interval() -> None:
    low, high = adjusted_wald(100, 0, 100)
    assert 0.9 < low < high <= 1


def test_ces_is_the_share_from_five_of_seven() -> None:
    assert score_of("ces", {5: 15, 4: 15}).value == 0.5


def test_stars_are_a_mean() -> None:
    score = score_of("stars", {1: 30, 5: 30})
    assert score.value == 3
    assert score.interval == pytest.approx((3 - 0.51040, 3 + 0.51040), abs=1e-4)


def test_under_thirty_answers_there_is_no_score() -> None:
    assert score_of("csat", {5: FEW - 1}).few
    assert not score_of("csat", {5: FEW}).few


def test_who_is_asked_at_random_is_always_the_same() -> None:
    orders = [f"o{n}" for n in range(5_000)]
    chosen = [order for order in orders if asked("delivery", order, 0.1)]
    assert 400 < len(chosen) < 600
    assert chosen == [order for order in orders if asked("delivery", order, 0.1)]
    assert not any(asked("delivery", order, 0) for order in orders)
    assert all(asked("delivery", order, 1) for order in orders)
