"""Carts and offers → what an item was when it was put in, and what it was when its cart was seen again."""

from __future__ import annotations

import polars as pl

from features.clock import DAY
from features.touchpoints.known import WHO, Known
from features.touchpoints.names import LOOKS

KEPT = 30 * DAY  # so long a cart lasts
_OFFER = ("price", "currency", "buyable")


def seen_again(known: Known) -> pl.DataFrame:
    """A row per line of a cart and time it was seen: the offer then, as `before_…` when it was put in.

    Where no offer is known of either moment there is no row.
    """
    put = known.of("add_to_cart").select("person", "item_id", put_at=pl.col("at")).drop_nulls().sort("put_at")
    seen = _lines(known).sort("at")
    both = seen.join_asof(
        put,
        left_on="at",
        right_on="put_at",
        by=["person", "item_id"],
        tolerance=KEPT,
        allow_exact_matches=False,
        check_sortedness=False,
    ).filter(pl.col("put_at").is_not_null())
    now = _with_offer(known.offers, both, "at")
    before = _with_offer(known.offers.rename({name: f"before_{name}" for name in _OFFER}), now, "put_at")
    return before.filter(pl.col("buyable").is_not_null() & pl.col("before_buyable").is_not_null())


def changed_once(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Who looks ten times is told once: per line the first time that it was as it is."""
    return rows.sort("at").unique(["person", "item_id", "put_at", column], keep="first", maintain_order=True)


def _lines(known: Known) -> pl.DataFrame:
    looked = known.of(*LOOKS).select(*WHO, "at", "items").explode("items")
    return (
        looked.with_columns(item_id=pl.col("items").struct.field("item_id"))
        .drop("items")
        .drop_nulls("item_id")
    )


def _with_offer(offers: pl.DataFrame, rows: pl.DataFrame, moment: str) -> pl.DataFrame:
    """The offer in force at the moment in a column."""
    held = offers.rename({"at": "since"}).sort("since")
    return (
        rows.sort(moment)
        .join_asof(held, left_on=moment, right_on="since", by="item_id", check_sortedness=False)
        .drop("since")
    )
