"""Looks at the primary metric → each variant's way between the bounds that decide, and where it crossed one.

All variants but the control are judged; each may err in its part of 5 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from features.experiments.results import Look
from training.experiments.judging.looks import When
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.confidence import width
from training.experiments.statistics.estimates import Estimate
from training.experiments.statistics.information import growths
from training.experiments.statistics.measured import Measured
from training.experiments.statistics.sequential import ALPHA, bounds


class Path(NamedTuple):
    """One variant's; `bound`: standard errors that decide at the last look; `crossed`: the first that did."""

    looks: list[Look]
    bound: float
    crossed: Look | None


class _Seen(NamedTuple):
    """A variant at one look, where it can be compared; `information`: units, as the variance says."""

    when: When
    units: int
    found: Estimate
    information: float


def paths(
    units: Units, measured: Measured, schedule: Sequence[When], size: int | None, variants: Sequence[str]
) -> list[Path]:
    """One per variant but the control, whose name is the first. `schedule`: at least one; `size`: planned."""
    alpha = ALPHA / (len(variants) - 1)
    planned = any(when.share for when in schedule)  # else nothing may be spent, and the sequence decides
    found: list[list[_Seen]] = [[] for _ in variants[1:]]
    for when, estimates, more in _looked(units, measured, schedule):
        counts = [len(places) for places in units.known(when.days)]
        for seen, estimate, growth, count in zip(found, estimates, more, counts[1:], strict=True):
            if estimate is not None:
                known = seen[-1].information * growth if seen else when.information
                seen.append(_Seen(when, counts[0] + count, estimate, known))
    return [
        _path(seen, variant, size, alpha, planned=planned)
        for seen, variant in zip(found, variants[1:], strict=True)
    ]


def _looked(
    units: Units, measured: Measured, schedule: Sequence[When]
) -> Iterator[tuple[When, list[Estimate | None], list[float]]]:
    """Each look: the variants compared, and how much more it knows of each than the look before."""
    before, earlier = measured.added(schedule[0].days), units.known(schedule[0].days)
    for when in schedule:
        estimates, now, known = (
            measured.estimates(when.days),
            measured.added(when.days),
            units.known(when.days),
        )
        yield when, estimates, growths(before, earlier, now, known)
        before, earlier = now, known


def _path(seen: Sequence[_Seen], variant: str, size: int | None, alpha: float, *, planned: bool) -> Path:
    wide = [width(one.information, size, alpha) for one in seen]
    shares = [one.when.share for one in seen]
    deciding = bounds(shares, [one.information for one in seen], alpha) if planned else wide
    found = [_look(one, variant, *both) for one, *both in zip(seen, deciding, wide, strict=True)]
    crossed = (look for look in found if not look.lower <= look.effect <= look.upper)
    return Path(found, deciding[-1], next(crossed, None))


def _look(one: _Seen, variant: str, bound: float, wide: float) -> Look:
    found = one.found
    low, high = found.between(wide)
    return Look(
        day=one.when.days,
        variant=variant,
        units=one.units,
        control=found.control,
        effect=found.difference,
        low=low,
        high=high,
        lower=-bound * found.error,
        upper=bound * found.error,
        information=one.when.share,
    )
