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
from service.engine.world import World

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
    world, groups = asked.world, _groups(asked.world, had.union(items, asked.cart))
    for other, beside in _nearest(world, [item for item in items if asked.title(item) is not None]):
        item = offered(asked, world.ids[other])
        if item is not None and int(world.group[other]) not in groups:
            yield item, beside


def _groups(world: World, item_ids: set[str]) -> set[int]:
    """Variants of one product are one."""
    codes = [code for item_id in item_ids if (code := world.index.get(item_id)) is not None]
    return set(world.group[np.array(codes, int)].tolist())


def _nearest(world: World, items: list[str]) -> Iterator[tuple[int, str]]:
    """(other, beside which item), most supported first."""
    together = next((s for s in world.sources if isinstance(s, Neighbours) and s.name == "together"), None)
    codes = np.array([world.index[item_id] for item_id in items], np.int64)
    codes = codes[codes < world.learned]
    if together is None or not len(codes):
        return
    support: dict[int, float] = {}
    beside: dict[int, int] = {}
    for other, share, code in together.closest(codes, NEAREST):
        support[other] = support.get(other, 0) + share
        beside.setdefault(other, code)
    for other in sorted(support, key=support.__getitem__, reverse=True):
        yield other, world.ids[beside[other]]


COMPLETES_ORDER = Kind(
    "completes_order", "Did I forget something?", "personalisation", 25, 7 * DAY, of, most=1
)
