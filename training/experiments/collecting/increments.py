"""What was added to measures, by whom and when → frames: during an experiment by day, before it in all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import polars as pl

from features.clock import DAY
from features.interactions import Floats, Ints, Mask
from training.experiments.collecting.outcomes import INCREMENTS, MEASURES, TOTALS


class Stretch(NamedTuple):
    """Microseconds: the start, the end of what is known, the window after a first page and before it."""

    start: int
    until: int
    window: int
    pre_period: int

    def day(self, at: int) -> int:
        """Complete days since the start."""
        return (at - self.start) // DAY


Increment = tuple[str, int, float]  # measure, moment, value
_Chunk = tuple[Ints, Ints, Floats]  # units, moments, values


class Increments:
    """Columns by measure. `since`: each unit's first page; moments in microseconds."""

    def __init__(self, since: Ints, stretch: Stretch) -> None:
        self._since, self._stretch = since, stretch
        self._columns: dict[str, list[_Chunk]] = {name: [] for name in MEASURES}
        self._few: dict[str, list[tuple[int, int, float]]] = {name: [] for name in MEASURES}

    def add(self, measure: str, unit: Ints, at: Ints, value: Floats) -> None:
        """Many of one measure."""
        self._columns[measure].append((unit, at, value))

    def extend(self, unit: int, told: Iterable[Increment]) -> None:
        """All of one unit."""
        for measure, at, value in told:
            self._few[measure].append((unit, at, value))

    def during(self, units: Mask) -> dict[str, pl.DataFrame]:
        """INCREMENTS of these units, from the first page on and within the window."""
        return {name: self._during(*self._all(name, units)) for name in MEASURES}

    def before(self, units: Mask) -> dict[str, pl.DataFrame]:
        """TOTALS of these units, of the pre-period that ends with the first page."""
        return {name: self._before(*self._all(name, units)) for name in MEASURES}

    def _during(self, unit: Ints, at: Ints, value: Floats) -> pl.DataFrame:
        since, until = self._since[unit], self._stretch.until
        own = (at >= since) & (at < np.minimum(since + self._stretch.window, until))
        days = (at[own] - self._stretch.start) // DAY
        return pl.DataFrame([unit[own], days, value[own]], INCREMENTS)

    def _before(self, unit: Ints, at: Ints, value: Floats) -> pl.DataFrame:
        since = self._since[unit]
        own = (at >= since - self._stretch.pre_period) & (at < since)
        frame = pl.DataFrame([unit[own], value[own]], TOTALS)
        return frame.group_by("unit", maintain_order=True).agg(pl.col("value").sum())

    def _all(self, name: str, units: Mask) -> _Chunk:
        few = self._few[name]
        chunks = [*self._columns[name], *([tuple(map(np.array, zip(*few, strict=True)))] if few else [])]
        if not chunks:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
        unit, at, value = (np.concatenate(parts) for parts in zip(*chunks, strict=True))
        own = units[unit]
        return unit[own], at[own], value[own]
