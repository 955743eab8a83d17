"""Ratings → those that came in a burst without anybody having bought: set aside, and counted."""

from __future__ import annotations

import polars as pl

from features.clock import DAY
from features.touchpoints.known import Known

SPAN = DAY
LEAST = 5  # ratings without a purchase within SPAN
USUAL = 28  # days before, of which nothing should come near
TIMES = 5  # as many as usual on a day


def in_burst(known: Known) -> pl.DataFrame:
    """Events `person`, `item_id`, `at` of stars in a burst: at least LEAST unbought ones of an item within a
    day, TIMES as many as usual and more than its buyers gave. Silent where nothing is ever bought."""
    bought = _bought(known)
    stars = known.of("experience_rated").filter(pl.col("metric") == "stars").drop_nulls("item_id")
    if bought.is_empty() or stars.is_empty():
        return stars.select("person", "item_id", "at").clear()
    rated = stars.select("person", "item_id", "at").sort("at")
    rated = rated.join_asof(bought, on="at", by=["person", "item_id"], check_sortedness=False)
    counted = _counted(rated.with_columns(own=pl.col("bought").is_not_null()))
    burst = counted.filter((pl.col("strange") >= LEAST) & (pl.col("strange") > pl.col("honest")))
    loud = burst.filter(pl.col("strange") * USUAL > TIMES * pl.col("usual"))
    ends = loud.select("item_id", "at", end=pl.col("at")).sort("at")
    marked = rated.join_asof(
        ends, on="at", by="item_id", strategy="forward", tolerance=SPAN, check_sortedness=False
    )
    return marked.filter(pl.col("end").is_not_null() & pl.col("bought").is_null()).select(
        "person", "item_id", "at"
    )


def _bought(known: Known) -> pl.DataFrame:
    lines = known.of("purchase").select("person", "at", "items").explode("items")
    bought = lines.select("person", "at", item_id=pl.col("items").struct.field("item_id"), bought=pl.lit(1))
    return bought.drop_nulls("item_id").sort("at")


def _counted(rated: pl.DataFrame) -> pl.DataFrame:
    """Per rating: its item's unbought and bought ones within SPAN, unbought ones of the days before."""
    strange = rated.with_columns(strange=~pl.col("own")).sort("item_id", "at")
    day = strange.rolling("at", period=f"{SPAN}i", group_by="item_id").agg(
        pl.col("strange").sum(), honest=pl.col("own").sum()
    )
    month = strange.rolling(
        "at", period=f"{USUAL * DAY}i", offset=f"{-USUAL * DAY - SPAN}i", group_by="item_id"
    )
    usual = month.agg(usual=pl.col("strange").sum())
    return day.with_columns(usual["usual"]).unique()
