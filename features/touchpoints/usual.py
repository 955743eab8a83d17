"""Scores in order of time → what was usual before each: how many there had been, and their sum."""

from __future__ import annotations

import polars as pl


def with_earlier(ratings: pl.DataFrame, by: str, name: str) -> pl.DataFrame:
    """`NAME_n`, `NAME_sum` of all scores of the same `by` strictly before; of one moment none is earlier."""
    moments = ratings.group_by(by, "at").agg(n=pl.len(), sum=pl.col("score").sum()).sort(by, "at")
    before = moments.with_columns(
        ((pl.col(column).cum_sum() - pl.col(column)).over(by)).alias(f"{name}_{column}")
        for column in ("n", "sum")
    )
    return ratings.join(before.drop("n", "sum"), on=[by, "at"], how="left", nulls_equal=True)
