"""Events → what every item that was ever put into a cart has cost since, and whether it could be bought."""

from __future__ import annotations

import polars as pl

from features.touchpoints.known import OFFERS
from features.touchpoints.seen_carts import KEPT
from service.store.protocol import Reader

AT_ONCE = 500  # items


def offers_of(store: Reader, events: pl.DataFrame, until: int) -> pl.DataFrame:
    """Columns OFFERS, up to a moment; `events` as `read_events` gives them. Raises StoreDown."""
    put = events.filter(pl.col("kind") == "add_to_cart").drop_nulls("item_id")
    items, since = put["item_id"].unique().sort().to_list(), put["at"].min()
    rows = [
        offer
        for begin in range(0, len(items), AT_ONCE)
        for offers in store.offers(items[begin : begin + AT_ONCE], int(since) - KEPT, until).values()  # type: ignore[arg-type]
        for offer in offers
    ]
    return pl.DataFrame(rows, OFFERS, orient="row")
