"""A definition and a shop's usual weeks → how likely it finds its effect, and how long it takes.

Two-sided at 5 %, with looks on the way: as one look would with 6 % fewer units, which is within a percentage
point of what bounds of 20 looks come to.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from itertools import accumulate
from statistics import NormalDist

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from features.clock import DAY
from features.experiments.definition import Experiment
from features.experiments.metrics import METRICS

encode_usual = msgspec.json.Encoder().encode
NORMAL = NormalDist()
DECIDES = NORMAL.inv_cdf(0.975)  # standard errors at one look
LOOKING = 1.06  # so many times the units of one look
WANTED = 0.8  # power that is usually asked for
LONGEST = 3_650  # days; what takes longer is never done
MOST = 10**12  # units; nobody has so many
WEEK = 7


class Usual(Struct, kw_only=True, frozen=True):
    """What units would have done, had an experiment run lately; of one unit, window and quantile of money.

    `new`: units that began on each day of four weeks; `metrics`: value and standard deviation by unit of
    those that varied; `kinds`: of events that were told.
    """

    unit: str
    window: str
    winsorise: float
    new: list[int]
    metrics: dict[str, tuple[float, float]]
    kinds: list[str]


decode_usual = msgspec.json.Decoder(Usual).decode


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


class Expected(Forecast, kw_only=True, frozen=True):
    """The same, and when the weeks that it rests on were counted."""

    computed_at: str
    age_seconds: int


def forecast(experiment: Experiment, usual: Usual) -> Forecast:
    """What to expect, should the coming weeks be like the last ones."""
    new = [count * experiment.coverage for count in usual.new]
    units, days = _planned(experiment, new)
    plain = Forecast(
        span_units=round(sum(new)),
        units_per_day=_pace(new),
        units=units,
        days=days,
        unreported=[
            name for name in experiment.metrics if not set(METRICS[name].reported_by) <= set(usual.kinds)
        ],
    )
    found = usual.metrics.get(experiment.metric)
    if found is None or not found[0]:  # of nothing no share is an effect
        return plain
    base, deviation = found
    effect = experiment.smallest_effect * abs(base)
    error = deviation * math.sqrt(1 / experiment.weights[0] + 1 / min(experiment.weights[1:]))
    needed = units_needed(effect, error)
    chance, takes = power(effect, error, units), days_for(needed, new)
    return replace(plain, base=base, power=chance, needed=needed, days_needed=takes)


def power(effect: float, error: float, units: float, looking: float = LOOKING) -> float:
    """Probability to find a true effect by the last look; `error`: of the difference with one unit in all."""
    return NORMAL.cdf(effect * math.sqrt(units / looking) / error - DECIDES)


def units_needed(effect: float, error: float, looking: float = LOOKING) -> int:
    """For a power of 80 %; `MOST` stands for any more."""
    errors = (DECIDES + NORMAL.inv_cdf(WANTED)) * error / max(effect, sys.float_info.min)
    return math.ceil(min(looking * errors * errors, MOST))


def days_for(units: float, new: Sequence[float]) -> float | None:
    """Until so many have come, at the pace of the span and then of its last week; None: not in ten years."""
    reached = list(accumulate(new))
    if units <= reached[-1]:
        return float(sum(count < units for count in reached) + 1)
    pace = _pace(new)
    days = len(new) + (units - reached[-1]) / pace if pace else math.inf
    return days if days <= LONGEST else None


def _planned(experiment: Experiment, new: Sequence[float]) -> tuple[int, float | None]:
    """Units and days: the size that was planned, or what comes until the end, whichever is first."""
    until = None if experiment.end is None else (experiment.ends_at or 0) - experiment.starts_at
    days = None if until is None else max(until / DAY, 0.0)
    by_size = None if experiment.planned_size is None else days_for(experiment.planned_size, new)
    if experiment.planned_size is not None and (days is None or (by_size is not None and by_size <= days)):
        return experiment.planned_size, by_size
    return _units_in(days or 0.0, new), days


def _units_in(days: float, new: Sequence[float]) -> int:
    return round(sum(new[: math.ceil(days)]) + max(days - len(new), 0) * _pace(new))


def _pace(new: Sequence[float]) -> float:
    return sum(new[-WEEK:]) / WEEK
