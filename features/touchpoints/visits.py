"""Events → visits: what a person did without an hour's pause; what happens to an order is no act."""

from __future__ import annotations

import polars as pl

from features.interactions import VISIT_ENDS
from features.touchpoints.known import Known
from features.touchpoints.names import CLICKS, LOOKS

ACTS = (*CLICKS, *LOOKS, "search", "remove_from_cart")


def acts_of(known: Known) -> pl.DataFrame:
    """Acts by person and time, with `visit` (a number, per person) and when it `ends` (microseconds)."""
    pause = (pl.col("at").diff().over("person") > VISIT_ENDS).fill_null(value=False)
    acts = known.of(*ACTS).with_columns(visit=pause.cum_sum().over("person"))
    return acts.with_columns(ends=pl.col("at").max().over("person", "visit"))
