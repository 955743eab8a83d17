"""How satisfied a customer was (1 to 5) against how satisfied they usually are."""

from __future__ import annotations

import polars as pl

from features.touchpoints.earlier import with_earlier
from features.touchpoints.known import WHO, Known, as_gaps

ENOUGH = 2  # earlier answers of the same customer
TOLERANCE = 1.0  # points: a smaller gap is no disappointment


def of(known: Known) -> pl.DataFrame:
    """A row per answer of somebody who had answered before; met: less than a point below their usual."""
    answers = known.of("experience_rated").filter(pl.col("metric") == "csat")
    rows = with_earlier(answers, "person", "own").filter(pl.col("own_n") >= ENOUGH)
    usual = pl.col("own_sum") / pl.col("own_n")
    said = rows.select(
        *WHO,
        *("touchpoint", "at"),
        subject=pl.coalesce("order_id", "item_id"),
        expectation=usual,
        experience="score",
        met=usual - pl.col("score") < TOLERANCE,
    )
    return as_gaps(said, "csat", "points", higher_is_worse=False)
