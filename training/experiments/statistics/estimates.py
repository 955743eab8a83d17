"""Sums of two variants → difference and standard error, by tea-tasting; intervals are multiples of it.

Means, shares and ratios alike (delta method: Deng, Knoblich and Lu 2018), narrowed by what units did before
(CUPED: Deng, Xu, Kohavi and Walker 2013). The same as its RatioOfMeans says, without drawing up a result of
a dozen figures at each look.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from scipy.special import ndtr
from scipy.stats import false_discovery_control
from tea_tasting.aggr import Aggregates

ONE_LOOK = 1.959964  # standard errors: 95 %
NOTHING = 1e-6
VALUE, PER, SAID = "value", "per", "said"


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
    plain = _estimate(control, treated)
    if plain is None or SAID not in control.mean_:
        return plain
    total = control + treated
    said = total.var(SAID)
    coefficient = total.ratio_cov(VALUE, _per(total), SAID, None) / said if said else 0.0
    narrow = _estimate(control, treated, coefficient)
    if (
        narrow is None or not NOTHING < narrow.error / plain.error < 1
    ):  # says nothing, or all: rounding is left
        return plain
    return narrow._replace(narrowed=1 - narrow.error / plain.error)


def _per(sums: Aggregates) -> str | None:
    return PER if PER in sums.mean_ else None


def _estimate(control: Aggregates, treated: Aggregates, coefficient: float = 0.0) -> Estimate | None:
    """`coefficient`: how much of what the past SAID is taken off."""
    try:
        first, second = values = [_value(sums, control + treated, coefficient) for sums in (control, treated)]
        squares = [_variance(sums, coefficient) / sums.count() for sums in (control, treated)]
        error = math.sqrt(sum(squares))
    except (ArithmeticError, ValueError):  # a mean or a variance that is nothing but rounding
        return None
    plain = Estimate(first, second, second - first, error)
    if not (math.isfinite(error) and error > 0 and math.isfinite(plain.difference)):
        return None
    return plain._replace(log_error=_log_error(values, squares))


def _value(sums: Aggregates, total: Aggregates, coefficient: float) -> float:
    value = float(sums.mean(VALUE) / sums.mean(_per(sums)))
    return value - coefficient * (sums.mean(SAID) - total.mean(SAID)) if coefficient else value


def _variance(sums: Aggregates, coefficient: float) -> float:
    plain = float(sums.ratio_var(VALUE, _per(sums)))
    if not coefficient:
        return plain
    shared = sums.ratio_cov(VALUE, _per(sums), SAID, None)
    return float(plain + coefficient**2 * sums.var(SAID) - 2 * coefficient * shared)


def _log_error(values: Sequence[float], squares: Sequence[float]) -> float | None:
    if min(values) <= 0:
        return None
    try:
        error = math.sqrt(sum(square / value**2 for square, value in zip(squares, values, strict=True)))
    except ArithmeticError:
        return None
    return error if math.isfinite(error) else None


def adjusted(probabilities: Sequence[float]) -> list[float]:
    """So that of all that are called different at 5 % at most 5 % are not (Benjamini and Hochberg 1995)."""
    return [float(p) for p in false_discovery_control(probabilities)] if probabilities else []
