"""A search should find something: no result, or nothing opened after it, is a gap.

In a shop that tells of no clicks only searches without a result can be judged.
"""

from __future__ import annotations

import polars as pl

from features.clock import MINUTE
from features.touchpoints.known import WHO, Known, as_gaps
from features.touchpoints.names import CLICKS

WINDOW = 30 * MINUTE


def of(known: Known) -> pl.DataFrame:
    """A row per search of which it is known: 1 expected, 1 where something was opened before the next one."""
    clicks = known.of(*CLICKS).select("person", clicked=pl.col("at")).sort("clicked")
    searches = known.of("search").with_columns(next=pl.col("at").shift(-1).over("person")).sort("at")
    rows = searches.join_asof(
        clicks,
        left_on="at",
        right_on="clicked",
        by="person",
        strategy="forward",
        tolerance=WINDOW,
        check_sortedness=False,
    )
    nothing = (pl.col("results") == 0).fill_null(value=False)
    opened = pl.col("clicked").is_not_null() & (pl.col("clicked") < pl.col("next").fill_null(2**62))
    found = rows.with_columns(nothing=nothing, met=opened & ~nothing)
    known_at = pl.when("nothing").then("at").when("met").then("clicked").otherwise(pl.col("at") + WINDOW)
    judged = found.with_columns(at=known_at).filter(pl.col("at") <= known.as_of)
    if clicks.is_empty() and not (known.usual and known.usual.clicks):
        judged = judged.filter(pl.col("results").is_not_null()).with_columns(met=~pl.col("nothing"))
    said = judged.select(
        *WHO,
        "at",
        "met",
        touchpoint=pl.lit("search"),
        subject=pl.lit(None),
        expectation=1.0,
        experience=pl.col("met").cast(pl.Float64),
    )
    return as_gaps(said, "search", "result", higher_is_worse=False)
