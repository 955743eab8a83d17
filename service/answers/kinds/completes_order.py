"""Did I forget something: what others bought along with the cart, or with the order that hasn't left yet."""

from __future__ import annotations

from collections.abc import Iterator

from features.catalogue import Item
from features.clock import DAY
from features.interactions import Ints
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


def _missing(asked: Asked, items: list[str]) -> list[tuple[Item, str]]:
    """What the person doesn't have, and beside which item it is; what most items speak for first."""
    world = asked.world
    own = [world.index[item] for item in items if asked.title(item) is not None]
    groups = {int(world.group[code]) for code in [*own, *asked.visitor.bought.tolist()]}
    support: dict[int, float] = {}
    beside: dict[int, int] = {}
    for code in own:
        for place, other in enumerate(_together(asked, code).tolist(), 1):
            support[other] = support.get(other, 0) + 1 / place
            beside.setdefault(other, code)
    found = []
    for other in sorted(support, key=lambda each: -support[each]):
        item = offered(asked, world.ids[other])
        if item is not None and int(world.group[other]) not in groups and item.item_id not in asked.cart:
            found.append((item, world.ids[beside[other]]))
    return found


def _together(asked: Asked, code: int) -> Ints:
    """What was learned to be bought with an item, nearest first."""
    learned = (s for s in asked.world.sources if isinstance(s, Neighbours) and s.name == "together")
    none: Ints = asked.visitor.bought[:0]
    return next((source.close(code)[:NEAREST] for source in learned), none)


COMPLETES_ORDER = Kind(
    "completes_order", "Did I forget something?", "personalisation", 25, 7 * DAY, of, most=1
)
