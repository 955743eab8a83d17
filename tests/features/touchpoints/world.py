"""Events of a small shop as they are kept, and a world per kind of gap: once met, once not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
import polars as pl

from features.clock import DAY, HOUR, parse_moment, to_text
from features.history import KeptEvent
from features.touchpoints.definition import DEFAULTS
from features.touchpoints.gaps import Gaps, gaps_of
from features.touchpoints.known import OFFERS, Known
from features.touchpoints.reading import read_events

NOW = parse_moment("2026-03-01T12:00:00Z")


class Content(NamedTuple):
    """What an answer said."""

    answer: str
    item_id: str | None
    order_id: str | None
    facts: Mapping[str, str]


def told(text: str) -> Content | None:
    """`delivery_promise:tea:monday` → what it said; None for any other text."""
    answer, _, rest = text.partition(":")
    item, _, day = rest.partition(":")
    return Content(answer, item, None, {"latest": day}) if day else None


def event(kind: str, days: float, customer: str | None = "anna", **body: Any) -> KeptEvent:
    """So many days ago; without a customer a stranger's."""
    device = None if customer else "phone"
    return customer, device, kind, NOW - round(days * DAY), msgspec.json.encode(body)


def bought(days: float, order: str = "o", customer: str = "anna", due: float | None = None) -> KeptEvent:
    """Tea; `due`: the promised day, days ago."""
    lines = [{"item_id": "tea", "quantity": 1, "price": 5.0}]
    promised = {} if due is None else {"promised_latest": to_text(NOW - round(due * DAY))}
    return event("purchase", days, customer, order_id=order, items=lines, currency="EUR", **promised)


def arrived(days: float, order: str = "o", customer: str = "anna") -> KeptEvent:
    """An order did."""
    return event("shipment_delivered", days, customer, order_id=order)


def rated(days: float, score: float, customer: str = "anna", metric: str = "stars", **body: Any) -> KeptEvent:
    """Stars of tea, or something else."""
    about = {"item_id": "tea"} if metric == "stars" else {}
    fields = {"touchpoint": "product_page", "metric": metric, "score": score} | about | body
    return event("experience_rated", days, customer, **fields)


def offer(days: float, price: float, buyable: bool = True) -> tuple[Any, ...]:
    """Of tea, from so many days ago on."""
    return "tea", NOW - round(days * DAY), price, "EUR", buyable


def known(events: Iterable[KeptEvent], offers: Iterable[Any] = (), days: float = 0) -> Known:
    """All that is known of a shop so many days ago."""
    rows = pl.DataFrame(list(offers), OFFERS, orient="row")
    read = read_events([list(events)], consent_granted=True)
    return Known(read, NOW - round(days * DAY), DEFAULTS, "Europe/Berlin", rows, {"tea": "drinks"}, told)


def gaps(events: Iterable[KeptEvent], offers: Iterable[Any] = (), days: float = 0) -> Gaps:
    """All kinds."""
    return gaps_of(known(events, offers, days))


def of_kind(name: str, found: Gaps) -> list[dict[str, Any]]:
    """The gaps of one kind, by time."""
    return found.rows.filter(pl.col("kind") == name).to_dicts()


class World(NamedTuple):
    """A shop in which one expectation was met and then one wasn't."""

    events: list[KeptEvent]
    offers: tuple[Any, ...] = ()


CONTACT = {"contact_id": "k", "touchpoint": "service_contact"}
COMPLAINT = {"complaint_id": "b", "touchpoint": "delivery"}
SHOWN = [("web", 9.9, "monday"), ("email", 9.5, "monday"), ("phone", 9.1, "thursday")]
HOURS = HOUR / DAY
WORLDS = {
    "delivery": World([bought(20, due=15), arrived(16), bought(12, "p", due=8), arrived(5, "p")]),
    "waiting": World(
        [
            event("contact_started", 20, **CONTACT),
            event("contact_answered", 19.5, **CONTACT),
            event("contact_started", 10, **CONTACT | {"contact_id": "l"}),
            event("contact_answered", 7, **CONTACT | {"contact_id": "l"}),
        ]
    ),
    "complaint": World(
        [
            event("complaint_raised", 30, **COMPLAINT),
            event("complaint_resolved", 28, **COMPLAINT),
            event("complaint_raised", 20, **COMPLAINT | {"complaint_id": "c"}),
            event("complaint_acknowledged", 19, **COMPLAINT | {"complaint_id": "c"}),
            event("complaint_resolved", 9, **COMPLAINT | {"complaint_id": "c"}),
        ]
    ),
    "search": World(
        [
            event("search", 9, query="tea"),
            event("select_item", 9 - 0.1 * HOURS, item_id="tea"),
            event("search", 8, query="samovar", results=0),
        ]
    ),
    "cart_lost": World(
        [
            event("add_to_cart", 30, item_id="tea", quantity=1),
            bought(29),
            event("add_to_cart", 20, item_id="tea", quantity=1),
        ]
    ),
    "cart_price": World(
        [
            event("add_to_cart", 20, item_id="tea", quantity=1),
            event("view_cart", 19, items=[{"item_id": "tea"}]),
            event("view_cart", 10, items=[{"item_id": "tea"}]),
        ],
        (offer(40, 5.0), offer(15, 6.5)),
    ),
    "cart_stock": World(
        [
            event("add_to_cart", 20, item_id="tea", quantity=1),
            event("view_cart", 19, items=[{"item_id": "tea"}]),
            event("view_cart", 10, items=[{"item_id": "tea"}]),
        ],
        (offer(40, 5.0), offer(15, 5.0, buyable=False)),
    ),
    "stars": World([rated(30 - n, 5, f"guest {n}") for n in range(6)] + [rated(9, 2)]),
    "csat": World([rated(30 - n, score, metric="csat") for n, score in enumerate([5, 4, 5, 2])]),
    "channels": World(
        [
            event("answer_shown", days, answer_id=f"delivery_promise:tea:{day}", channel=channel)
            for channel, days, day in SHOWN
        ]
    ),
}
