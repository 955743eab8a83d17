"""Two shares → how far they lie apart, and whether for certain; months → where a share is going.

Agresti, Caffo, The American Statistician 54 (2000): one success and one failure more on each side.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

from msgspec import Struct

from features.touchpoints.ratings import FEW, Interval


class Share(Struct, frozen=True, kw_only=True):
    """So many of n."""

    good: int
    n: int

    @property
    def value(self) -> float:
        """0 of none."""
        return self.good / self.n if self.n else 0.0


class Difference(Struct, frozen=True, kw_only=True):
    """One share less another, with its interval; `certain`: 0 lies outside of it."""

    value: float
    interval: Interval
    certain: bool


def apart(one: Share, other: Share, looks: int = 1) -> Difference | None:
    """One less the other; None where one of them has few. `looks`: how many are compared (Bonferroni)."""
    if min(one.n, other.n) < FEW:
        return None
    z = NormalDist().inv_cdf(1 - 0.025 / looks)
    shares = [Share(good=share.good + 1, n=share.n + 2) for share in (one, other)]
    middle = shares[0].value - shares[1].value
    wide = z * sqrt(sum(share.value * (1 - share.value) / share.n for share in shares))
    interval = Interval(middle - wide, middle + wide)
    return Difference(
        value=one.value - other.value, interval=interval, certain=interval.low > 0 or interval.high < 0
    )


def slope(shares: Sequence[Share]) -> Difference | None:
    """By how much a share grows from month to month, weighed by n; None under three months with enough."""
    told = [(month, share) for month, share in enumerate(shares) if share.n >= FEW]
    if len(told) < 3:
        return None
    weights = [share.n for _, share in told]
    all_ = sum(weights)
    centre = sum(month * n for (month, _), n in zip(told, weights, strict=True)) / all_
    spread = sum(n * (month - centre) ** 2 for (month, _), n in zip(told, weights, strict=True))
    value = sum(n * (month - centre) * s.value for (month, s), n in zip(told, weights, strict=True)) / spread
    mean = (sum(share.good for _, share in told) + 1) / (all_ + 2)
    wide = NormalDist().inv_cdf(0.975) * sqrt(mean * (1 - mean) / spread)
    interval = Interval(value - wide, value + wide)
    return Difference(value=value, interval=interval, certain=interval.low > 0 or interval.high < 0)
