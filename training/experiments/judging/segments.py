"""The primary metric among units of one value of a column at a time: exploratory, decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from features.experiments.results import Segment
from training.experiments.collecting.outcomes import SEGMENTS
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.estimates import ONE_LOOK, Estimate
from training.experiments.statistics.measured import Among, Measured

MOST = 8  # values of a column, the most frequent ones


def segments(units: Units, measured: Measured, days: int, variants: Sequence[str]) -> list[Segment]:
    """Of columns with more than one value; `variants`: the control's name first. Without those too small."""
    return [
        _segment(column, value, variant, sum(map(len, map(among, (sides[0], side)))), found)
        for sides in [units.known(days)]
        for column, value, among in _values(units)
        for variant, side, found in zip(variants[1:], sides[1:], measured.estimates(days, among), strict=True)
        if found is not None
    ]


def _values(units: Units) -> Iterator[tuple[str, str, Among]]:
    for column in SEGMENTS:
        values = _most_frequent(units.table[column])
        for value in values if len(values) > 1 else ():
            mask = (units.table[column] == value).fill_null(False).to_numpy()
            yield column, value, lambda places, mask=mask: places[mask[places]]  # type: ignore[misc]


def _most_frequent(column: pl.Series) -> list[str]:
    counted = column.drop_nulls().value_counts().sort("count", column.name, descending=[True, False])
    return counted.head(MOST)[column.name].to_list()


def _segment(column: str, value: str, variant: str, units: int, found: Estimate) -> Segment:
    low, high = found.between(ONE_LOOK)
    return Segment(
        column=column,
        value=value,
        variant=variant,
        units=units,
        control=found.control,
        treated=found.treated,
        difference=found.difference,
        low=low,
        high=high,
    )
