"""Simulated shops whose experiments have a known effect: how often the intervals of the results contain it.

Customers as the demo has them, but light: visits, filled carts, orders. Judged by the code of the product.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from features.clock import to_datetime
from features.experiments.assignment import bucket, chosen, ranges
from features.experiments.definition import Experiment, from_table
from features.experiments.metrics import METRICS
from features.experiments.results import Effect
from tests.benchmarks.asked import how_many
from tests.service.engine.small_shop import NOW
from training.demo.people import society
from training.experiments.collecting.outcomes import INCREMENTS, SEGMENTS, TOTALS, UNITS, Left, Outcomes
from training.experiments.judging.effects import effects
from training.experiments.judging.looks import looks, plan_of
from training.experiments.judging.path import paths
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.cuped import Past
from training.experiments.statistics.estimates import ONE_LOOK
from training.experiments.statistics.measured import Measured

RUNS, UNITS_EACH, SEED = 1_000, 1_000, 22
ENROLS, WINDOW, BEFORE = 56, 14, 28  # days
RESPONSE = society().response
ORDER_VALUE = 22.0  # EUR in the mean, lognormal with 0.6
ROW = "{:<16} {:>8} {:>12} {:>8} {:>8} {:>20} {:>9}"
HEADLINE = ("metric", "default", "personalised", "true", "found", "in 95 % of one look", "as shown")

Floats = NDArray[np.float64]


class Crowd(NamedTuple):
    """Enrolled customers: visits a day, share of visits that fill a cart, day of the first page."""

    rate: Floats
    fills: Floats
    first: Floats


def run() -> None:
    """1,000 experiments of 1,000 customers each; `known effect 100` runs as many."""
    runs = how_many(RUNS)
    started, rng = time.monotonic(), np.random.default_rng(SEED)
    true = truth(drawn(rng, 2_000_000))
    judged = [judged_once(np.random.default_rng([SEED, at]), at) for at in range(runs)]
    print(f"{runs} simulated experiments of {UNITS_EACH} customers, {time.monotonic() - started:.0f} s")
    print(ROW.format(*HEADLINE))
    for name, (default, personalised) in true.items():
        pairs = [(one, bound) for found, bound in judged for one in found if one.metric == name]
        print(told(name, default, personalised, pairs))


def told(name: str, default: float, personalised: float, pairs: list[tuple[Effect, float]]) -> str:
    """A line of the table; the interval of one look is as narrow as if nobody had looked before."""
    true = personalised - default
    off = np.array([one.difference - true for one, _ in pairs])
    shown = np.array([(one.high - one.low) / 2 for one, _ in pairs])
    single = [ONE_LOOK / bound if one.role == "primary" else 1.0 for one, bound in pairs]
    return ROW.format(
        name,
        f"{default:.4f}",
        f"{personalised:.4f}",
        f"{true:+.4f}",
        f"{true + off.mean():+.4f}",
        f"{np.mean(np.abs(off) <= shown * single):.1%}",
        f"{np.mean(np.abs(off) <= shown):.1%}",
    )


def drawn(rng: np.random.Generator, count: int) -> Crowd:
    """Customers until there are as many whose first visit lies in the time of the experiment."""
    rate = rng.gamma(1.3, 0.4 / 7, count * 2)
    first = rng.exponential(1 / rate)
    came = np.flatnonzero(first < ENROLS)[:count]
    return Crowd(rate[came], rng.beta(3, 6, count), first[came])


def truth(crowd: Crowd) -> dict[str, tuple[float, float]]:
    """Expected in either arm, over all such customers: given a customer, orders are thinned visits."""
    shown = np.minimum(ENROLS - crowd.first, WINDOW)
    found: dict[str, tuple[float, float]] = {}
    orders, buyers = [], []
    for pays in RESPONSE.pays:
        later = crowd.rate * (shown * pays + (WINDOW - shown) * RESPONSE.pays[0])
        orders.append(float((crowd.fills * (pays + later)).mean()))
        buyers.append(float((1 - (1 - crowd.fills * pays) * np.exp(-crowd.fills * later)).mean()))
    found["orders"] = orders[0], orders[1]
    found["conversion"] = buyers[0], buyers[1]
    found["revenue"] = orders[0] * ORDER_VALUE, orders[1] * ORDER_VALUE
    found["clicks_per_page"] = RESPONSE.opens
    return found


def judged_once(rng: np.random.Generator, number: int) -> tuple[list[Effect], float]:
    """As the product judges, but for the way there: effects after the last day, and the bound of then."""
    experiment, found = defined(), outcomes(rng, number)
    units = Units(found, len(experiment.variants))
    schedule = list(looks(units, plan_of(experiment), found.days))
    past, cap = Past(units), experiment.winsorise
    measured = {name: Measured(units, METRICS[name], cap, past) for name in experiment.metrics}
    names = [variant.name for variant in experiment.variants]
    (path,) = paths(units, measured[experiment.metric], schedule, experiment.planned_size, names)
    return effects(experiment, measured, found.days, [path.bound]), path.bound


def defined() -> Experiment:
    start = to_datetime(NOW) - timedelta(days=ENROLS + WINDOW)
    return from_table(
        {
            "name": "known",
            "variants": [
                {"name": "default", "weight": 0.5, "page": "default"},
                {"name": "personalised", "weight": 0.5},
            ],
            "start": start,
            "end": start + timedelta(days=ENROLS),
            "metric": "orders",
            "secondary": ["conversion", "revenue", "clicks_per_page"],
            "smallest_effect": 0.1,
        }
    )


def outcomes(rng: np.random.Generator, number: int) -> Outcomes:
    """One experiment: every visit opens with a page, and ends with an order or not."""
    crowd = drawn(rng, UNITS_EACH)
    arms = ranges(1, [0.5, 0.5])
    arm = np.array([chosen(bucket("known", f"{number}-{at}"), arms) for at in range(len(crowd.rate))])
    unit = np.repeat(np.arange(len(arm)), 1 + rng.poisson(crowd.rate * WINDOW))
    opening = np.concatenate([[True], unit[1:] != unit[:-1]])
    at = crowd.first[unit] + np.where(opening, 0, rng.uniform(0, WINDOW, len(unit)))
    shown = at < ENROLS
    pays = np.array(RESPONSE.pays)[arm[unit] * shown]
    bought = rng.random(len(unit)) < crowd.fills[unit] * pays
    opened = shown & (rng.random(len(unit)) < np.array(RESPONSE.opens)[arm[unit]])
    spent = ORDER_VALUE * rng.lognormal(-0.18, 0.6, len(unit))
    earlier = rng.poisson(BEFORE * crowd.rate * crowd.fills * RESPONSE.pays[0]).astype(float)
    return Outcomes(
        units=pl.DataFrame(
            {"unit": np.arange(len(arm)), "variant": arm, "day": crowd.first.astype(int)}
            | dict.fromkeys(SEGMENTS),
            schema=UNITS,
        ),
        measures={
            "orders": increments(unit, at, bought),
            "revenue": increments(unit, at, bought * spent),
            "pages": increments(unit, at, shown),
            "clicks": increments(unit, at, opened),
        },
        before={
            "orders": totals(earlier),
            "revenue": totals(earlier * ORDER_VALUE * rng.lognormal(-0.08, 0.4, len(earlier))),
        },
        confirmed=[0, 0],
        left=Left(),
        days=ENROLS + WINDOW,
    )


def increments(unit: NDArray[np.int64], at: Floats, value: NDArray[np.float64 | np.bool_]) -> pl.DataFrame:
    kept = value != 0
    return pl.DataFrame(
        {"unit": unit[kept], "day": at[kept].astype(int), "value": value[kept].astype(float)},
        schema=INCREMENTS,
    )


def totals(value: Floats) -> pl.DataFrame:
    return pl.DataFrame({"unit": np.arange(len(value)), "value": value}, schema=TOTALS)
