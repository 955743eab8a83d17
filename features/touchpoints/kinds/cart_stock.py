"""What is in the cart should still be for sale when its cart is seen again."""

from __future__ import annotations

import polars as pl

from features.touchpoints.known import WHO, Known, as_gaps
from features.touchpoints.seen_carts import changed_once, seen_again


def of(known: Known) -> pl.DataFrame:
    """A row per line that could be bought when it was put in, and one more when it no longer could."""
    said = changed_once(seen_again(known).filter("before_buyable"), "buyable").select(
        *WHO,
        "at",
        touchpoint=pl.lit("cart"),
        subject="item_id",
        expectation=1.0,
        experience=pl.col("buyable").cast(pl.Float64),
        met="buyable",
    )
    return as_gaps(said, "cart_stock", "result", higher_is_worse=False)
