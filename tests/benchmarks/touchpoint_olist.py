"""Orders and reviews of Olist → events as a shop's store keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
import polars as pl

from features.clock import to_micros
from features.history import KeptEvent
from tests.benchmarks.shop import data

ZONE = "America/Sao_Paulo"
FOLDER = "olist_until_2018_03"
OVER = ("canceled", "unavailable")
TIMES = (
    "order_purchase_timestamp",
    "order_estimated_delivery_date",
    "order_delivered_carrier_date",
    "order_delivered_customer_date",
)


def events() -> list[KeptEvent]:
    """Oldest first. A review is an answer in stars that names its order, and nothing of its delivery."""
    orders = pl.read_parquet(data(f"{FOLDER}/orders.parquet"))
    reviews = pl.read_parquet(data(f"{FOLDER}/order_reviews.parquet")).join(orders, on="order_id")
    return sorted([*_orders(orders), *_reviews(reviews)], key=lambda event: event[3])


def _orders(orders: pl.DataFrame) -> Iterator[KeptEvent]:
    told = orders.select("customer_id", "order_id", "order_status", *map(_local, TIMES))
    for customer, order, status, placed, due, sent, came in told.iter_rows():
        bought = {"order_id": order, "currency": "BRL", "country": "BR", "items": [], "promised_latest": due}
        yield _event(customer, "purchase", placed, bought)
        for kind, at in (("shipment_dispatched", sent), ("shipment_delivered", came)):
            if at is not None:
                yield _event(customer, kind, at, {"order_id": order})
        if status in OVER:
            yield _event(customer, "order_cancelled", placed, {"order_id": order})


def _reviews(reviews: pl.DataFrame) -> Iterator[KeptEvent]:
    columns = ("customer_id", "order_id", "review_score", "review_comment_message")
    said = reviews.select(*columns, _local("review_answer_timestamp"))
    for customer, order, score, comment, at in said.iter_rows():
        told = {"touchpoint": "product_page", "metric": "stars", "score": score, "comment": comment}
        yield _event(customer, "experience_rated", at, {"order_id": order, **told})


def _local(name: str) -> pl.Expr:
    return pl.col(name).dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null")


def _event(customer: str, kind: str, at: datetime, body: dict[str, object]) -> KeptEvent:
    return customer, None, kind, to_micros(at), msgspec.json.encode(body)
