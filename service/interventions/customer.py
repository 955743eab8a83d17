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
    facts = list(facts)
    attributes, orders = _attributes(facts), _orders(facts, now - YEAR, currency)
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


def _attributes(facts: Iterable[Fact]) -> dict[str, str]:
    """As told last."""
    found: dict[str, str] = {}
    for fact in facts:
        told = _said(fact.body)
        found |= {name: value for name in _SAYS if (value := getattr(told, name))}
    return found


def _orders(facts: Iterable[Fact], since: int, currency: str) -> dict[str, float]:
    """What each is worth; one told twice is one."""
    found: dict[str, float] = {}
    for fact in facts:
        if fact.kind == "purchase" and fact.occurred_at > since:
            paid = _paid(fact.body)
            found.setdefault(paid.order_id or str(fact.occurred_at), paid.worth_in(currency))
    return found
