"""Before a start: how many come, what the metric usually is, how likely an effect is found."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import tea_tasting as tt

from features.clock import DAY, to_text
from features.experiments.expecting import (
    MOST,
    Forecast,
    Usual,
    days_for,
    forecast,
    power,
    units_needed,
)
from features.experiments.metrics import METRICS
from tests.training.experiments.shop import START, Shop, defined
from training.experiments.planning.power import expect, spread
from training.experiments.planning.rehearsal import Rehearsed
from training.experiments.statistics.sequential import bounds

NOW = START + 56 * DAY
NEXT = {"start": to_text(NOW + DAY), "end": None, "planned_size": 800}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Twenty new visitors a day, half of them strangers; one in five customers buys a day later, for 10."""
    shop, random = Shop(tmp_path_factory.mktemp("shop")), Random(1)
    for n in range(20 * 56):
        day, known = n / 20, n % 2 == 0
        who, device = (f"c {n}", None) if known else (None, f"d {n}")
        shop.did("view_item", day, who, device, item_id="tea", country="DE" if n % 4 else "AT")
        if known and random.random() < 0.2:
            shop.bought(day + 1, f"c {n}", f"o {n}")
    with closing(shop.kept().store):
        yield shop


def plan(shop: Shop, **fields: Any) -> Forecast:
    experiment = defined(**NEXT | fields)
    return expect(shop.store, experiment, NOW)


def test_the_pace_is_that_of_the_last_weeks(shop: Shop) -> None:
    found = plan(shop)
    assert (found.span_units, found.units_per_day) == (560, 20.0)
    assert (found.units, found.days) == (800, 40.0)
    assert plan(shop, coverage=0.5).days == 80.0


def test_until_an_end_those_come_who_usually_come(shop: Shop) -> None:
    found = plan(shop, planned_size=None, end=to_text(NOW + 31 * DAY))
    assert (found.units, found.days) == (600, 30.0)


def test_only_the_audience_counts(shop: Shop) -> None:
    assert plan(shop, unit="customer").units_per_day == 10.0
    assert plan(shop, audience={"known": False}).units_per_day == 10.0
    assert plan(shop, audience={"countries": ["AT"]}).units_per_day == pytest.approx(5, abs=0.5)


def test_the_metric_is_what_it_was(shop: Shop) -> None:
    found = plan(shop, unit="customer")
    assert found.base == pytest.approx(0.2, abs=0.05)
    revenue = plan(shop, unit="customer", metric="revenue")
    assert revenue.base == pytest.approx(10 * (found.base or 0), rel=1e-9)


def test_more_units_or_a_larger_effect_are_found_more_likely(shop: Shop) -> None:
    powers = [
        plan(shop, **fields).power or 0
        for fields in ({}, {"planned_size": 8_000}, {"planned_size": 8_000, "smallest_effect": 0.5})
    ]
    assert powers == sorted(powers)
    assert powers[0] < 0.2 < 0.9 < powers[2]


def test_with_the_units_that_are_needed_the_power_is_80_percent(shop: Shop) -> None:
    needed = plan(shop).needed
    assert plan(shop, planned_size=needed).power == pytest.approx(0.8, abs=0.001)


def test_an_effect_that_nobody_could_find_is_never_found(shop: Shop) -> None:
    found = plan(shop, smallest_effect=1e-300)
    assert (found.needed, found.days_needed) == (MOST, None)


def test_of_money_that_was_all_given_back_no_share_is_an_effect() -> None:
    usual = Usual(
        unit="visitor",
        window="14d",
        winsorise=1.0,
        new=[20] * 28,
        metrics={"revenue": (0.0, 3.0)},
        kinds=["purchase"],
    )
    assert forecast(defined(metric="revenue", planned_size=800), usual).power is None


def test_what_recent_weeks_cannot_say_is_not_guessed(shop: Shop) -> None:
    clicks = plan(shop, metric="clicks_per_page", guardrails=["satisfaction"])
    assert (clicks.base, clicks.power, clicks.units_per_day) == (None, None, 20.0)
    assert clicks.unreported == ["clicks_per_page", "satisfaction"]


def test_a_shop_without_history_has_no_forecast(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    with closing(shop.store):
        found = plan(shop)
    assert (found.units_per_day, found.days, found.power, found.units) == (0.0, None, None, 800)


def test_power_is_that_of_tea_tasting_where_one_looks_once() -> None:
    """Of 15 % more than one in twenty: 63 % with 19,200 visitors."""
    base, effect, units = 0.05, 0.15, 19_200
    error = 2 * math.sqrt(base * (1 - base))
    ours = power(effect * base, error, units, looking=1)
    data = tt.aggr.Aggregates(count_=units, mean_={"x": base}, var_={"x": base * (1 - base)}, cov_={})
    theirs = tt.Mean("x", rel_effect_size=effect, n_obs=units).solve_power(data, "power")
    assert ours == pytest.approx(float(theirs[0].power), abs=0.01)


def test_looking_every_day_costs_a_little_power() -> None:
    assert units_needed(0.01, 1.0, looking=1) == pytest.approx((1.96 + 0.8416) ** 2 * 10_000, rel=0.001)
    shares = np.arange(1, 21) / 20
    steps = np.random.default_rng(1).standard_normal((20_000, 20)) / math.sqrt(20)
    edges = np.array(bounds(shares.tolist(), shares.tolist())) * np.sqrt(shares)
    for drift in (1.5, 2.0, 2.5, 3.0):
        courses = steps.cumsum(axis=1) + drift * shares
        assert power(drift, 1.0, 1.0) == pytest.approx((courses > edges).any(axis=1).mean(), abs=0.01)


def test_a_ratio_varies_as_its_parts_do_together() -> None:
    """Everybody has half as many returns as orders: nothing varies, and there is nothing to find."""
    orders = np.array([2.0, 4.0, 6.0, 0.0])
    rehearsed = Rehearsed(np.ones(28, np.int64), {"orders": orders, "returns": orders / 2}, frozenset())
    assert spread(METRICS["returns"], rehearsed, 1.0) is None
    mixed = rehearsed._replace(sums={"orders": orders, "returns": np.array([2.0, 0.0, 4.0, 0.0])})
    base, deviation = spread(METRICS["returns"], mixed, 1.0) or (0, 0)
    assert (base, deviation > 0) == (0.5, True)


def test_one_whale_does_not_make_an_experiment_hopeless() -> None:
    spent = np.array([0.0] * 500 + [20.0] * 2_000 + [1e6])
    rehearsed = Rehearsed(np.ones(28, np.int64), {"revenue": spent}, frozenset())
    assert (spread(METRICS["revenue"], rehearsed, 0.999) or (0, 0))[1] < 10
    assert (spread(METRICS["revenue"], rehearsed, 1.0) or (0, 0))[1] > 1_000


def test_beyond_the_span_people_come_as_in_its_last_week() -> None:
    new = [10.0] * 21 + [20.0] * 7
    assert [days_for(n, new) for n in (10, 11, 350, 370)] == [1.0, 2.0, 28.0, 29.0]
    assert days_for(1_000, [0.0] * 28) is None
