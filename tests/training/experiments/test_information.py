"""How alike two looks are, whenever in its window a unit does what is counted."""

from __future__ import annotations

import numpy as np
import pytest

from features.experiments.metrics import METRICS
from features.interactions import Floats, Ints
from tests.training.experiments.worlds import experiment, outcomes
from training.experiments.judging.looks import looks, plan_of
from training.experiments.judging.path import paths
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.cuped import Past
from training.experiments.statistics.estimates import PER, SAID, VALUE
from training.experiments.statistics.information import LITTLE, MOST, added, growths
from training.experiments.statistics.measured import Measured
from training.experiments.statistics.sequential import bounds

DRAW = np.random.default_rng(5)


def halves(count: int) -> list[Ints]:
    """Every second unit, and the others."""
    return [np.arange(0, count, 2), np.arange(1, count, 2)]


def growth(first: Floats, later: Floats, known: int) -> float:
    """From a look at `known` units to one at all of them, two variants by turns."""
    before, now = added({VALUE: first}, halves(known)), added({VALUE: later}, halves(len(later)))
    (found,) = growths(before, halves(known), now, halves(len(later)))
    return found


def test_twice_as_many_units_know_twice_as_much() -> None:
    values = DRAW.normal(0, 1, 20_000)
    assert growth(values, values, 10_000) == pytest.approx(2, rel=0.05)


def test_what_comes_late_in_a_window_is_known_when_it_came_not_when_its_unit_did() -> None:
    early = np.where(np.arange(20_000) < 2_000, DRAW.normal(0, 1, 20_000), 0.0)
    late = np.where(np.arange(20_000) < 10_000, early + DRAW.normal(0, 1, 20_000) * (early == 0), 0.0)
    assert growth(early, late, 20_000) == pytest.approx(5, rel=0.1)  # 20,000 units were there all the time


def test_what_is_given_back_makes_looks_less_alike() -> None:
    bought, again = DRAW.normal(0, 1, (2, 20_000))
    assert growth(bought, again, 20_000) > 100
    assert growth(bought, -bought, 20_000) == pytest.approx(MOST)


def test_a_look_at_the_same_knows_hardly_more() -> None:
    values = DRAW.normal(0, 1, 1_000)
    assert growth(values, values, 1_000) == pytest.approx(LITTLE)
    assert growth(np.zeros(1_000), values, 1_000) == pytest.approx(MOST)


def test_what_the_past_says_is_no_news() -> None:
    past, news = DRAW.normal(0, 1, (2, 20_000))
    known = halves(20_000)
    plain, narrowed = (added({VALUE: 3 * past + news} | more, known) for more in ({}, {SAID: past}))
    assert np.var(narrowed) == pytest.approx(1, rel=0.05)
    assert np.var(plain) == pytest.approx(10, rel=0.05)


def test_of_a_ratio_what_is_above_the_ratio_counts() -> None:
    pages = DRAW.poisson(5, 20_000) + 1.0
    found = added({VALUE: 0.2 * pages, PER: pages}, halves(20_000))
    assert np.abs(found).max() < 1e-9


def test_bounds_go_by_what_has_come_not_by_windows_that_have_begun() -> None:
    told = outcomes({"contacts": DRAW.normal(0, 1, 13_000)}, variants=DRAW.integers(0, 2, 13_000), days=15)
    late = {name: frame.with_columns(day=frame["day"] + 6) for name, frame in told.measures.items()}
    asked = experiment(metric="contacts", window="7d", planned_size=8_000)
    units = Units(told._replace(measures=late), 2)
    schedule = list(looks(units, plan_of(asked), told.days))
    measured = Measured(units, METRICS["contacts"], 1.0, Past(units))
    (path,) = paths(units, measured, schedule, asked.planned_size, ["control", "new"])
    seen = [when for when in schedule if when.days > 6]
    shares, came = [when.share for when in seen], [when.days - 6.0 for when in seen]
    counted = bounds(shares, [when.information for when in seen])[-1]
    assert path.bound == pytest.approx(bounds(shares, came)[-1], rel=0.005)
    assert path.bound > 1.01 * counted
