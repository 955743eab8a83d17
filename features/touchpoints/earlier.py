"""Scores → what was usual before each, and what is usual in the whole shop."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from features.touchpoints.names import CLICKS
from features.touchpoints.usual import NONE, Tally, Usual


def usual_of(events: pl.DataFrame, categories: Mapping[str, str]) -> Usual:
    """`events`: those that were judged (`Gaps.events`); `categories`: item → category."""
    kinds = set(events["kind"].unique().cast(pl.String))
    rated = events.filter(pl.col("kind") == "experience_rated", pl.col("metric") == "stars")
    category = pl.col("item_id").replace_strict(categories, default=None, return_dtype=pl.String)
    stars = rated.drop_nulls("item_id").select("item_id", "score", category=category, shop=pl.lit("shop"))
    rated_kinds = stars.drop_nulls("category").unique("item_id").sort("item_id")
    return Usual(
        buys="purchase" in kinds,
        clicks=not kinds.isdisjoint(CLICKS),
        shop=_tallies(stars, "shop").get("shop", NONE),
        categories=_tallies(stars, "category"),
        items=_tallies(stars, "item_id"),
        kinds=dict(rated_kinds.select("item_id", "category").iter_rows()),
    )


def _tallies(stars: pl.DataFrame, by: str) -> dict[str, Tally]:
    told = stars.drop_nulls(by).group_by(by).agg(n=pl.len(), sum=pl.col("score").sum()).sort(by)
    return {name: (n, total) for name, n, total in told.iter_rows()}


def with_earlier(ratings: pl.DataFrame, by: str, name: str) -> pl.DataFrame:
    """`NAME_n`, `NAME_sum` of all scores of the same `by` strictly before; of one moment none is earlier."""
    moments = ratings.group_by(by, "at").agg(n=pl.len(), sum=pl.col("score").sum()).sort(by, "at")
    before = moments.with_columns(
        ((pl.col(column).cum_sum() - pl.col(column)).over(by)).alias(f"{name}_{column}")
        for column in ("n", "sum")
    )
    return ratings.join(before.drop("n", "sum"), on=[by, "at"], how="left", nulls_equal=True)
