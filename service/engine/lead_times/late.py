"""An open parcel's stage and age → how likely it is not there by a day to come; calibrated for warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from features.parcels import Way
from service.engine.lead_times.days import Floats, days_of, read
from service.engine.lead_times.effects import Origins
from service.engine.lead_times.forecast import BEGINS
from service.engine.lead_times.hazards import cumulated

if TYPE_CHECKING:
    from service.engine.lead_times.known import Known

QUANTILES = (np.arange(24) + 0.5) / 24  # of the handling still to come
AGES = np.geomspace(0.02, 4, 200)


class Stages(NamedTuple):
    """Tables of handling and of transit alone, and the calibration of warnings: a logistic model of Signs."""

    handling: Floats
    transit: Floats
    calibration: Floats


class Moved(NamedTuple):
    """What is known of a parcel; moments in microseconds, None: not yet."""

    way: Way
    ordered_at: int
    dispatched_at: int | None


class Signs(NamedTuple):
    """Log odds of being late; age and time left in typical transits; 1 once it was dispatched."""

    odds: float
    age: float
    left: float
    dispatched: float


def still_open(known: Known, moved: Moved, origins: Origins, at: int, ends: Floats) -> Floats:
    """The shares of such parcels that are not there by `ends` (in days), known at a moment (microseconds)."""
    moment, transit = days_of(at, known.zone), known.ways.transit_days(moved.way, origins)
    ahead = np.maximum(_shown(known, ends) - _shown(known, np.array([moment])), 0) / transit
    if (sent := known.sent(moved)) is not None:
        age = _age(known, sent, moment) / transit
        return np.asarray(np.exp(_hazard(known, age) - cumulated(known.stages.transit, age + ahead)))
    left = _handling_left(known, moved, moment) / transit
    rest = ahead[None, :] - left[:, None]
    shares = np.where(rest <= 0, 1.0, np.exp(-cumulated(known.stages.transit, np.maximum(rest, 0))))
    return np.asarray(shares.mean(0))


def signs(known: Known, moved: Moved, origins: Origins, at: int, end: float) -> Signs:
    """What a warning is made of: will it be there by a moment (in days)."""
    share = float(np.clip(still_open(known, moved, origins, at, np.array([end]))[0], 1e-4, 1 - 1e-4))
    moment, transit = days_of(at, known.zone), known.ways.transit_days(moved.way, origins)
    now, then = _shown(known, np.array([moment, end])).tolist()
    sent = known.sent(moved)
    age = 0.0 if sent is None else _age(known, sent, moment) / transit
    return Signs(float(np.log(share / (1 - share))), age, (then - now) / transit, float(sent is not None))


def lateness(known: Known, moved: Moved, origins: Origins, at: int, end: float) -> float:
    """How likely it is not there by a moment (in days)."""
    weighed = known.stages.calibration @ np.array([1.0, *signs(known, moved, origins, at, end)])
    return float(1 / (1 + np.exp(-weighed)))


def _shown(known: Known, days: Floats) -> Floats:
    """What the clock showed, or will."""
    forecast = known.forecast
    ahead = np.interp(days - forecast.day, BEGINS, forecast.clock(forecast.crowd.excess(0)))
    return np.asarray(read(known.elapsed, days - known.first) + ahead * (days > forecast.day))


def _age(known: Known, since: int, moment: float) -> float:
    begin, now = _shown(known, np.array([days_of(since, known.zone), moment])).tolist()
    return float(max(now - begin, 0.0))


def _hazard(known: Known, age: float) -> float:
    return float(cumulated(known.stages.transit, np.array([age]))[0])


def _handling_left(known: Known, moved: Moved, moment: float) -> Floats:
    """Clock days until it is dispatched, at each of the quantiles."""
    usual = known.ways.handling_days(moved.way)
    waited = known.sending.between(days_of(moved.ordered_at, known.zone), moment) / usual
    targets = cumulated(known.stages.handling, np.array([waited])) - np.log(1 - QUANTILES)
    ages = np.interp(targets, cumulated(known.stages.handling, AGES), AGES)
    return np.asarray(np.maximum(ages - waited, 0) * usual)
