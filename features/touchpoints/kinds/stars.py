"""Stars of an item against what it usually gets: the mean of its earlier ones, drawn to its category's.

Bayesian average: PRIOR ratings of the category's mean stand beside the item's own.
"""

from __future__ import annotations

import polars as pl

from features.touchpoints.earlier import with_earlier
from features.touchpoints.known import WHO, Known, as_gaps
from features.touchpoints.usual import Usual

PRIOR = 10
ENOUGH = 5  # earlier ratings of the category, or of the whole shop
TOLERANCE = 1.0  # stars: a smaller gap is no disappointment


def of(known: Known) -> pl.DataFrame:
    """A row per rated item of whose kind something is known; met: less than a star below the usual."""
    rated = known.of("experience_rated").filter(pl.col("metric") == "stars").drop_nulls("item_id")
    category = pl.col("item_id").replace_strict(known.categories, default=None, return_dtype=pl.String)
    rows = rated.with_columns(category=category, shop=pl.lit("shop"))
    for by in ("item_id", "category", "shop"):
        rows = with_earlier(rows, by, by) if known.usual is None else _with_usual(rows, by, known.usual)
    said = rows.with_columns(expectation=_usual()).filter(pl.col("expectation").is_not_null())
    met = pl.col("expectation") - pl.col("score") < TOLERANCE
    judged = said.select(
        *WHO, "touchpoint", "at", "expectation", subject="item_id", experience="score", met=met
    )
    return as_gaps(judged, "stars", "stars", higher_is_worse=False)


def _with_usual(rows: pl.DataFrame, by: str, usual: Usual) -> pl.DataFrame:
    """The same columns as `with_earlier`, by what the whole shop says."""
    tallies = {"item_id": usual.items, "category": usual.categories, "shop": {"shop": usual.shop}}[by]
    n, total = ({name: tally[place] for name, tally in tallies.items()} for place in (0, 1))
    return rows.with_columns(
        pl.col(by).replace_strict(n, default=0, return_dtype=pl.Int64).alias(f"{by}_n"),
        pl.col(by).replace_strict(total, default=0.0, return_dtype=pl.Float64).alias(f"{by}_sum"),
    )


def _usual() -> pl.Expr:
    """Null where hardly anything had been rated before."""
    category, shop = (
        pl.when(pl.col(f"{by}_n") >= ENOUGH).then(pl.col(f"{by}_sum") / pl.col(f"{by}_n"))
        for by in ("category", "shop")
    )
    mean = pl.coalesce(pl.when(pl.col("category").is_not_null()).then(category), shop)
    return (PRIOR * mean + pl.col("item_id_sum")) / (PRIOR + pl.col("item_id_n"))
