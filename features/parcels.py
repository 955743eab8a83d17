"""Purchases and news of shipments → parcels: one per order and origin, with its way and what happened when.

Told twice, the first counts. No customer is kept, nor anything bought.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec import Struct

from features.clock import DAY, to_micros

FAR = 1_000 * DAY  # nobody promises that: a slip of the year, or a date that stands for none
MOVES = frozenset({"shipment_dispatched", "shipment_delivered", "order_cancelled"})
KINDS = frozenset({"purchase", *MOVES})


class Way(NamedTuple):
    """From an origin to a place, as far as it was known when the order was placed."""

    origin: str | None
    country: str | None
    postcode: str | None
    carrier: str | None


class Parcel:
    """One parcel; moments in microseconds, None: not yet, as far as is known; `carrier`: as far as told."""

    __slots__ = (
        "cancelled_at",
        "carrier",
        "delivered_at",
        "dispatched_at",
        "order_id",
        "ordered_at",
        "promised_latest",
        "typical",
        "way",
    )

    def __init__(self, order_id: str, way: Way, ordered_at: int) -> None:
        self.order_id = order_id
        self.way = way
        self.carrier = way.carrier
        self.ordered_at = ordered_at
        self.dispatched_at: int | None = None
        self.delivered_at: int | None = None
        self.cancelled_at: int | None = None
        self.promised_latest: int | None = None
        self.typical = 0.0  # days of the learned clock, as expected when it was ordered


class _Line(Struct, gc=False):
    origin: str | None = None


class _Body(Struct, gc=False):
    order_id: str | None = None
    items: list[_Line] | None = None
    channel: str | None = None
    origin: str | None = None
    carrier: str | None = None
    country: str | None = None
    postcode: str | None = None
    promised_latest: datetime | None = None


def promised_by(latest: datetime | None, ordered_at: int) -> int | None:
    """The promised moment; None where there is none, or one of another age: no calendar has that day."""
    promised = None if latest is None else to_micros(latest)
    return promised if promised is not None and abs(promised - ordered_at) <= FAR else None


_decode = msgspec.json.Decoder(_Body).decode
_FIELDS = {
    "shipment_dispatched": "dispatched_at",
    "shipment_delivered": "delivered_at",
    "order_cancelled": "cancelled_at",
}


class Parcels:
    """Takes facts as they come; what is told of an order before its purchase waits for it."""

    def __init__(self) -> None:
        self._of_order: dict[str, list[Parcel]] = {}
        self._waiting: dict[str, list[tuple[str, int, _Body]]] = {}

    def take(self, kind: str, at: int, body: bytes) -> list[Parcel]:
        """The parcels of which this says something new."""
        told = _decode(body)
        if told.order_id is None:
            return []
        if kind == "purchase":
            return self._ordered(told.order_id, at, told)
        if (parcels := self._of_order.get(told.order_id)) is None:
            self._waiting.setdefault(told.order_id, []).append((kind, at, told))
            return []
        return _moved(parcels, kind, at, told)

    def forget(self, parcel: Parcel) -> None:
        """Nothing more is expected of it; an order is forgotten with its last parcel."""
        left = [one for one in self._of_order.get(parcel.order_id, ()) if one is not parcel]
        if left:
            self._of_order[parcel.order_id] = left
        else:
            self._of_order.pop(parcel.order_id, None)

    def forget_waiting(self) -> None:
        """What nobody ordered here won't be."""
        self._waiting.clear()

    def _ordered(self, order_id: str, at: int, told: _Body) -> list[Parcel]:
        """What was taken over the counter is no parcel."""
        if told.channel == "store" or order_id in self._of_order:
            return []
        origins = dict.fromkeys(line.origin or told.origin for line in told.items or ()) or {
            told.origin: None
        }
        ways = (Way(origin, told.country, told.postcode, told.carrier) for origin in origins)
        parcels = [Parcel(order_id, way, at) for way in ways]
        promised = promised_by(told.promised_latest, at)
        for parcel in parcels:
            parcel.promised_latest = promised
        self._of_order[order_id] = parcels
        for moved in self._waiting.pop(order_id, ()):
            _moved(parcels, *moved)
        return parcels


def _moved(parcels: list[Parcel], kind: str, at: int, told: _Body) -> list[Parcel]:
    """News that name no origin, or one that no line has, are about every parcel."""
    named = [parcel for parcel in parcels if parcel.way.origin == told.origin] or parcels
    for parcel in named:
        parcel.carrier = parcel.carrier or told.carrier
    return [parcel for parcel in named if _earlier(parcel, _FIELDS[kind], at)]


def _earlier(parcel: Parcel, field: str, at: int) -> bool:
    """Nothing happens to a parcel before it is ordered, and it is sent before it arrives."""
    before = getattr(parcel, field)
    if at < parcel.ordered_at or (before is not None and before <= at):
        return False
    setattr(parcel, field, at)
    return True
