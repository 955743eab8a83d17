"""Who leaves with something in the cart means to buy it: a visit after which nothing is bought is a gap."""

from __future__ import annotations

import polars as pl

from features.clock import DAY
from features.touchpoints.known import WHO, Known, as_gaps
from features.touchpoints.visits import acts_of

WITHIN = 7 * DAY
CART = ("add_to_cart", "remove_from_cart")


def of(known: Known) -> pl.DataFrame:
    """A row per visit with a cart: 1 expected, 1 where something was bought within a week; silent without
    any purchase. At the checkout where that was begun. What was taken out again isn't lost."""
    acts = acts_of(known)
    bought = acts.filter(pl.col("kind") == "purchase").select("person", bought=pl.col("at")).sort("bought")
    sells = len(bought) or (known.usual is not None and known.usual.buys)
    visits = _with_cart(acts if sells else acts.clear()).sort("put_at")
    rows = visits.join_asof(
        bought, left_on="put_at", right_on="bought", by="person", strategy="forward", check_sortedness=False
    )
    met = (pl.col("bought") <= pl.col("ends") + WITHIN).fill_null(value=False)
    judged = rows.with_columns(met=met).with_columns(
        at=pl.when("met").then("bought").otherwise(pl.col("ends") + WITHIN)
    )
    said = judged.filter(pl.col("at") <= known.as_of).select(
        *WHO,
        *("at", "met", "subject"),
        touchpoint=pl.when("checkout").then(pl.lit("checkout")).otherwise(pl.lit("cart")),
        expectation=1.0,
        experience=pl.col("met").cast(pl.Float64),
    )
    return as_gaps(said, "cart_lost", "result", higher_is_worse=False)


def _with_cart(acts: pl.DataFrame) -> pl.DataFrame:
    """Visits that end with something in the cart, orders aside; `subject`: what was put in last."""
    line, visit = ["person", "visit", "item_id"], ["person", "visit"]
    pieces = pl.col("quantity").fill_null(1)
    signed = pl.when(pl.col("kind") == "add_to_cart").then(pieces).otherwise(-pieces)
    moved = acts.filter(pl.col("kind").is_in(CART)).with_columns(held=signed.cum_sum().over(line))
    left = pl.col("held").last() > pl.min_horizontal(pl.col("held").min(), 0)  # nothing falls below 0
    lines = moved.group_by(line, maintain_order=True).agg(left.alias("left"), put_at=_put_at())
    kept = lines.filter("left").drop_nulls("put_at").sort("put_at", "item_id")
    last = kept.group_by(visit, maintain_order=True).agg(
        pl.col("put_at").last(), subject=pl.col("item_id").last()
    )
    begun = (pl.col("kind") == "begin_checkout").any()
    return last.join(acts.group_by(visit).agg(pl.col(*WHO[1:], "ends").last(), checkout=begun), on=visit)


def _put_at() -> pl.Expr:
    return pl.col("at").filter(pl.col("kind") == "add_to_cart").last()
