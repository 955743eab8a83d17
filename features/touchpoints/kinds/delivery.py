"""Promised and actual delivery, in whole local days since the order; gap: days late, below 0 early.

What hasn't arrived counts as soon as its day has passed, with the days so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from features.localdays import end_of_day, local_date
from features.orders import KINDS, Order, orders_of
from features.touchpoints.known import COLUMNS, WHO, Known, as_gaps
from features.zones import zone_of

_READ = (*WHO, "kind", "at", "body", "order_id")


def of(known: Known) -> pl.DataFrame:
    """A row per promise that was kept or broken; odd: arrived or promised before the order was placed."""
    told = known.of(*KINDS)
    facts = told.join(told.drop_nulls("promised_latest"), on="order_id", how="semi", maintain_order="left")
    found = [
        row
        for _, told in groupby(facts.select(_READ).iter_rows(), itemgetter(0))
        for row in _of_person(list(told), known)
    ]
    names = (*WHO, "subject", "at", "expectation", "experience", "met", "odd")
    rows = pl.DataFrame(found, {name: COLUMNS[name] for name in names}, orient="row")
    return as_gaps(rows.with_columns(touchpoint=pl.lit("delivery")), "delivery", "days", higher_is_worse=True)


def _of_person(told: list[tuple[Any, ...]], known: Known) -> Iterator[tuple[Any, ...]]:
    arrived = {order for *_, kind, _, _, order in told if kind == "shipment_delivered"}
    who = {order: row for *row, kind, _, _, order in reversed(told) if kind == "purchase"}
    for order in orders_of((kind, at, body) for *_, kind, at, body, _ in told):
        if order.parcels:
            judged = _judged(order, known, told=order.order_id in arrived)
            if judged is not None:
                yield (*who[order.order_id], order.order_id, *judged)


def _judged(order: Order, known: Known, *, told: bool) -> tuple[int, int, int, bool, bool] | None:
    """At, expectation, experience, met, odd; None while nobody knows, or nothing is owed any more.

    All orders that come here were promised something: where it is none, it was a day of another age.
    """
    if order.promised_latest is None:
        return order.ordered_at, 0, 0, False, True
    zone = zone_of(order.time_zone, order.country, known.zone)
    ordered, due = local_date(order.ordered_at, zone), local_date(order.promised_latest, zone)
    end, arrived = end_of_day(due, zone), order.delivered_at
    odd = due < ordered or (told and all(parcel.delivered_at is None for parcel in order.parcels))
    if arrived is None and not odd and (known.as_of <= end or _over(order, end)):
        return None
    seen = local_date(known.as_of if arrived is None else arrived, zone)
    met = arrived is not None and seen <= due
    return (arrived or 0) if met else min(end, known.as_of), due - ordered, seen - ordered, met, odd


def _over(order: Order, end: int) -> bool:
    return order.cancelled_at is not None and order.cancelled_at <= end
