"""Differences, their errors, and when there is nothing to say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2
from tea_tasting.metrics.mean import RatioOfMeans

from features.interactions import Floats
from training.experiments.statistics.aggregates import aggregates
from training.experiments.statistics.estimates import (
    ONE_LOOK,
    PER,
    SAID,
    VALUE,
    Estimate,
    adjusted,
    compare,
)
from training.experiments.statistics.srm import RARE, Filled, levels, split_probability, uneven

DRAW = np.random.default_rng(3)


def compared(columns: dict[str, Floats]) -> Estimate | None:
    """The first half of the rows against the second."""
    half = len(columns[VALUE]) // 2
    sides = (aggregates(columns, np.arange(half) + start) for start in (0, half))
    return compare(*sides)


def test_a_difference_of_means_has_the_usual_error() -> None:
    values = DRAW.normal(5, 2, 1_000)
    found = compared({VALUE: values})
    assert found is not None
    first, second = values[:500], values[500:]
    assert found.difference == pytest.approx(second.mean() - first.mean())
    assert found.error == pytest.approx(np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 500))
    assert found.between(ONE_LOOK) == pytest.approx(
        (found.difference - 1.96 * found.error, found.difference + 1.96 * found.error), abs=1e-5
    )


@pytest.mark.parametrize("error", [0.2, 0.24, 0.255, 0.26, 0.3, 0.9])
@pytest.mark.parametrize("difference", [0.5, -0.5])
def test_both_intervals_agree_whether_anything_changed(difference: float, error: float) -> None:
    found = Estimate(1.0, 1 + difference, difference, error, 0.21)
    low, high = found.between(ONE_LOOK)
    relative_low, relative_high = found.relative_between(ONE_LOOK)
    assert relative_low is not None
    assert relative_high is not None
    assert (low > 0, high < 0) == (relative_low > 0, relative_high < 0)
    assert -1 <= relative_low < found.difference < relative_high


def test_a_ratio_of_sums_is_as_uncertain_as_drawing_units_again_says() -> None:
    pages = DRAW.poisson(5, 4_000) + 1.0
    clicks = DRAW.binomial(pages.astype(int), DRAW.beta(1, 9, 4_000)).astype(float)
    found = compared({VALUE: clicks, PER: pages})
    again = DRAW.integers(0, 2_000, (2, 1_000, 2_000)) + np.array([0, 2_000])[:, None, None]
    drawn = clicks[again].sum(axis=2) / pages[again].sum(axis=2)
    assert found is not None
    assert found.error == pytest.approx((drawn[1] - drawn[0]).std(), rel=0.08)


def test_what_was_before_narrows_by_as_much_as_it_says_beforehand() -> None:
    before = DRAW.normal(0, 1, 20_000)
    value = 0.6 * before + 0.8 * DRAW.normal(0, 1, 20_000)
    found = compared({VALUE: value, SAID: before})
    assert found is not None
    assert found.narrowed == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("seed", [0, 1])  # what is left is less than nothing, or more
def test_a_past_that_says_all_leaves_no_rounding_to_decide(seed: int) -> None:
    value = np.random.default_rng(seed).normal(0, 1, 1_000)
    found = compared({VALUE: value, SAID: 3 * value + 1})
    assert found is not None
    assert found.narrowed is None


def test_a_ratio_is_narrowed_too() -> None:
    pages = DRAW.poisson(5, 4_000) + 1.0
    clicks = pages * DRAW.beta(2, 8, 4_000)
    columns = {
        VALUE: clicks,
        PER: pages,
        SAID: clicks - 0.2 * pages + DRAW.normal(0, 0.1, 4_000),
    }
    found = compared(columns)
    assert found is not None
    assert (found.narrowed or 0) > 0.5


@pytest.mark.parametrize("names", [(), (PER,), (SAID,), (PER, SAID)])
def test_it_is_what_tea_tasting_says(names: tuple[str, ...]) -> None:
    taste = DRAW.gamma(2, 1, 4_000)
    columns = {
        VALUE: DRAW.poisson(taste) + 0.0,
        PER: DRAW.poisson(5, 4_000) + 1.0,
        SAID: DRAW.poisson(taste) + 0.0,
    }
    sides = [
        aggregates({name: columns[name] for name in (VALUE, *names)}, np.arange(2_000) + start)
        for start in (0, 2_000)
    ]
    metric = RatioOfMeans(
        VALUE, *(name if name in names else None for name in (PER, SAID)), use_t=False, equal_var=False
    )
    told, found = metric.analyze_aggregates(*sides), compare(*sides)
    assert found is not None
    assert (found.control, found.treated) == pytest.approx((told.control, told.treatment))
    assert found.between(ONE_LOOK) == pytest.approx((told.effect_size_ci_lower, told.effect_size_ci_upper))
    apart = ONE_LOOK * (found.log_error or 0)
    assert apart == pytest.approx(np.log((1 + told.rel_effect_size_ci_upper) / (1 + told.rel_effect_size)))
    assert found.p == pytest.approx(told.pvalue)


@pytest.mark.parametrize("value", [0.0, 19.99, -3.0])
def test_equal_values_are_no_estimate(value: float) -> None:
    assert compared({VALUE: np.full(300, value)}) is None


def test_without_anything_below_a_ratio_there_is_none() -> None:
    assert compared({VALUE: DRAW.random(300), PER: np.zeros(300)}) is None


def test_a_control_that_sold_nothing_has_no_relative_difference() -> None:
    found = compared({VALUE: np.append(np.zeros(300), np.arange(300) % 2)})
    assert found is not None
    assert (found.difference, found.relative, found.relative_between(2.0)) == (0.5, None, (None, None))


def test_a_control_of_nothing_but_rounding_breaks_nothing() -> None:
    rounding = np.append(DRAW.normal(0, 100, 300), [])
    values = np.append(rounding - rounding.mean(), DRAW.normal(0, 100, 300))
    found = compared({VALUE: values})
    assert found is None or found.relative_between(2.0) == (None, None)


def test_the_higher_probabilities_of_many_metrics_are_those_of_benjamini_and_hochberg() -> None:
    assert adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert adjusted([]) == []


@pytest.mark.parametrize(
    ("units", "weights", "even"),
    [
        ((44_460, 45_540), (0.5, 0.5), False),
        ((44_900, 45_100), (0.5, 0.5), True),
        ((8_950, 1_050), (0.9, 0.1), True),
        ((300, 300, 400), (0.3, 0.3, 0.4), True),
        ((0, 20), (0.5, 0.5), False),
        ((0, 0), (0.5, 0.5), True),
    ],
)
def test_a_split_is_even_or_it_is_not(units: tuple[int, ...], weights: tuple[float, ...], even: bool) -> None:
    assert (split_probability(units, weights) >= 0.001) == even


DAYS = [(day + 1) / 28 for day in range(28)]


def test_one_look_is_the_usual_test() -> None:
    assert levels([1.0], [90_000]) == pytest.approx([RARE], rel=1e-4)
    assert uneven([Filled((44_460, 45_540), 1.0)], (0.5, 0.5)) == pytest.approx(0.000318, rel=0.01)
    assert uneven([Filled((44_510, 45_490), 1.0)], (0.5, 0.5)) is None


def test_a_split_is_judged_every_day_and_still_flagged_at_the_end() -> None:
    filled = [Filled((round(44_460 * share), round(45_540 * share)), share) for share in DAYS]
    assert uneven(filled[:-3], (0.5, 0.5)) is None
    assert (uneven(filled, (0.5, 0.5)) or 1) < RARE


def test_what_is_grossly_uneven_shows_on_the_first_day_and_stays_said() -> None:
    first = Filled((1_400, 1_800), DAYS[0])
    healed = [Filled((round(45_000 * share), round(45_000 * share)), share) for share in DAYS[1:]]
    assert (uneven([first], (0.5, 0.5)) or 1) < RARE
    assert uneven([first, *healed], (0.5, 0.5)) == uneven([first], (0.5, 0.5))


def test_a_handful_of_units_is_never_uneven() -> None:
    assert uneven([Filled((0, 9), 1.0)], (0.5, 0.5)) is None
    assert uneven([], (0.5, 0.5)) is None


def test_honest_splits_looked_at_every_day_are_flagged_in_one_of_a_thousand_in_all() -> None:
    draw = np.random.default_rng(2)
    units = 1_000 * np.arange(1, 15)
    allowed = levels(DAYS[1::2], units.tolist())
    ones = draw.binomial(1_000, 0.5, (20_000, 14)).cumsum(axis=1)
    probability = chi2.sf((2 * ones - units) ** 2 / units, 1)
    assert 0.0005 < (probability < allowed).any(axis=1).mean() < 0.002
    assert (probability < RARE).any(axis=1).mean() > 0.003
