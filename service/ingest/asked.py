"""A file of orders that want a promise → rows in normal form. Raises BadSource."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from features.clock import is_time_zone
from features.errors import BadSource
from service.ingest.columns import Columns
from service.ingest.sources import open_sources, readable

ASKED: Columns = {
    "order_id": "text",
    "customer_id": "text",
    "ordered_at": "time",
    "item_id": "text",
    "origin": "text",
    "country": "text",
    "region": "text",
    "postcode": "text",
    "time_zone": "text",
}
NEEDED = ("order_id", "ordered_at", "item_id")


def read_asked(path: Path) -> list[dict[str, Any]]:
    """A row per item, `ordered_at` in microseconds; origin and place are empty where they aren't known."""
    import polars as pl

    (source,) = open_sources([path], None, ASKED, [{name} for name in NEEDED])
    with readable(str(path)):
        table = source.frame.collect()
    for name in NEEDED:
        if rows := table[name].is_null().arg_true().to_list():
            raise BadSource(f"{path}: row {rows[0] + 1} has no {name} that can be read; give every row one")
    missing = [pl.lit(None, pl.String).alias(name) for name in ASKED if name not in table.columns]
    table = table.with_columns(pl.col("ordered_at").cast(pl.Int64), *missing)
    for zone in table["time_zone"].drop_nulls().unique():
        if not is_time_zone(zone):
            raise BadSource(f"{path}: {zone!r} is no time zone; write one, e.g. Europe/Berlin")
    return table.select(name for name in ASKED if name != "customer_id").to_dicts()
