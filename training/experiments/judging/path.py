"""Looks at the primary metric → each variant's way between the bounds that decide, and where it crossed one.

All variants but the control are judged; each may err in its part of 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from features.experiments.results import Look
from training.experiments.judging.looks import When
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.confidence import width
from training.experiments.statistics.estimates import Estimate
from training.experiments.statistics.measured import Measured
from training.experiments.statistics.sequential import ALPHA, bounds


class Path(NamedTuple):
    """One variant's; `bound`: standard errors that decide at the last look; `crossed`: the first that did."""

    looks: list[Look]
    last: Estimate | None
    bound: float
    crossed: Look | None


def paths(
    units: Units, measured: Measured, schedule: Sequence[When], size: int | None, variants: Sequence[str]
) -> list[Path]:
    """One per variant but the control, whose name is the first. `schedule`: at least one; `size`: planned."""
    alpha = ALPHA / (len(variants) - 1)
    wide = [width(when.information, size, alpha) for when in schedule]
    planned = any(when.share for when in schedule)  # else nothing may be spent, and the sequence decides
    shares, information = zip(*((when.share, when.information) for when in schedule), strict=True)
    deciding = bounds(shares, information, alpha) if planned else wide
    seen = [[len(places) for places in units.known(when.days)] for when in schedule]
    found = zip(*(measured.estimates(when.days) for when in schedule), strict=True)
    return [
        _path(
            [
                _look(when, variants[place], counts[0] + counts[place], estimate, bound, wider)
                for when, counts, estimate, bound, wider in zip(
                    schedule, seen, own, deciding, wide, strict=True
                )
                if estimate is not None
            ],
            own[-1],
            deciding[-1],
        )
        for place, own in enumerate(found, 1)
    ]


def _path(looks: list[Look], last: Estimate | None, bound: float) -> Path:
    crossed = (look for look in looks if not look.lower <= look.effect <= look.upper)
    return Path(looks, last, bound, next(crossed, None))


def _look(when: When, variant: str, units: int, found: Estimate, bound: float, wide: float) -> Look:
    low, high = found.between(wide)
    return Look(
        day=when.days,
        variant=variant,
        units=units,
        control=found.control,
        effect=found.difference,
        low=low,
        high=high,
        lower=-bound * found.error,
        upper=bound * found.error,
        information=when.share,
    )
