"""An order and its outlook → the facts that stand with an answer about it."""

from __future__ import annotations

from typing import Any

import msgspec

from features.clock import to_text
from features.orders import Order, Parcel
from service.answers.delivery import delivery_of
from service.engine.promises import Outlook

NAMED = 5  # items; an order may have hundreds


def order_data(order: Order, outlook: Outlook | None, now: int, locale: str) -> dict[str, Any]:
    """`late`: how likely the promised day passes before it is there, null where it has ended."""
    promise = outlook.promise if outlook else None
    return {
        "stage": order.stage,
        "ordered_at": _moment(order.ordered_at),
        "promised_latest": _moment(order.promised_latest),
        "delivered_at": _moment(order.delivered_at),
        "late": round(outlook.late, 3) if outlook else None,
        "delivery": msgspec.to_builtins(delivery_of(promise, now, locale)) if promise else None,
        "item_ids": [line.item_id for line in order.lines[:NAMED]],
        "parcels": [_parcel(parcel) for parcel in order.parcels],
    }


def _parcel(parcel: Parcel) -> dict[str, Any]:
    return parcel._asdict() | {
        "dispatched_at": _moment(parcel.dispatched_at),
        "delivered_at": _moment(parcel.delivered_at),
    }


def _moment(at: int | None) -> str | None:
    return None if at is None else to_text(at)
