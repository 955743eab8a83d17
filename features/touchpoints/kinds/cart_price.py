"""What is in the cart should cost what it did when it was put in; gap: how much dearer."""

from __future__ import annotations

import polars as pl

from features.touchpoints.known import WHO, Known, as_gaps
from features.touchpoints.seen_carts import changed_once, seen_again

PENNY = 0.005


def of(known: Known) -> pl.DataFrame:
    """A row per line of a cart that was seen again, and one more for each other price that it then had."""
    rows = seen_again(known).filter(
        pl.col("price").is_not_null(),
        pl.col("before_price").is_not_null(),
        pl.col("currency").eq_missing(pl.col("before_currency")),
    )
    said = changed_once(rows, "price").select(
        *WHO,
        "at",
        touchpoint=pl.lit("cart"),
        subject="item_id",
        expectation="before_price",
        experience="price",
        met=pl.col("price") < pl.col("before_price") + PENNY,
    )
    return as_gaps(said, "cart_price", "money", higher_is_worse=True)
