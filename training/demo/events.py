"""Steps with moments become the flat event table of the interface: one row per item, ids in order of time."""

import hashlib

import numpy as np
import polars as pl

from training.demo.appeal import Ints
from training.demo.deliveries import origin_of, told
from training.demo.moments import as_moment
from training.demo.people import People
from training.demo.products import Item
from training.demo.rhythm import Period
from training.demo.sessions import Sessions
from training.demo.warehouses import WAREHOUSES

TEXT = pl.String
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "event": TEXT,
    "event_id": TEXT,
    "occurred_at": pl.Datetime("us", "UTC"),
    "customer_id": TEXT,
    "anonymous_id": TEXT,
    "session_id": TEXT,
    "channel": TEXT,
    "device": TEXT,
    "locale": TEXT,
    "country": TEXT,
    "postcode": TEXT,
    "item_id": TEXT,
    "quantity": pl.Int64,
    "price": pl.Float64,
    "currency": TEXT,
    "order_id": TEXT,
    "origin": TEXT,
    "carrier": TEXT,
    "recommendation_id": TEXT,
    "placement": TEXT,
    "shelf": TEXT,
    "position": pl.Int64,
    "query": TEXT,
    "category": TEXT,
    "results": pl.Int64,
    "personalisation": TEXT,
    "analytics": TEXT,
    "marketing": TEXT,
    "age_band": TEXT,
    "segment": TEXT,
    "promised_latest": pl.Datetime("us", "UTC"),
    "touchpoint": TEXT,
    "metric": TEXT,
    "score": pl.Float64,
    "comment": TEXT,
    "contact_id": TEXT,
    "complaint_id": TEXT,
    "public": pl.Boolean,
}


def bought_lines(
    people: People,
    sessions: Sessions,
    kept: tuple[Ints, Ints],
    steps: pl.DataFrame,
    lines: pl.DataFrame,
) -> pl.DataFrame:
    """One row per item of every order placed: order_id, moment, item, quantity, price and where it lies."""
    placed = steps.filter(pl.col("event") == "purchase").sort("moment")
    placed = placed.with_columns(order_id=pl.format("b{}", pl.int_range(pl.len()) + 70_001))
    bought = placed.drop("item", "quantity").join(
        lines.filter("bought").select("session", "item", "quantity"),
        on="session",
        maintain_order="left_right",
    )
    home, second = (place[bought["item"].to_numpy()] for place in kept)
    postcode = np.array(people.postcode)[sessions.person[bought["session"].to_numpy()]]
    return bought.with_columns(
        place=pl.Series(origin_of(home, second, bought["country"])), postcode=pl.Series(postcode)
    )


def flat_events(
    span: Period,
    items: tuple[Item, ...],
    steps: pl.DataFrame,
    bought: pl.DataFrame,
    parcels: pl.DataFrame,
    said: pl.DataFrame,
    code: str,
) -> pl.DataFrame:
    prices = np.array([item.price for item in items])[bought["item"].to_numpy()]
    due = parcels.group_by("order_id").agg(pl.col("promised").first())
    ordered = bought.join(due, on="order_id", how="left", maintain_order="left").with_columns(
        price=pl.Series(prices),
        currency=pl.lit("EUR"),
        origin=pl.Series([WAREHOUSES[place].origin for place in bought["place"]], dtype=TEXT),
        promised_latest=as_moment(span, "promised").dt.truncate("1s"),
    )
    rest = steps.filter(pl.col("event") != "purchase")
    rows = pl.concat([rest, ordered, told(span, parcels), said], how="diagonal").sort(
        "moment", "session", "order_id", maintain_order=True
    )
    return with_event_ids(span, items, rows, code).select(
        pl.col(name).cast(kind) for name, kind in COLUMNS.items()
    )


def with_event_ids(span: Period, items: tuple[Item, ...], rows: pl.DataFrame, code: str) -> pl.DataFrame:
    """Lines of one order are one event, and items seen on one page; so is every other row by itself."""
    number = (~(of_one("purchase", "order_id") | of_one("view_item_list", "recommendation_id"))).cum_sum()
    names = pl.Series([item.item_id for item in items])
    missing = [name for name in COLUMNS if name not in rows.columns]
    return rows.with_columns(pl.lit(None).alias(name) for name in missing).with_columns(
        event_id=pl.format("{}-{}", pl.lit(code), number.cast(TEXT).str.zfill(6)),
        occurred_at=pl.lit(span.start) + pl.duration(microseconds=(pl.col("moment") * 1e6).cast(pl.Int64)),
        item_id=names.gather(rows["item"]),
    )


def of_one(event: str, column: str) -> pl.Expr:
    """Rows that belong to the one before them."""
    same = (pl.col("event") == event) & (pl.col("event").shift() == event)
    return (same & (pl.col(column) == pl.col(column).shift())).fill_null(False)


def run_code(*parameters: object) -> str:
    """The same parameters, the same ids; other parameters never collide with them."""
    return hashlib.blake2s(repr(parameters).encode(), digest_size=4).hexdigest()
