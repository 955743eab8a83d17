"""A simulated year of a shop: searches, carts, orders, contacts, complaints and ratings as they are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import numpy as np

from features.clock import DAY, HOUR, to_text
from features.history import KeptEvent

PEOPLE, ITEMS, BATCH = 40_000, 2_000, 50_000
COUNTRIES = ("DE", "AT", "CH", "FR")
Teller = Callable[..., KeptEvent]


def batches(seed: int, now: int, events: int) -> list[list[KeptEvent]]:
    """So many events up to `now` (microseconds), oldest first."""
    rng, told = np.random.default_rng(seed), list[KeptEvent]()
    while len(told) < events:
        told += _story(rng, len(told), now)
    told.sort(key=lambda event: event[3])
    return [told[begin : begin + BATCH] for begin in range(0, events, BATCH)]


def _story(rng: np.random.Generator, number: int, now: int) -> Iterator[KeptEvent]:
    """A visit with a search and a cart; often an order, sometimes a contact."""
    who, begun = f"c{rng.integers(PEOPLE)}", now - int(rng.integers(30 * DAY, 365 * DAY))
    item, country = f"i{rng.integers(ITEMS)}", COUNTRIES[rng.integers(len(COUNTRIES))]

    def told(kind: str, hours: float, **body: object) -> KeptEvent:
        return who, None, kind, begun + int(hours * HOUR), msgspec.json.encode({"country": country, **body})

    yield told("search", 0, query="tea", channel="web", results=int(rng.integers(4)))
    yield told("select_item", 0.1, item_id=item)
    yield told("view_item", 0.1, item_id=item)
    yield told("add_to_cart", 0.2, item_id=item, quantity=1)
    yield told("view_cart", 30, items=[{"item_id": item}])
    if rng.random() < 0.5:
        yield from _order(rng, told, f"o{number}", item, to_text(begun + 6 * DAY))
    if rng.random() < 0.1:
        yield from _contact(rng, told, f"k{number}")


def _order(rng: np.random.Generator, told: Teller, order: str, item: str, due: str) -> Iterator[KeptEvent]:
    days = float(rng.gamma(3, 1.5))
    lines = [{"item_id": item, "quantity": 1, "price": 5.0}]
    yield told("purchase", 31, order_id=order, items=lines, currency="EUR", promised_latest=due)
    yield told("shipment_dispatched", 40, order_id=order)
    yield told("shipment_delivered", 40 + days * 24, order_id=order)
    if rng.random() < 0.3:
        stars = int(rng.integers(3, 6)) if days < 5 else int(rng.integers(1, 4))
        said = {"touchpoint": "delivery", "metric": "stars", "score": stars, "comment": "it came at last"}
        yield told("experience_rated", 60 + days * 24, order_id=order, item_id=item, **said)


def _contact(rng: np.random.Generator, told: Teller, name: str) -> Iterator[KeptEvent]:
    where, waited = {"touchpoint": "service_contact"}, float(rng.exponential(18))
    yield told("contact_started", 100, contact_id=name, channel="chat", **where)
    yield told("contact_answered", 100 + waited, contact_id=name, **where)
    yield told("experience_rated", 101 + waited, metric="csat", score=int(rng.integers(1, 6)), **where)
    yield told("complaint_raised", 110, complaint_id=name, **where)
    yield told("complaint_resolved", 110 + waited * 9, complaint_id=name, **where)
