"""Numbers of a small world → Outcomes: units of two variants by turns, what they did and had done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from features.clock import DAY, to_micros
from features.experiments.definition import Experiment, Variant
from features.interactions import Floats, Ints
from training.experiments.collecting.outcomes import INCREMENTS, SEGMENTS, TOTALS, UNITS, Left, Outcomes

START = datetime(2026, 3, 2, tzinfo=UTC)
LATER = to_micros(START) + 400 * DAY


def experiment(**fields: Any) -> Experiment:
    """Of conversion, two halves, windows of a day; 4,000 units planned."""
    variants = (
        Variant(name="control", weight=0.5, page="default"),
        Variant(name="new", weight=0.5, page="personalised"),
    )
    usual: dict[str, Any] = {"name": "homepage", "variants": variants, "start": START, "metric": "conversion"}
    usual |= {"smallest_effect": 0.05, "window": "1d", "planned_size": 4000}
    return Experiment(**usual | fields)


def day(number: int) -> datetime:
    """So many days after the start."""
    return START + timedelta(days=number)


def outcomes(
    measures: dict[str, Floats],
    *,
    variants: Ints | None = None,
    days: int = 20,
    before: dict[str, Floats] | None = None,
    columns: dict[str, list[str | None]] | None = None,
) -> Outcomes:
    """`measures` by name: one value a unit, on the day of its first page; none comes on the last two days."""
    count = len(next(iter(measures.values())))
    units = np.arange(count)
    came = units * max(days - 2, 1) // max(count, 1)
    arms = units % 2 if variants is None else variants
    told: dict[str, Any] = {"unit": units, "variant": arms, "day": came}
    told |= dict.fromkeys(SEGMENTS, [None] * count) | (columns or {})
    return Outcomes(
        pl.DataFrame(told, UNITS),
        {name: pl.DataFrame([units, came, values], INCREMENTS) for name, values in measures.items()},
        {name: pl.DataFrame([units, values], TOTALS) for name, values in (before or {}).items()},
        [0, 0],
        Left(),
        days,
    )


def bought(count: int, one_in: tuple[int, int]) -> Floats:
    """Orders: of the control's units and of the other's, one in so many."""
    units = np.arange(count)
    turn = units // 2
    orders: Floats = np.where(units % 2 == 0, turn % one_in[0] == 0, turn % one_in[1] == 0).astype(np.float64)
    return orders
