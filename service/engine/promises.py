"""What a promise is, and what whoever makes promises must do: for an item, a page of items, an open order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from features.catalogue import Item
from features.orders import Order
from features.zones import zone_of


class Place(NamedTuple):
    """Where to; `zone`: the customer's IANA time zone."""

    country: str | None
    region: str | None
    postcode: str | None
    zone: str


class Promise(NamedTuple):
    """When it arrives: microseconds UTC, `latest` the end of that day at the customer's.

    `order_before`: until when this holds, None where time doesn't matter; `learned`: False, where it is the
    calendar and the shop's own `lead_time_days`.
    """

    earliest: int
    most_likely: int
    latest: int
    confidence: float
    order_before: int | None
    learned: bool
    zone: str


class Outlook(NamedTuple):
    """An open order: when it arrives as far as known now, and how likely the promised day passes before.

    A promise is kept until the end of its day at the customer's, whatever time of day was promised.
    """

    promise: Promise | None
    late: float


class Promises(Protocol):
    """Nothing said (None) is better than a date that can't hold."""

    def of(self, item: Item, place: Place, at: int) -> Promise | None:
        """When an item arrives that is ordered at a moment (microseconds)."""

    def of_many(self, items: Sequence[Item], place: Place, at: int) -> list[Promise | None]:
        """The same for a page of items, in step."""

    def order(self, order: Order, at: int) -> Outlook:
        """When an order arrives of which everything up to a moment is known."""


def where_to(order: Order, zone: str) -> Place:
    """Where an order goes; `zone`: the shop's own, where neither the order nor its country tells one."""
    zone = zone_of(order.time_zone, order.country, zone)
    return Place(order.country, order.region, order.postcode, zone)
