"""Did I forget something: what others bought along with the cart, or with the order that hasn't left yet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from features.catalogue import Item
from features.clock import DAY
from features.orders import Order
from service.answers.asked import Asked
from service.answers.kind import Answered, Kind
from service.answers.suggesting import into_cart, money_of, offered
from service.engine.sources.neighbours import Neighbours

NEAREST = 10  # of each item; what is further away looks arbitrary


def of(asked: Asked) -> Iterator[Answered]:
    """Of the cart where there is one, else of the last order that is being packed; best first."""
    cart = list(asked.cart)
    order = None if cart else _packing(asked)
    items = cart or ([line.item_id for line in order.lines] if order else [])
    for other, beside in _missing(asked, items):
        yield Answered(
            "order" if order else "cart",
            {"beside": beside},
            values={"title": asked.title(other.item_id), "beside": asked.title(beside)},
            item_id=other.item_id,
            order_id=order.order_id if order else None,
            data={**money_of(asked, other), "beside": beside},
            action=into_cart(asked, other),
        )


def _packing(asked: Asked) -> Order | None:
    """The last order, while nothing of it was dispatched."""
    last = asked.orders[-1] if asked.orders else None
    wanted = asked.question.order_id
    return last if last and last.stage == "ordered" and wanted in (None, last.order_id) else None


def _missing(asked: Asked, items: list[str]) -> Iterator[tuple[Item, str]]:
    """What the person doesn't have, and beside which item it is; what most items speak for first."""
    had = {line.item_id for order in asked.orders for line in order.lines} if items else set()
    groups = _groups(asked, had.union(items, asked.cart))
    for other, beside in _nearest(asked, [item for item in items if asked.title(item) is not None]):
        item = offered(asked, other)
        if item is not None and groups.isdisjoint(_groups(asked, {other})):
            yield item, beside


def _groups(asked: Asked, item_ids: set[str]) -> set[int]:
    """Variants of one product are one."""
    codes = [code for item_id in item_ids if (code := asked.world.index.get(item_id)) is not None]
    return set(asked.world.group[np.array(codes, int)].tolist())


def _nearest(asked: Asked, items: list[str]) -> list[tuple[str, str]]:
    """(other, beside which item), most supported first."""
    world = asked.world
    support: dict[int, float] = {}
    beside: dict[int, str] = {}
    for item_id in items:
        for place, other in enumerate(_together(asked, world.index[item_id]), 1):
            support[other] = support.get(other, 0) + 1 / place
            beside.setdefault(other, item_id)
    return [(world.ids[other], beside[other]) for other in sorted(support, key=lambda each: -support[each])]


def _together(asked: Asked, code: int) -> list[int]:
    """What was learned to be bought with an item, nearest first."""
    learned = (s for s in asked.world.sources if isinstance(s, Neighbours) and s.name == "together")
    return next((source.close(code)[:NEAREST].tolist() for source in learned), [])


COMPLETES_ORDER = Kind(
    "completes_order", "Did I forget something?", "personalisation", 25, 7 * DAY, of, most=1
)
