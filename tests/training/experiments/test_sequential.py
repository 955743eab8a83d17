"""Bounds and sequences that let somebody look as often as they like."""

from __future__ import annotations

import numpy as np
import pytest

from training.experiments.statistics.confidence import width
from training.experiments.statistics.sequential import bounds, spent

FIFTHS = [0.2, 0.4, 0.6, 0.8, 1.0]


def test_bounds_of_five_looks_are_those_of_the_published_tables() -> None:
    assert bounds(FIFTHS, FIFTHS) == pytest.approx([4.8769, 3.3570, 2.6803, 2.2898, 2.0310], abs=1e-4)


def test_one_look_at_the_end_is_the_usual_test() -> None:
    assert bounds([1.0], [500.0]) == pytest.approx([1.95996], abs=1e-4)


def test_all_error_is_used_up_at_the_end_and_no_more() -> None:
    assert spent(1.0) == pytest.approx(0.05)
    assert spent(1.7) == spent(1.0)
    assert spent(0.0) == 0.0


def test_bounds_come_down_and_a_first_look_decides_next_to_nothing() -> None:
    days = [day / 60 for day in range(1, 61)]
    found = bounds(days, days)
    assert found == sorted(found, reverse=True)
    assert found[0] == 8.0


def test_walks_without_an_effect_cross_a_bound_in_one_of_twenty() -> None:
    days = np.arange(1, 31) / 30
    draw = np.random.default_rng(7)
    walks = np.cumsum(draw.normal(size=(20_000, 30)) / np.sqrt(30), axis=1) / np.sqrt(days)
    crossed = (np.abs(walks) > np.array(bounds(days.tolist(), days.tolist()))).any(axis=1)
    assert crossed.mean() == pytest.approx(0.05, abs=0.005)


def test_the_last_day_spends_the_rest_also_when_nobody_came() -> None:
    earlier, last = bounds([0.5, 1.0], [100.0, 100.1])
    assert last == pytest.approx(1.96, abs=0.01)
    assert earlier > 2.9


def test_three_variants_share_the_error() -> None:
    assert bounds([1.0], [1.0], 0.025) == pytest.approx([2.2414], abs=1e-4)


def test_the_sequence_is_wider_than_one_look_and_tightest_half_way() -> None:
    wide = [width(units, 10_000) for units in (100, 1_000, 5_000, 10_000, 100_000)]
    assert min(wide) == wide[2] == pytest.approx(3.03, abs=0.01)


def test_walks_stay_in_the_sequence_at_all_looks() -> None:
    units = np.arange(10, 1_010, 10.0)
    draw = np.random.default_rng(7)
    walks = np.cumsum(draw.normal(size=(20_000, 100)) * np.sqrt(10), axis=1) / np.sqrt(units)
    inside = np.abs(walks) < np.array([width(count, 1_000) for count in units])
    assert inside.all(axis=1).mean() > 0.95
