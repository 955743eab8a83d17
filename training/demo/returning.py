"""Who was won back, and when, becomes orders: what they last bought, once more, sent and delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import polars as pl

DAY = 86_400_000_000  # microseconds
SENT, ARRIVED = DAY, 3 * DAY  # after the order
LINE = ("item_id", "quantity", "price", "currency", "origin", "country", "postcode", "locale", "channel")


class Won(Protocol):
    """Somebody, and what won them back."""

    @property
    def intervention_id(self) -> str: ...
    @property
    def customer_id(self) -> str: ...
    @property
    def at(self) -> int: ...


def orders_again(won: Mapping[str, Won], again: Mapping[str, int], bought: pl.DataFrame) -> pl.DataFrame:
    """Flat events; nothing is promised of these orders. `again`: intervention → moment of the order."""
    by_customer = {
        name: rows.sort("occurred_at")
        for (name,), rows in bought.partition_by("customer_id", as_dict=True).items()
    }
    parts = [
        _events(won[name], at, by_customer[won[name].customer_id])
        for name, at in again.items()
        if won[name].customer_id in by_customer
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema={"occurred_at": pl.Int64})


def _events(one: Won, at: int, bought: pl.DataFrame) -> pl.DataFrame:
    """The order's lines, and two steps of its parcel."""
    before = bought.filter(pl.col("occurred_at").dt.epoch("us") <= one.at)
    last = (before if len(before) else bought)["order_id"][-1 if len(before) else 0]
    lines = bought.filter(pl.col("order_id") == last).select(*LINE, "carrier")
    named = {"customer_id": one.customer_id, "order_id": f"w{one.intervention_id}"}
    order = _step(lines, "purchase", one, at, named)
    first = lines.head(1).select("origin", "carrier", "country")
    steps = [
        _step(first, event, one, at + later, named)
        for event, later in (("shipment_dispatched", SENT), ("shipment_delivered", ARRIVED))
    ]
    return pl.concat([order, *steps], how="diagonal")


def _step(rows: pl.DataFrame, event: str, one: Won, at: int, named: Mapping[str, str]) -> pl.DataFrame:
    said: Iterable[tuple[str, object]] = {
        "event": event,
        "event_id": f"{one.intervention_id}-{event[-4:]}",
        "occurred_at": at,
        **named,
    }.items()
    return rows.with_columns(pl.lit(value).alias(name) for name, value in said)
