"""Simulated experiments without and with an effect, looked at every day: how often is somebody fooled.

`conversion`: one order in 20 units, at once. `revenue`: heavy-tailed orders within windows of 7 days,
capped, narrowed by what the unit spent before.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from features.clock import DAY, to_micros
from features.experiments.definition import Experiment, Variant
from features.experiments.results import Look
from features.interactions import Floats
from training.experiments.collecting.outcomes import INCREMENTS, SEGMENTS, TOTALS, UNITS, Left, Outcomes
from training.experiments.judging.verdict import judge
from training.experiments.statistics.confidence import width
from training.experiments.statistics.estimates import ONE_LOOK

START = datetime(2026, 3, 2, tzinfo=UTC)
NOW = to_micros(START) + 400 * DAY
RUNS, LOOKS, COUNT = 2_000, 20, 19_200
BASE, EFFECT = 0.05, 0.15


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


def conversion(seed: int, effect: float) -> tuple[Experiment, Outcomes, float]:
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


def revenue(seed: int, effect: float) -> tuple[Experiment, Outcomes, float]:
    """Units with a taste for buying that was there before; a true effect is none here."""
    draw = np.random.default_rng(seed)
    come, window = LOOKS - 7, 7
    told = came(COUNT, come)
    taste = draw.gamma(0.5, 0.2, COUNT)
    unit, day, value = spending(draw, taste, window)
    before = spending(draw, taste, 28)
    units = pl.DataFrame(told | {"variant": draw.integers(0, 2, COUNT)}, UNITS)
    measures = {"revenue": pl.DataFrame([unit, told["day"][unit] + day, value], INCREMENTS)}
    past = pl.DataFrame([before[0], before[2]], TOTALS).group_by("unit").sum()
    outcomes = Outcomes(units, measures, {"revenue": past}, [0, 0], Left(), LOOKS)
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


Made = Callable[[int, float], tuple[Experiment, Outcomes, float]]


def told(made: Made, effect: float, seed: int) -> Run:
    """By the path that judges real ones."""
    asked, outcomes, truth = made(seed, effect)
    judged = judge(asked, outcomes, NOW)
    planned = asked.planned_size or 0
    scores = [abs(score(look, planned)) > ONE_LOOK for look in judged.path]
    covered = all(look.low <= truth <= look.high for look in judged.path)
    narrowed = judged.effects[0].narrowed if judged.effects else None
    decided = judged.state in ("better", "worse")
    return Run(decided, covered, any(scores[-1:]), any(scores), narrowed or 0.0, len(judged.path))


def score(look: Look, planned: int) -> float:
    """Standard errors away from zero."""
    return look.effect * 2 * width(look.information * planned, planned) / (look.high - look.low)


def line(name: str, made: Made, effect: float) -> str:
    """One row: shares of all simulated experiments."""
    with get_context("spawn").Pool(len(os.sched_getaffinity(0))) as pool:
        runs = pool.map(partial(told, made, effect), range(RUNS), chunksize=50)
    shares = [f"{100 * np.mean(found):5.1f} %" for found in list(zip(*runs, strict=True))[:4]]
    narrowed, looks = np.mean([run.narrowed for run in runs]), np.mean([run.looks for run in runs])
    return f"{name:<32} {'  '.join(shares)}  narrowed {100 * narrowed:.0f} %, {looks:.1f} looks"


def run() -> None:
    """A row for no effect in either metric, and one for an effect."""
    print(f"{RUNS} simulated experiments of {COUNT} units")
    print(f"{'':<32} verdict  sequence  one test  a test at")
    print(f"{'':<32}           covers  at the end  every look")
    print(line("no effect, conversion 5 %", conversion, 0.0))
    print(line("no effect, revenue in 7 days", revenue, 0.0))
    print(line(f"{EFFECT:+.0%} of conversion 5 %", conversion, EFFECT))
