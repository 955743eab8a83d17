"""Simulated experiments without and with an effect, looked at every day: how often is somebody fooled.

`conversion`: one order in 20 units, at once. `revenue`: heavy-tailed orders within windows of 7 days,
capped, narrowed by what the unit spent before; evenly over the window, all on its last day, or half of them
given back then. `looking 200` makes as many as that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from features.clock import DAY, to_micros
from features.experiments.definition import Experiment, Variant
from features.experiments.metrics import METRICS
from features.interactions import Floats
from tests.benchmarks.asked import how_many
from training.experiments.collecting.outcomes import INCREMENTS, SEGMENTS, TOTALS, UNITS, Left, Outcomes
from training.experiments.judging.looks import looks, plan_of
from training.experiments.judging.path import paths
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.cuped import Past
from training.experiments.statistics.estimates import ONE_LOOK, Estimate
from training.experiments.statistics.measured import Among, Measured

START = datetime(2026, 3, 2, tzinfo=UTC)
NOW = to_micros(START) + 400 * DAY
RUNS, LOOKS, COUNT = 2_000, 20, 19_200
BASE, EFFECT = 0.05, 0.15


Simulated = tuple[Experiment, Outcomes, float]  # and the true difference
Made = Callable[[int, float], Simulated]


def experiment(**fields: Any) -> Experiment:
    """Default against personalised, two halves."""
    usual: dict[str, Any] = {
        "name": "looking",
        "start": START,
        "metric": "conversion",
        "smallest_effect": 0.05,
    }
    halves = (Variant(name="control", weight=0.5, page="default"), Variant(name="new", weight=0.5))
    return Experiment(**usual | {"variants": halves, "window": "1d"} | fields)


def came(count: int, days: int) -> dict[str, Any]:
    """Units that come evenly, the columns of segments empty."""
    units = np.arange(count)
    return {"unit": units, "day": units * days // count} | dict.fromkeys(SEGMENTS, [None] * count)


def conversion(seed: int, effect: float) -> Simulated:
    """An experiment, its outcomes, the true difference."""
    draw = np.random.default_rng(seed)
    told = came(COUNT, LOOKS)
    arm = draw.integers(0, 2, COUNT)
    orders = (draw.random(COUNT) < BASE * (1 + effect * arm)).astype(np.float64)
    units = pl.DataFrame(told | {"variant": arm}, UNITS)
    measures = {"orders": pl.DataFrame([told["unit"], told["day"], orders], INCREMENTS)}
    planned = int(COUNT * (LOOKS - 0.5) / LOOKS)  # what has come and waited a day on the last one, from noon
    outcomes = Outcomes(units, measures, {}, [0, 0], Left(), LOOKS)
    return experiment(planned_size=planned), outcomes, BASE * effect


def revenue(seed: int, effect: float, *, late: bool = False, back: float = 0.0) -> Simulated:
    """Units with a taste for buying that was there before; a true effect is none here.

    `late`: all of it comes on the last day of the window; `back`: the share given back on that day.
    """
    draw = np.random.default_rng(seed)
    come, window = LOOKS - 7, 7
    told = came(COUNT, come)
    taste = draw.gamma(0.5, 0.2, COUNT)
    unit, day, value = spending(draw, taste, window)
    given = np.flatnonzero(draw.random(len(unit)) < back)
    days = told["day"][unit] + (window - 1 if late else day)
    orders = pl.DataFrame([unit, days, value], INCREMENTS)
    refunds = pl.DataFrame([unit[given], told["day"][unit[given]] + window - 1, -value[given]], INCREMENTS)
    before = spending(draw, taste, 28)
    units = pl.DataFrame(told | {"variant": draw.integers(0, 2, COUNT)}, UNITS)
    past = pl.DataFrame([before[0], before[2]], TOTALS).group_by("unit").sum()
    outcomes = Outcomes(
        units, {"revenue": pl.concat([orders, refunds])}, {"revenue": past}, [0, 0], Left(), LOOKS
    )
    return experiment(metric="revenue", window="7d", planned_size=COUNT - 1_000), outcomes, 0.0


def spending(draw: np.random.Generator, taste: Floats, days: int) -> tuple[Any, Any, Floats]:
    """Unit, day, value of each order; as many in a week as the taste says, lognormal sizes."""
    orders = draw.poisson(taste * days / 7)
    unit = np.repeat(np.arange(len(taste)), orders)
    return unit, draw.integers(0, days, len(unit)), draw.lognormal(3.5, 1.0, len(unit))


class Run(NamedTuple):
    """What was said of one simulated experiment."""

    decided: bool
    covered: bool
    final_alone: bool  # what a single test at the end would have said
    any_look: bool  # what testing anew at every look would have said
    narrowed: float
    looks: int


class Noting(Measured):
    """Keeps what it found, so that simpler tests can be made of the same."""

    def __init__(self, units: Units, asked: Experiment) -> None:
        super().__init__(units, METRICS[asked.metric], asked.winsorise, Past(units))
        self.found: list[Estimate] = []

    def estimates(self, days: int, among: Among = lambda places: places) -> list[Estimate | None]:
        found = super().estimates(days, among)
        self.found += [one for one in found if one is not None]
        return found


def told(made: Made, effect: float, seed: int) -> Run:
    """By the path that judges real ones."""
    asked, outcomes, truth = made(seed, effect)
    units, plan = Units(outcomes, 2), plan_of(asked)
    measured = Noting(units, asked)
    schedule = list(looks(units, plan, outcomes.days))
    (path,) = paths(units, measured, schedule, plan.size, ["control", "new"])
    beyond = [abs(one.score) > ONE_LOOK for one in measured.found]
    return Run(
        decided=path.crossed is not None,
        covered=all(look.low <= truth <= look.high for look in path.looks),
        final_alone=beyond[-1],
        any_look=any(beyond),
        narrowed=measured.found[-1].narrowed or 0.0,
        looks=len(path.looks),
    )


def line(name: str, made: Made, effect: float, count: int) -> None:
    """One row: shares of all simulated experiments."""
    started = time.monotonic()
    with get_context("spawn").Pool(len(os.sched_getaffinity(0))) as pool:
        runs = pool.map(partial(told, made, effect), range(count), chunksize=10)
    shares = [f"{100 * np.mean(found):5.1f} %" for found in list(zip(*runs, strict=True))[:4]]
    narrowed, looks = np.mean([run.narrowed for run in runs]), np.mean([run.looks for run in runs])
    took = time.monotonic() - started
    said = f"narrowed {100 * narrowed:.0f} %, {looks:.1f} looks, {took:.0f} s"
    print(f"{name:<38} {'  '.join(shares)}  {said}", flush=True)


def run() -> None:
    """Rows without an effect, in which any verdict is wrong, and one with an effect."""
    count = how_many(RUNS)
    print(f"{count} simulated experiments of {COUNT} units")
    print(f"{'':<38} verdict  sequence  one test  a test at")
    print(f"{'':<38}           covers  at the end  every look")
    line("no effect, conversion 5 % (usual)", conversion, 0.0, count)
    line("no effect, revenue (heavy-tailed)", revenue, 0.0, count)
    line("no effect, revenue on the last day", partial(revenue, late=True), 0.0, count)
    line("no effect, half of it given back then", partial(revenue, back=0.5), 0.0, count)
    line(f"{EFFECT:+.0%} of conversion 5 %", conversion, EFFECT, count)
