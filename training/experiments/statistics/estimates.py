"""Sums of two variants → difference and standard error, by tea-tasting; intervals are multiples of it.

Means, shares and ratios alike (delta method: Deng, Knoblich and Lu 2018), narrowed by what units did before
(CUPED: Deng, Xu, Kohavi and Walker 2013).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr
from scipy.stats import false_discovery_control
from tea_tasting.aggr import Aggregates
from tea_tasting.metrics.mean import MeanResult, RatioOfMeans

ONE_ERROR = float(ndtr(1.0) - ndtr(-1.0))  # the level of an interval of one standard error on either side
ONE_LOOK = 1.959964  # standard errors: 95 %
NOTHING = 1e-6
VALUE, PER, SAID = "value", "per", "said"
TEST = {"use_t": False, "equal_var": False, "confidence_level": ONE_ERROR}


class Estimate(NamedTuple):
    """In the metric's unit; `error`: standard error of `difference`, `log_error` of the ratio's logarithm."""

    control: float
    treated: float
    difference: float
    error: float
    log_error: float | None = None
    narrowed: float | None = None

    @property
    def score(self) -> float:
        """How many standard errors the difference is away from zero."""
        return self.difference / self.error

    @property
    def p(self) -> float:
        """Of one look, two-sided."""
        return 2 * float(ndtr(-abs(self.score)))

    @property
    def relative(self) -> float | None:
        """Of the control's; None where that is not above zero."""
        return self.difference / self.control if self.control > 0 else None

    def between(self, width: float) -> tuple[float, float]:
        """The interval of `width` standard errors on either side."""
        return self.difference - width * self.error, self.difference + width * self.error

    def relative_between(self, width: float) -> tuple[float, float] | tuple[None, None]:
        """The same of the relative difference, never below −1; None where there is none.

        Near zero the difference decides: both intervals agree whether anything changed.
        """
        if self.log_error is None or width * self.log_error > 10:
            return None, None
        ratio, factor = self.treated / self.control, math.exp(width * self.log_error)
        low, high = (end / self.control for end in self.between(width))
        return _agreeing(ratio / factor - 1, max(low, -1.0)), _agreeing(ratio * factor - 1, high)


def _agreeing(relative: float, difference: float) -> float:
    """Two ends of one interval: the first, but on the second's side of zero."""
    return relative if relative * difference > 0 else difference


def compare(control: Aggregates, treated: Aggregates) -> Estimate | None:
    """Of VALUE, per PER where that is there; narrowed by what the past SAID. None where nothing varies."""
    per = PER if PER in control.mean_ else None
    plain = _estimate(control, treated, RatioOfMeans(VALUE, per, **TEST))
    if plain is None or SAID not in control.mean_:
        return plain
    narrow = _estimate(control, treated, RatioOfMeans(VALUE, per, SAID, **TEST))
    left = 0.0 if narrow is None else narrow.error / plain.error
    if narrow is None or not NOTHING < left < 1:  # the past says nothing, or all: rounding is left
        return plain
    return narrow._replace(narrowed=1 - left)


def _estimate(control: Aggregates, treated: Aggregates, metric: RatioOfMeans) -> Estimate | None:
    try:
        with np.errstate(all="ignore"):  # where nothing varies it answers with what is no number
            found = metric.analyze_aggregates(control, treated)
    except (OverflowError, ValueError):  # a mean or a variance that is nothing but rounding
        return None
    error = float(found.effect_size_ci_upper - found.effect_size)
    if not (math.isfinite(error) and error > 0 and math.isfinite(found.effect_size)):
        return None
    plain = Estimate(float(found.control), float(found.treatment), float(found.effect_size), error)
    return plain._replace(log_error=_log_error(found))


def _log_error(found: MeanResult) -> float | None:
    if found.control <= 0 or found.treatment <= 0:
        return None
    error = math.log((1 + found.rel_effect_size_ci_upper) / (1 + found.rel_effect_size))
    return float(error) if math.isfinite(error) else None


def adjusted(probabilities: Sequence[float]) -> list[float]:
    """So that of all that are called different at 5 % at most 5 % are not (Benjamini and Hochberg 1995)."""
    return [float(p) for p in false_discovery_control(probabilities)] if probabilities else []
