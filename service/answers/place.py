"""Request, last order, what the shop says of a customer → where to deliver, and whose clock counts."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from features.orders import Order
from features.zones import zone_of
from service.engine.promises import Place
from service.store.records import Fact


class _Told(Struct):
    country: str | None = None
    region: str | None = None
    postcode: str | None = None
    time_zone: str | None = None


_told = msgspec.json.Decoder(_Told).decode


def place_of(
    country: str | None, postcode: str | None, orders: Sequence[Order], facts: Sequence[Fact], zone: str
) -> Place:
    """What the request says wins; what was known of another country says nothing about this one.

    `zone`: the shop's own, where neither an event nor the country tells one.
    """
    known = _known(orders, facts)
    if country is not None and known.country != country:
        known = Place(country, None, None, "")
    if postcode is not None and postcode != known.postcode:
        known = known._replace(postcode=postcode, region=None)
    return known._replace(zone=zone_of(known.zone or None, known.country, zone))


def _known(orders: Sequence[Order], facts: Sequence[Fact]) -> Place:
    last = next((order for order in reversed(orders) if order.country or order.postcode), None)
    if last is not None:
        return Place(last.country, last.region, last.postcode, last.time_zone or "")
    for fact in reversed(facts):
        if fact.kind == "customer_updated" and ((said := _told(fact.body)).country or said.time_zone):
            return Place(said.country, said.region, said.postcode, said.time_zone or "")
    return Place(None, None, None, "")
