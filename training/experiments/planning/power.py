"""A definition and the last weeks of a shop → how likely it finds its effect, and how long it takes.

Two-sided at 5 %, with looks on the way; from simulated courses, so right to half a percentage point.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from scipy.optimize import brentq

from features.clock import DAY
from features.experiments.definition import Experiment
from features.experiments.metrics import METRICS, Metric
from features.interactions import Floats
from training.experiments.planning.rehearsal import Rehearsed
from training.experiments.statistics.sequential import bounds
from training.experiments.statistics.winsorising import valued

WANTED = 0.8  # power that is usually asked for
LOOKS = 20
COURSES = 20_000
LONGEST = 3_650  # days; what takes longer is never done
WEEK = 7


class Forecast(Struct, kw_only=True, frozen=True):
    """`span_units`: of four weeks, and new ones a day in the last; `units`: planned, or until the end.

    `days` until those have come, windows of the last ones not included. `base`: the metric as it was;
    `needed`: units for a power of 80 %. None where those weeks can't say. `unreported`: without events.
    """

    span_units: int
    units_per_day: float
    units: int
    days: float | None
    base: float | None = None
    power: float | None = None
    needed: int | None = None
    days_needed: float | None = None
    unreported: list[str] = []


def forecast(experiment: Experiment, rehearsed: Rehearsed) -> Forecast:
    """What to expect, should the coming weeks be like the last ones."""
    new = rehearsed.new * experiment.coverage
    units, days = _planned(experiment, new)
    plain = Forecast(
        span_units=round(float(new.sum())),
        units_per_day=float(new[-WEEK:].mean()),
        units=units,
        days=days,
        unreported=_unreported(experiment, rehearsed),
    )
    found = spread(METRICS[experiment.metric], rehearsed, experiment.winsorise)
    if found is None:
        return plain
    base, deviation = found
    effect = experiment.smallest_effect * abs(base)
    error = deviation * math.sqrt(1 / experiment.weights[0] + 1 / min(experiment.weights[1:]))
    needed = units_needed(effect, error)
    chance, days = power(effect, error, units), days_for(needed, new)
    return replace(plain, base=base, power=chance, needed=needed, days_needed=days)


def power(effect: float, error: float, units: int, looks: int = LOOKS) -> float:
    """Probability to find a true effect by the last look; `error`: of the difference with one unit in all."""
    return _found(effect * math.sqrt(units) / error, looks)


def units_needed(effect: float, error: float, looks: int = LOOKS) -> int:
    """For a power of 80 %."""
    drift = brentq(lambda drift: _found(drift, looks) - WANTED, 0.0, 10.0, xtol=1e-4)
    return math.ceil((float(drift) * error / effect) ** 2)


def _found(drift: float, looks: int) -> float:
    """The share of courses that cross a bound upwards; `drift`: the effect in final standard errors."""
    noise, shares, edges = _courses(looks)
    return float((noise + drift * shares > edges).any(axis=1).mean())


@cache
def _courses(looks: int) -> tuple[Floats, Floats, Floats]:
    """Courses of nothing but chance, the same each time; the looks' shares, and what decides at each."""
    shares = [(look + 1) / looks for look in range(looks)]
    steps = np.random.default_rng(1).standard_normal((COURSES, looks)) / math.sqrt(looks)
    return steps.cumsum(axis=1), np.array(shares), np.array(bounds(shares, shares)) * np.sqrt(shares)


def spread(metric: Metric, rehearsed: Rehearsed, quantile: float) -> tuple[float, float] | None:
    """The metric's value and its standard deviation by unit (of a ratio: linearised, the delta method).

    None where it never varied, or rests on pages, which aren't known before they are logged.
    """
    if "pages" in metric.measures or not (rehearsed.sums[metric.numerator] != 0).any():
        return None
    values = valued(metric, rehearsed.sums[metric.numerator], quantile)
    per = np.ones(len(values)) if metric.denominator is None else rehearsed.sums[metric.denominator]
    base = float(values.sum() / per.sum()) if per.sum() else 0.0
    deviation = float(np.std(values - base * per) / per.mean()) if base else 0.0
    return (base, deviation) if deviation > 0 else None


def days_for(units: float, new: Floats) -> float | None:
    """Until so many have come, at the pace of the span and then of its last week; None: not in ten years."""
    reached = np.cumsum(new)
    if units <= reached[-1]:
        return float(np.searchsorted(reached, units) + 1)
    pace = float(new[-WEEK:].mean())
    days = len(new) + (units - float(reached[-1])) / pace if pace else math.inf
    return days if days <= LONGEST else None


def _planned(experiment: Experiment, new: Floats) -> tuple[int, float | None]:
    """Units and days: the size that was planned, or what comes until the end, whichever is first."""
    until = None if experiment.end is None else (experiment.ends_at or 0) - experiment.starts_at
    days = None if until is None else max(until / DAY, 0.0)
    by_size = None if experiment.planned_size is None else days_for(experiment.planned_size, new)
    if experiment.planned_size is not None and (days is None or (by_size is not None and by_size <= days)):
        return experiment.planned_size, by_size
    return _units_in(days or 0.0, new), days


def _units_in(days: float, new: Floats) -> int:
    pace = float(new[-WEEK:].mean())
    return round(float(new[: math.ceil(days)].sum()) + max(days - len(new), 0) * pace)


def _unreported(experiment: Experiment, rehearsed: Rehearsed) -> list[str]:
    told = rehearsed.kinds
    return [name for name in experiment.metrics if not set(METRICS[name].reported_by) <= told]
