"""A simulated shop of which only orders and parcels are drawn, by the demo's own laws; no visits."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import numpy as np
import polars as pl

from training.demo import people, products
from training.demo.carriers import drawn_bad_weeks
from training.demo.deliveries import drawn_parcels, origin_of
from training.demo.events import flat_events, run_code
from training.demo.moments import as_moment
from training.demo.people import picked
from training.demo.rhythm import Period, period
from training.demo.warehouses import kept

SECOND = 0.15  # share of orders with another item, which often lies elsewhere


class ParcelShop(NamedTuple):
    """`events`: as a shop sends them; `parcels`: each with its whole fate, `asked`: what `promise` reads."""

    events: pl.DataFrame
    parcels: pl.DataFrame
    asked: pl.DataFrame


def drawn_shop(seed: int, now: datetime, days: int, orders: int) -> ParcelShop:
    """So many orders of so many people, until now."""
    rng, span = np.random.default_rng(seed), period(now, days)
    bought = drawn_lines(rng, span, orders)
    parcels = drawn_parcels(rng, span, drawn_bad_weeks(rng, days), bought)
    nothing = bought.clear()
    code = run_code(seed, now.isoformat(), days, orders)
    events = flat_events(span, products.items(), nothing, bought, parcels, nothing.drop("item"), code)
    moments = {name: as_moment(span, name) for name in ("promised", "dispatched", "delivered")}
    asked = events.filter(event="purchase").rename({"occurred_at": "ordered_at"})
    columns = ("order_id", "ordered_at", "item_id", "origin", "country", "postcode")
    return ParcelShop(events, parcels.with_columns(**moments), asked.select(*columns))


def drawn_lines(rng: np.random.Generator, span: Period, orders: int) -> pl.DataFrame:
    """A row per bought item, in order of time."""
    moment = np.sort(span.moments(rng, np.zeros(orders), np.full(orders, float(span.days))))
    lands = people.society().countries
    country = picked(rng, {name: land.share for name, land in lands.items()}, orders)
    whole = pl.DataFrame({"moment": moment, "country": country}).with_columns(
        order_id=pl.format("b{}", pl.int_range(pl.len())),
        customer_id=pl.format("k{}", pl.int_range(pl.len())),
        session=pl.int_range(pl.len()),
        postcode=pl.Series([str(rng.choice(lands[land].postcodes)) for land in country]),
        event=pl.lit("purchase"),
        quantity=pl.lit(1, pl.Int64),
    )
    lines = pl.concat([whole, whole.filter(pl.Series(rng.random(orders) < SECOND))])
    return (
        _with_items(rng, lines).unique(["order_id", "item"], maintain_order=True).sort("moment", "order_id")
    )


def _with_items(rng: np.random.Generator, lines: pl.DataFrame) -> pl.DataFrame:
    items, kinds = products.items(), products.assortment().categories
    homes = kept(rng, [kinds[item.category].path for item in items])
    item = rng.integers(len(items), size=len(lines))
    home, second = (place[item] for place in homes)
    return lines.with_columns(
        item=pl.Series(item), place=pl.Series(origin_of(home, second, lines["country"]))
    )
