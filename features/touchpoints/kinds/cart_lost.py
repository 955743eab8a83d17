"""Who leaves with something in the cart means to buy it: a visit after which nothing is bought is a gap."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import polars as pl

from features.carts import cart_of
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
    visits = _with_cart(acts if len(bought) else acts.clear()).sort("put_at")
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
    moved = acts.filter(pl.col("kind").is_in(CART))
    rows = moved.select("person", "visit", "kind", "at", "body").iter_rows()
    left = [
        (*visit, cart[0].item_id)
        for visit, told in groupby(rows, itemgetter(0, 1))
        if (cart := _cart([(kind, at, body) for *_, kind, at, body in told]))
    ]
    kept = pl.DataFrame(left, {**moved.select("person", "visit").schema, "subject": pl.String}, orient="row")
    begun = (acts["kind"] == "begin_checkout").alias("checkout")
    began = acts.with_columns(begun).group_by("person", "visit").agg(pl.col("checkout").any())
    put = moved.filter(pl.col("kind") == "add_to_cart").group_by("person", "visit", maintain_order=True)
    last = put.agg(pl.col(*WHO[1:], "ends").last(), put_at=pl.col("at").last())
    return kept.join(last, on=["person", "visit"]).join(began, on=["person", "visit"])


def _cart(told: list[tuple[str, int, bytes]]) -> list:  # type: ignore[type-arg]
    return list(cart_of(told, told[-1][1], told[-1][1] - told[0][1]).values())
