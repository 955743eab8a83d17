"""A customer's events → what eligibility and choice may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct

from features.clock import DAY
from features.consent import Decided, granted
from features.interventions.contact import Contact
from features.interventions.paid import Paid
from features.zones import zone_of
from service.interventions.contacts import contacts_of
from service.store.records import STANDS, Fact, Intervention

YEAR = 365 * DAY


class Customer(NamedTuple):
    """`attributes`: country, segment, age_band, … as told last; `spent` in a year, of orders in `currency`.

    `currency`: the shop's, of what gestures cost too. What was paid in another one is left out of the sum.
    """

    customer_id: str
    marketing: bool
    zone: str
    attributes: Mapping[str, str]
    state: str | None
    orders: int
    spent: float
    contacts: Sequence[Contact]
    before: Sequence[Intervention]
    currency: str


class _Attributes(Struct, gc=False):
    country: str | None = None
    time_zone: str | None = None
    segment: str | None = None
    age_band: str | None = None


_SAYS = ("country", "time_zone", "segment", "age_band")
_said = msgspec.json.Decoder(_Attributes).decode
_paid = msgspec.json.Decoder(Paid).decode


def customer_of(
    customer_id: str,
    facts: Iterable[Fact],
    decisions: Sequence[Decided],
    before: Sequence[Intervention],
    now: int,
    *,
    zone: str,
    default: bool,
    currency: str,
    state: str | None = None,
) -> Customer:
    """`facts` in order of time; `default`: what holds of consent where nothing was decided."""
    attributes: dict[str, str] = {}
    orders: dict[str, float] = {}  # one told twice is one
    facts = list(facts)
    for kind, at, body in facts:
        told = _said(body)
        attributes |= {name: value for name in _SAYS if (value := getattr(told, name))}
        if kind == "purchase" and at > now - YEAR:
            paid = _paid(body)
            orders.setdefault(paid.order_id or str(at), paid.worth_in(currency))
    return Customer(
        customer_id,
        granted(decisions, "marketing", default=default),
        zone_of(attributes.get("time_zone"), attributes.get("country"), zone),
        attributes,
        state,
        len(orders),
        sum(orders.values()),
        contacts_of((one for one in before if one.state in STANDS), facts, now),
        before,
        currency,
    )
