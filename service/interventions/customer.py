"""A customer's events → what eligibility and choice may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from features.clock import DAY
from features.consent import Decided, granted
from features.interventions.contact import Contact
from features.zones import zone_of
from service.interventions.contacts import contacts_of
from service.store.records import Fact, Intervention

YEAR = 365 * DAY
REACHED = ("ready", "sent", "waiting")


class Customer(NamedTuple):
    """`attributes`: country, segment, age_band, … as told last; `spent` in the shop's currency, in a year."""

    customer_id: str
    marketing: bool
    zone: str
    attributes: Mapping[str, str]
    state: str | None
    orders: int
    spent: float
    contacts: Sequence[Contact]
    before: Sequence[Intervention]


class _Line(Struct, gc=False):
    quantity: int = 1
    price: float = 0.0


class _Body(Struct, gc=False):
    order_id: str | None = None
    items: list[_Line] = []
    value: float | None = None
    country: str | None = None
    time_zone: str | None = None
    segment: str | None = None
    age_band: str | None = None


class _Mixed(Struct, gc=False):
    """Events whose `items` are something else, or nothing."""

    country: str | None = None
    time_zone: str | None = None
    segment: str | None = None
    age_band: str | None = None


_SAYS = ("country", "time_zone", "segment", "age_band")
_bought = msgspec.json.Decoder(_Body).decode
_said = msgspec.json.Decoder(_Mixed).decode


def customer_of(
    customer_id: str,
    facts: Iterable[Fact],
    decisions: Sequence[Decided],
    before: Sequence[Intervention],
    now: int,
    *,
    zone: str,
    default: bool,
    state: str | None = None,
) -> Customer:
    """`facts` in order of time; `default`: what holds of consent where nothing was decided."""
    attributes: dict[str, str] = {}
    orders, spent, facts = set(), 0.0, list(facts)
    for kind, at, body in facts:
        told: Any = _bought(body) if kind == "purchase" else _said(body)
        attributes |= {name: value for name in _SAYS if (value := getattr(told, name))}
        if kind == "purchase" and at > now - YEAR:
            orders.add(told.order_id)
            spent += told.value if told.value is not None else sum(x.price * x.quantity for x in told.items)
    return Customer(
        customer_id,
        granted(decisions, "marketing", default=default),
        zone_of(attributes.get("time_zone"), attributes.get("country"), zone),
        attributes,
        state,
        len(orders),
        spent,
        contacts_of((one for one in before if one.state in REACHED), facts),
        before,
    )
