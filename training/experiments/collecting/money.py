"""Purchases and what was given back → orders, returns and money, each at its moment.

An order told in pieces is one order; nothing is given back twice, nor more than was paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
from msgspec import Struct

from features.orders import orders_of
from service.store.records import Fact

KINDS = frozenset({"purchase", "refund", "order_cancelled"})
PROMISED = b"promised_latest"


class _Line(Struct, gc=False):
    item_id: str
    quantity: int = 1
    price: float | None = None


class _Body(Struct, gc=False):
    order_id: str | None = None
    items: list[_Line] = []
    value: float | None = None


class Moved(NamedTuple):
    """What an event added: to the orders, the returned ones, the money."""

    at: int
    orders: int
    returns: int
    revenue: float


@dataclass
class _Order:
    left: float = 0.0
    returned: bool = False
    prices: dict[str, float] = field(default_factory=dict)


_decode = msgspec.json.Decoder(_Body).decode


def of_orders(facts: Sequence[Fact], since: int, until: int) -> Iterator[tuple[str, int, float]]:
    """What one unit's orders added to which measure when; those from before its first page apart.

    `facts` in order of time. A promise counts on the day on which it falls due, when that has passed.
    """
    earlier = [fact for fact in facts if fact.occurred_at < since]
    for some, known in ((earlier, since), (facts[len(earlier) :], until)):
        for one in moved(some):
            yield "revenue", one.at, one.revenue
            if one.orders:
                yield "orders", one.at, 1.0
            if one.returns:
                yield "returns", one.at, 1.0
        if any(PROMISED in fact.body for fact in some):
            yield from _promised(some, known)


def _promised(facts: Sequence[Fact], until: int) -> Iterator[tuple[str, int, float]]:
    for order in orders_of(facts):
        due = order.promised_latest
        if due is not None and due < until and order.cancelled_at is None:
            arrived = order.delivered_at
            yield "promises_due", due, 1.0
            yield "promises_kept", due, float(arrived is not None and arrived <= due)


def moved(facts: Iterable[Fact]) -> Iterator[Moved]:
    """`facts`: one unit's events in order of time; refunds of orders not among them are passed over."""
    orders: dict[str, _Order] = {}
    for kind, at, raw in facts:
        if kind not in KINDS:
            continue
        body = _decode(raw)
        if kind == "purchase" and body.order_id is not None:
            yield _bought(orders, body.order_id, at, body)
        elif (order := orders.get(body.order_id or "")) is not None:
            yield _given_back(order, at, body, cancelled=kind == "order_cancelled")


def _bought(orders: dict[str, _Order], order_id: str, at: int, body: _Body) -> Moved:
    known = order_id in orders
    order = orders.setdefault(order_id, _Order())
    order.prices |= {line.item_id: line.price or 0.0 for line in body.items}
    paid = _worth(order, body) if body.value is None else body.value
    order.left += paid
    return Moved(at, 0 if known else 1, 0, paid)


def _given_back(order: _Order, at: int, body: _Body, *, cancelled: bool) -> Moved:
    """A refund that names neither money nor items, or a cancellation: all that is left."""
    told = body.value if body.value is not None else _worth(order, body) if body.items else order.left
    back = order.left if cancelled else min(told, order.left)
    first = not cancelled and not order.returned
    order.left -= back
    order.returned |= first
    return Moved(at, 0, int(first), -back)


def _worth(order: _Order, body: _Body) -> float:
    return sum(
        line.quantity * (order.prices.get(line.item_id, 0.0) if line.price is None else line.price)
        for line in body.items
    )
