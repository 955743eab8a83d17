"""What an experiment is judged by: who was shown which variant when, and what each of them then did."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

MEASURES = (
    "orders",
    "revenue",
    "pages",
    "clicks",
    "returns",
    "rating_sum",
    "ratings",
    "contacts",
    "promises_due",
    "promises_kept",
)
# What is said of a unit at its first page: where that stood, did it come or buy before, attributes.
SEGMENTS = ("placement", "came", "bought", "country", "age_band", "segment")
UNITS = {"unit": pl.UInt32, "variant": pl.UInt8, "day": pl.Int32} | dict.fromkeys(SEGMENTS, pl.Utf8)
INCREMENTS = {"unit": pl.UInt32, "day": pl.Int32, "value": pl.Float64}
TOTALS = {"unit": pl.UInt32, "value": pl.Float64}


class Left(NamedTuple):
    """How many units were left out, and why; in all variants alike. `internal`, `forced`: were never in."""

    two_arms: int = 0
    machines: int = 0
    internal: int = 0
    forced: int = 0


class Outcomes(NamedTuple):
    """Units are numbers, some may be missing; a variant is its place in the definition.

    `units` (UNITS): one row each, `day`: complete days from the start to the first page. `measures` by name
    (INCREMENTS): what was added on a day, from the first page on and within the window; a day's increments
    may stand in many rows. `before` by name (TOTALS): sums of the pre-period that ends with the unit's first
    page. `confirmed`: of how many units of each variant impressions say that a page was really seen. `days`:
    complete days so far.
    """

    units: pl.DataFrame
    measures: dict[str, pl.DataFrame]
    before: dict[str, pl.DataFrame]
    confirmed: list[int]
    left: Left
    days: int
