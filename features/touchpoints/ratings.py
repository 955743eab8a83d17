"""Answers → CSAT, NPS, CES and stars with their intervals; under thirty answers there is no score.

Wilson, E. B. (1927) for shares; adjusted Wald for NPS: three answers more, ¾ each to promoters and detractors
(Rocks, arXiv 1601.07235).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

from msgspec import Struct

Counts = Mapping[float, int]

Z = 1.959963984540054  # 95 %
FEW = 30
CSAT_GOOD, CES_GOOD = 4, 5  # of 5, of 7
PROMOTER, DETRACTOR = 9, 6  # from, up to


class Interval(NamedTuple):
    """From and to, 95 %."""

    low: float
    high: float


class Score(Struct, frozen=True, kw_only=True):
    """CSAT and CES: share of good answers; NPS: -1 to 1; stars: mean. None under FEW answers."""

    metric: str
    n: int
    value: float | None = None
    interval: Interval | None = None

    @property
    def few(self) -> bool:
        """Is there no score because too few answered."""
        return self.value is None


def score_of(metric: str, answers: Counts) -> Score:
    """`metric` as the event language names it; `answers`: score → how often, within the metric's scale."""
    n = sum(answers.values())
    if n < FEW:
        return Score(metric=metric, n=n)
    value, interval = _METHODS[metric](answers, n)
    return Score(metric=metric, n=n, value=value, interval=interval)


def wilson(good: int, n: int) -> Interval:
    """Of a share; `n` at least 1."""
    share, square = good / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    wide = Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return Interval(max(middle - wide, 0.0), min(middle + wide, 1.0))


def adjusted_wald(promoters: int, detractors: int, n: int) -> Interval:
    """Of a net share, -1 to 1."""
    more, less, all_ = promoters + 0.75, detractors + 0.75, n + 3
    middle = (more - less) / all_
    wide = Z * sqrt(((more + less) / all_ - middle * middle) / all_)
    return Interval(max(middle - wide, -1.0), min(middle + wide, 1.0))


def around(mean: float, deviation: float, n: int) -> Interval:
    """Of a mean whose values deviate so much."""
    wide = Z * deviation / sqrt(n)
    return Interval(mean - wide, mean + wide)


def _many(answers: Counts, least: float, most: float = 10) -> int:
    return sum(times for score, times in answers.items() if least <= score <= most)


def _csat(answers: Counts, n: int) -> tuple[float, Interval]:
    good = _many(answers, CSAT_GOOD)
    return good / n, wilson(good, n)


def _ces(answers: Counts, n: int) -> tuple[float, Interval]:
    good = _many(answers, CES_GOOD)
    return good / n, wilson(good, n)


def _nps(answers: Counts, n: int) -> tuple[float, Interval]:
    promoters, detractors = _many(answers, PROMOTER), _many(answers, 0, DETRACTOR)
    return (promoters - detractors) / n, adjusted_wald(promoters, detractors, n)


def _stars(answers: Counts, n: int) -> tuple[float, Interval]:
    mean = sum(score * times for score, times in answers.items()) / n
    variance = sum((score - mean) ** 2 * times for score, times in answers.items()) / (n - 1)
    return mean, around(mean, sqrt(variance), n)


_METHODS = {"csat": _csat, "ces": _ces, "nps": _nps, "stars": _stars}
